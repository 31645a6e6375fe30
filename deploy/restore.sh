#!/usr/bin/env bash
# Puts a backup in the place of the database. The database it replaces is kept under another name.
# Usage: ./deploy/restore.sh FILE.sql.gz [--uploads FILE.tar.gz] [--yes]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/postgres.sh

file="" uploads="" sure=""
while [ $# -gt 0 ]; do
  case "$1" in
    --uploads) uploads="${2:-}"; shift 2 || fail "--uploads needs a file." ;;
    --yes) sure=yes; shift ;;
    *) file="$1"; shift ;;
  esac
done
[ -n "$file" ] || fail "Usage: ./deploy/restore.sh FILE.sql.gz [--uploads FILE.tar.gz] [--yes]"
[ -z "$uploads" ] || gzip -t "$uploads" || fail "The uploads cannot be unpacked: $uploads"

deploy/backup_verify.sh "$file"
find_database
if [ -z "$sure" ]; then
  read -r -p "Replace the database $DATABASE by $(basename "$file")? Type its name: " answer
  [ "$answer" = "$DATABASE" ] || fail "Nothing was changed."
fi

stop_writers() {
  if [ "$STACK" = compose ]; then deploy/compose.sh stop app jobs; fi
  local writers="SELECT count(*) FROM pg_stat_activity
    WHERE datname = '$DATABASE' AND application_name LIKE 'cleaning-%'"
  local left
  for _ in 1 2 3 4 5; do
    left="$(ask postgres "$writers")"
    [ "$left" != 0 ] || return 0
    sleep 1
  done
  fail "The dashboard or the jobs still use the database: stop them first."
}

stop_writers
stamp="$(date -u +%Y%m%d%H%M%S)"
fresh="${DATABASE}_restored_$stamp" before="${DATABASE}_before_$stamp"
say "Loading $file."
if ! { load "$file" "$fresh" && compare "$file" "$fresh"; }; then
  ask postgres "DROP DATABASE IF EXISTS $fresh"
  fail "Nothing was replaced."
fi
ask postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = '$DATABASE' AND pid <> pg_backend_pid()" >/dev/null
if [ "$(ask postgres "SELECT count(*) FROM pg_database WHERE datname = '$DATABASE'")" = 1 ]; then
  ask postgres "ALTER DATABASE $DATABASE RENAME TO $before"
fi
ask postgres "ALTER DATABASE $fresh RENAME TO $DATABASE"
if [ -n "$uploads" ]; then
  mkdir -p "$UPLOADS"
  tar -xzf "$uploads" -C "$UPLOADS"
fi

# Roles' passwords, and migrations newer than the backup.
if [ "$STACK" = compose ]; then
  deploy/compose.sh run --rm --no-deps app alembic upgrade head
  deploy/compose.sh up -d app jobs
else
  .venv/bin/python -m alembic upgrade head
fi
say "Restored: $(ask "$DATABASE" "SELECT count(*) || ' bookings, ' || (SELECT count(*) FROM invoices) || ' invoices' FROM bookings")."
say "The database before is kept as $before. When all is well: DROP DATABASE $before"
