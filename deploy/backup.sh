#!/usr/bin/env bash
# Writes one backup to BACKUP_DIR: the database, a manifest of what it holds, the uploads.
# BACKUP_KEEP_DAYS (14) says how long backups stay; the newest three always do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/postgres.sh
umask 077

began=$SECONDS
find_database
mkdir -p "$BACKUP_DIR" || fail "BACKUP_DIR cannot be made: $BACKUP_DIR"
stamp="$(date -u +%Y%m%dT%H%M%SZ)"
name="$BACKUP_DIR/cleaning_$stamp"
trap 'rm -f "$name".*.part; [ "${STARTED:-0}" = 0 ] || .venv/bin/python -m deploy.database_access --stop' EXIT

# One snapshot for the dump and its manifest, so that they agree while people go on working.
coproc SNAPSHOT { pg psql -qAtX -v ON_ERROR_STOP=1 -F $'\t' -d "$DATABASE"; }
exec 3<&"${SNAPSHOT[0]}" 4>&"${SNAPSHOT[1]}"
session=$SNAPSHOT_PID
echo "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();" >&4
read -r -t 60 snapshot <&3 || fail "The database does not answer."

pg pg_dump -d "$DATABASE" --snapshot="$snapshot" </dev/null | gzip -c >"$name.sql.gz.part"
cat deploy/fingerprint.sql >&4
exec 4>&-
eval "exec ${SNAPSHOT[1]}>&-"
cat <&3 >"$name.manifest.part"
wait "$session" || fail "The manifest could not be made."
gzip -t "$name.sql.gz.part"
printf 'sha256\t%s\n' "$(sha256sum "$name.sql.gz.part" | cut -d ' ' -f 1)" >>"$name.manifest.part"

if [ -d "$UPLOADS" ]; then
  uploads="$BACKUP_DIR/uploads_$stamp.tar.gz"
  # 1 only means that a file grew meanwhile.
  tar -czf "$uploads.part" -C "$UPLOADS" . || [ $? = 1 ]
  mv "$uploads.part" "$uploads"
fi
mv "$name.manifest.part" "$name.manifest"
mv "$name.sql.gz.part" "$name.sql.gz"

bytes="$(wc -c <"$name.sql.gz" | tr -d ' ')"
printf '{"finished_at":"%s","file":"%s","bytes":%s,"seconds":%s}\n' \
  "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(basename "$name.sql.gz")" "$bytes" "$((SECONDS - began))" \
  >"$BACKUP_DIR/last-success.json.part"
mv "$BACKUP_DIR/last-success.json.part" "$BACKUP_DIR/last-success.json"

for kind in 'cleaning_*.sql.gz' 'cleaning_*.manifest' 'uploads_*.tar.gz'; do
  find "$BACKUP_DIR" -maxdepth 1 -name "$kind" | sort | head -n -3 | while read -r old; do
    find "$old" -mtime "+${BACKUP_KEEP_DAYS:-14}" -delete
  done
done
say "$name.sql.gz: $bytes bytes in $((SECONDS - began)) s."
