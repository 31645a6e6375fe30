#!/usr/bin/env bash
# Sets everything up and runs it: database, migrations, demo company, dashboard, jobs. Ctrl-C stops all.
# Usage: ./deploy/run.sh [--no-demo]      PORT (8000), DATA_DIR (var/) and DEMO_PASSWORD may be set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. deploy/venv.sh

install requirements.txt
exec .venv/bin/python -m deploy.run "$@"
