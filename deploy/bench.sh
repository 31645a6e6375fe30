#!/usr/bin/env bash
# Measures what the house promises: every benchmark under tests/bench/, or those named, as one table.
# Usage: ./deploy/bench.sh [NAME …] [--json FILE]      --help lists them; each may take more options.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/venv.sh

install requirements.txt requirements-dev.txt
exec .venv/bin/python -m tests.bench.run "$@"
