#!/usr/bin/env bash
# One button: the newest main, built, started, migrated and looked at. Run it in the installed folder.
# .env, logs/, var/, pg_data/ and tmp/ are not in the repository and stay as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# All of it is read before any of it runs, as the reset may replace this file.
main() {
  echo "Now:  $(git log -1 --format='%h %s')"
  git fetch --quiet origin
  git reset --quiet --hard origin/main
  echo "Next: $(git log -1 --format='%h %s')"
  exec deploy/release.sh
}
main
