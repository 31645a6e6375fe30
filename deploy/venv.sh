# Sourced by run.sh, test.sh and check.sh: makes .venv with what a requirements file names.
# Installs again only when that file (or one it includes) has changed.

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer is needed and was not found; install it, or set PYTHON=/path/to/python3."
  exit 2
}

make_venv() {
  local python
  if ! .venv/bin/python -c '' 2>/dev/null; then
    python="$(find_python)"
    say "Making .venv with $("$python" --version)."
    if ! "$python" -m venv --clear .venv; then
      say "$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"
      exit 2
    fi
  fi
}

# install FILE…: every file named is satisfied afterwards.
install() {
  local file stamp hash
  make_venv
  for file in "$@"; do
    stamp=".venv/installed-$file"
    hash="$(.venv/bin/python - "$file" <<'PY'
import hashlib, pathlib, re, sys
def text(name):
    own = pathlib.Path(name).read_text()
    return own + "".join(text(other) for other in re.findall(r"^-r (\S+)", own, re.M))
print(hashlib.sha256((sys.version + text(sys.argv[1])).encode()).hexdigest())
PY
)"
    if [ "$(cat "$stamp" 2>/dev/null)" != "$hash" ]; then
      say "Installing $file (a minute or two the first time)."
      .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$file"
      printf '%s' "$hash" > "$stamp"
    fi
  done
}
