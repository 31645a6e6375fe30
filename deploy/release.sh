#!/usr/bin/env bash
# Builds, starts, migrates and looks at the version that lies here: the second half of deploy.sh and
# rollback.sh, and by itself a way to install what you have checked out.
# SKIP_MIGRATIONS=1 leaves the database as it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/postgres.sh

compose() { deploy/compose.sh "$@"; }

one_head() {
  local heads
  heads="$(compose run --rm --no-deps -T app alembic heads)"
  [ "$(grep -c '(head)' <<<"$heads")" = 1 ] && return
  printf 'There must be exactly one migration head:\n%s\nSee deploy/docs/migrations.md.\n' "$heads" >&2
  return 1
}

wait_for_database() {
  local tries=60
  until compose exec -T db pg_isready --quiet; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 1
  done
}

give_up() {
  echo "The deployment failed: $1. The last log lines:" >&2
  compose logs --tail 40 app jobs db >&2 || true
  exit 1
}

compose build || give_up "the images cannot be built"
one_head || exit 1
compose up -d --remove-orphans || give_up "the containers do not start"
wait_for_database || give_up "PostgreSQL does not answer"
if [ -z "${SKIP_MIGRATIONS:-}" ]; then
  compose exec -T app alembic upgrade head || give_up "the migrations failed"
fi
compose up -d --wait --wait-timeout 120 || give_up "a service is not healthy"
export API_BASE_URL="${API_BASE_URL:-https://api.$(setting DOMAIN localhost)}"
export WEB_BASE_URL="${WEB_BASE_URL:-https://$(setting DOMAIN localhost)}"
ADMIN_BASIC_USERNAME="$(setting ADMIN_BASIC_USERNAME "")" \
ADMIN_BASIC_PASSWORD="$(setting ADMIN_BASIC_PASSWORD "")" \
  deploy/smoke.sh || give_up "the smoke test failed"
echo "Deployed: $(git log -1 --format='%h %s')"
