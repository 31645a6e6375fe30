#!/usr/bin/env bash
# Whether an installation works for people: health, front page, an event over the websocket and, with
# ADMIN_BASIC_USERNAME and ADMIN_BASIC_PASSWORD, no dead letters. Exit 1 when any of them fails.
# Usage: API_BASE_URL=https://api.example.com WEB_BASE_URL=https://example.com ./deploy/smoke.sh
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

api="${API_BASE_URL:-http://localhost:8000}" web="${WEB_BASE_URL:-http://localhost:8000}"
api="${api%/}" web="${web%/}"
failed=0
# curl reads what needs hiding from its standard input, so that it stands in no process list.
fetch() { curl --silent --show-error --fail-with-body --max-time 15 "$@" 2>&1; }
report() {
  if [ "$1" = 0 ]; then echo "ok      $2"; else echo "FAILED  $2: ${3:0:300}"; failed=1; fi
}

answer="$(fetch "$api/healthz")" && [[ "$answer" == *'"status":"ready"'* ]]
report $? "health" "$answer"

answer="$(fetch "$web/")" && [[ "$answer" == *"<html"* ]]
report $? "front page" "$answer"

python="$(command -v python3 || echo .venv/bin/python)"
answer="$("$python" deploy/smoke_event.py "$web" 2>&1)"
report $? "websocket event" "$answer"

if [ -n "${ADMIN_BASIC_USERNAME:-}" ] && [ -n "${ADMIN_BASIC_PASSWORD:-}" ]; then
  answer="$(printf 'user = "%s:%s"\n' "$ADMIN_BASIC_USERNAME" "$ADMIN_BASIC_PASSWORD" |
    fetch --config - "$api/v1/admin/queue/dlq?kind=all&limit=1")" &&
    [[ "$answer" == *'"outbox_dead_count":0,'* && "$answer" == *'"export_dead_count":0,'* ]]
  report $? "no dead letters" "$answer"
else
  echo "skipped no dead letters (no ADMIN_BASIC_USERNAME and ADMIN_BASIC_PASSWORD)"
fi
exit "$failed"
