#!/usr/bin/env bash
# docker compose with this product's file and folder: ./deploy/compose.sh logs -f app
# COMPOSE_OVERRIDE names a second file, as CI does with deploy/docker-compose.ci.yml.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

files=(-f deploy/docker-compose.yml)
if [ -n "${COMPOSE_OVERRIDE:-}" ]; then files+=(-f "$COMPOSE_OVERRIDE"); fi
exec docker compose --project-directory . "${files[@]}" "$@"
