#!/usr/bin/env bash
# Back to the code of an earlier commit. Migrations only go forward, so the database stays as it is,
# and a commit that does not know the database's newest migration is refused.
# Usage: ./deploy/rollback.sh SHA
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/postgres.sh

main() {
  [ $# = 1 ] || fail "Usage: ./deploy/rollback.sh SHA     (git log --oneline -10 shows some)"
  local target revision
  target="$(git rev-parse --verify --quiet "$1^{commit}")" || fail "There is no such commit: $1"
  STACK="${STACK:-compose}"
  find_database
  revision="$(ask "$DATABASE" "SELECT version_num FROM alembic_version")" ||
    fail "The database cannot be asked which migration it is at, so nothing was changed."
  if ! git grep --quiet "^revision = [\"']$revision[\"']\$" "$target" -- alembic/versions; then
    fail "Refused: the database is at migration $revision, which $1 does not know.
Go forward instead: fix or revert on main, then ./deploy/deploy.sh"
  fi
  echo "Now:  $(git log -1 --format='%h %s')"
  git reset --quiet --hard "$target"
  echo "Back: $(git log -1 --format='%h %s')"
  SKIP_MIGRATIONS=1 exec deploy/release.sh
}
main "$@"
