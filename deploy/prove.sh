#!/usr/bin/env bash
# The long forms of the tests: many more generated cases, kills and rounds. Hours, not minutes.
# Usage: ./deploy/prove.sh [NAME…]     a NAME is a folder or a part of a file's name under tests/,
#        such as `jobs`, `gst` or `races`; without one, everything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/venv.sh

targets=()
for name in "$@"; do
  found="$(find tests -name 'test_*.py' -path "*$name*" | sort)"
  if [ -z "$found" ]; then
    say "No test file's path holds \"$name\"."
    exit 2
  fi
  mapfile -t files <<<"$found"
  targets+=("${files[@]}")
done
install requirements.txt requirements-dev.txt
# -s: the figures are printed as they come.
exec .venv/bin/python -m pytest -s --hypothesis-profile=prove "${targets[@]}"
