#!/usr/bin/env bash
# Sets up what the tests need beside the product, then runs the checks and the whole test suite.
# Usage: ./deploy/test.sh [pytest arguments]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/venv.sh

# need PROGRAMS PACKAGE: one of the programs is there, or its Debian package gets installed.
need() {
  local program
  for program in $1; do
    command -v "$program" >/dev/null && return
  done
  local root=()
  if [ "$(id -u)" != 0 ]; then root=(sudo -n); fi
  if command -v apt-get >/dev/null && ${root[@]+"${root[@]}"} true 2>/dev/null; then
    say "Installing $2."
    ${root[@]+"${root[@]}"} apt-get update -qq >&2 || true
    ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >&2 && return
  fi
  say "The tests need $2: install that package, then run this again."
  exit 2
}

need redis-server redis-server
need "chromium chromium-browser google-chrome" chromium
install requirements.txt requirements-dev.txt
deploy/check.sh
exec .venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" "$@"
