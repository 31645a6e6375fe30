#!/usr/bin/env bash
# Looks at a backup without loading it: fresh, unchanged, readable, complete. Needs no database.
# Usage: ./deploy/backup_verify.sh [FILE]     without FILE the newest, which must also be fresh:
#        not older than BACKUP_MAX_AGE_HOURS (26).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/postgres.sh

file="${1:-}"
if [ -z "$file" ]; then
  BACKUP_DIR="$(setting BACKUP_DIR /opt/backups/postgres)"
  file="$(newest_backup)"
  [ -n "$file" ] || fail "There is no backup in $BACKUP_DIR."
  minutes=$((${BACKUP_MAX_AGE_HOURS:-26} * 60))
  [ -z "$(find "$file" -mmin "+$minutes")" ] || fail "The newest backup is too old: $file"
fi
manifest="$(manifest_of "$file")"
[ -s "$file" ] || fail "There is no such backup: $file"
[ -s "$manifest" ] || fail "The backup has no manifest: $manifest"

expected="$(sed -n 's/^sha256\t//p' "$manifest")"
[ "$(sha256sum "$file" | cut -d ' ' -f 1)" = "$expected" ] || fail "The backup was changed or damaged: $file"
gzip -t "$file" 2>/dev/null || fail "The backup cannot be unpacked: $file"
# Reads the dump as psql would: rows between COPY … FROM stdin and \.
rows="$(gunzip -c "$file" | awk '
  copying { if ($0 == "\\.") copying = 0; else rows[table]++; next }
  /^COPY public\./ { split($2, name, "."); table = name[2]; gsub(/"/, "", table); rows[table] += 0; copying = 1 }
  /^-- PostgreSQL database dump complete/ { complete = 1 }
  END { if (!complete) exit 1; for (t in rows) printf "%s\t%d\n", t, rows[t] }' | LC_ALL=C sort)" ||
  fail "The backup stops before its end: $file"
promised="$(awk -F '\t' '$1 == "table" { printf "%s\t%d\n", $2, $3 }' "$manifest" | LC_ALL=C sort)"
[ "$rows" = "$promised" ] || fail "The backup holds other rows than its manifest says: $file"
say "$file is sound: $(awk -F '\t' '{ n += $2 } END { print n + 0 " rows in " NR " tables" }' <<<"$rows")."
