#!/usr/bin/env bash
# Format, lint, layers and types, in seconds. Says everything that is wrong, not only the first.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/venv.sh

install requirements-dev.txt
failed=0
for step in "ruff format --check ." "ruff check ." "lint-imports" "basedpyright"; do
  if ! output="$(.venv/bin/$step 2>&1)"; then
    failed=1
    say "--- $step"
    say "$output"
  fi
done
[ "$failed" = 0 ] && say "Format, lint, layers and types are in order."
exit "$failed"
