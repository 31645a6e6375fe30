#!/usr/bin/env bash
# Measures what the house promises: every benchmark under tests/bench/, or those named, as one table.
# Usage: ./deploy/bench.sh [NAME …] [--json FILE]      --help lists them; each may take more options.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/venv.sh

install requirements.txt requirements-dev.txt
# Others' solvers have no wheels for every machine; without them the benchmark says so and goes on.
bash -euo pipefail -c '. deploy/venv.sh; install requirements-bench.txt' ||
  say "Going on without the solvers of requirements-bench.txt."
exec .venv/bin/python -m tests.bench.run "$@"
