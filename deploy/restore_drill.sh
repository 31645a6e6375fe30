#!/usr/bin/env bash
# Proves that a backup can be restored: loads it into a scratch database, compares rows, checksums,
# policies and constraints with its manifest, walks the audit chains, and removes it again.
# Usage: ./deploy/restore_drill.sh [FILE.sql.gz]     without FILE the newest in BACKUP_DIR
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/postgres.sh

find_database
file="${1:-$(newest_backup)}"
[ -n "$file" ] || fail "There is no backup in $BACKUP_DIR."
deploy/backup_verify.sh "$file"

scratch="${DATABASE}_drill_$$"
drop() {
  ask postgres "DROP DATABASE IF EXISTS $scratch WITH (FORCE)" || true
  if [ "${STARTED:-0}" = 1 ]; then .venv/bin/python -m deploy.database_access --stop; fi
}
trap drop EXIT

began=$SECONDS
load "$file" "$scratch"
compare "$file" "$scratch" || fail "The drill failed: $file"
faults="$(pg psql -qAtX -v ON_ERROR_STOP=1 -d "$scratch" <deploy/soundness.sql)"
[ -z "$faults" ] || fail "The drill failed: $file
$faults"
tables="$(grep -c '^table' "$(manifest_of "$file")")"
say "The drill passed: $tables tables, $(ask "$scratch" "SELECT count(*) FROM admin_audit_logs") audit entries, $((SECONDS - began)) s."
