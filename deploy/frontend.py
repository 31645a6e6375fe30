"""Compiles the dashboard's frontend into .web, but only when something it is made of has changed.

Usage: python -m deploy.frontend [--force] [--update-lock]
`--update-lock` lets bun choose package versions anew and rewrites reflex.lock/.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fasteners import InterProcessLock

from cleaning_app.settings import ROOT, Settings, child_environment, load_or_exit

WEB = ROOT / ".web"
_LOCK = ROOT / "var" / "frontend.lock"
_STAMP = WEB / "built-from.sha256"
_SOURCES = ("rxconfig.py", "requirements.txt", "cleaning_app", "assets", "reflex.lock")
_SUFFIXES = {".pyc", ".pyo"}


class BuildFailed(RuntimeError):
    """The compiler refused; the message holds the last lines it wrote."""


def _files() -> Iterator[Path]:
    for source in _SOURCES:
        path = ROOT / source
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and file.suffix not in _SUFFIXES)


def fingerprint(settings: Settings) -> str:
    """A hash of every file and setting that can change the compiled frontend."""
    digest = hashlib.sha256(f"{settings.app_env} {sys.version}".encode())
    for file in _files():
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_current(settings: Settings) -> bool:
    """Whether what stands in .web was made from the sources as they are now."""
    return _STAMP.exists() and _STAMP.read_text() == fingerprint(settings)


def ensure_current(settings: Settings) -> bool:
    """Compile if the sources have changed; one process at a time. True when it compiled.

    Raises BuildFailed.
    """
    _LOCK.parent.mkdir(exist_ok=True)
    with InterProcessLock(_LOCK):
        if is_current(settings):
            return False
        build(settings)
        return True


def build(settings: Settings, *, update_lock: bool = False) -> None:
    """Compile. A first failure over a used .web is tried again from nothing, as a killed build may
    have left half of it. Raises BuildFailed.
    """
    _STAMP.unlink(missing_ok=True)
    # Taken before compiling: what is edited meanwhile is not in it, and has to be compiled again.
    made_from = fingerprint(settings)
    used = WEB.exists()
    outcome = _export(update_lock)
    if outcome.returncode != 0 and used:
        shutil.rmtree(WEB)
        outcome = _export(update_lock)
    if outcome.returncode != 0:
        raise BuildFailed("\n".join(outcome.stdout.splitlines()[-20:]))
    _STAMP.write_text(fingerprint(settings) if update_lock else made_from)


def _export(update_lock: bool) -> subprocess.CompletedProcess[str]:
    changes = {"REFLEX_FROZEN_LOCKFILE": "false"} if update_lock else {}
    return subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
        cwd=ROOT,
        env=child_environment(REFLEX_CHECK_LATEST_VERSION="false", **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def main() -> int:
    settings = load_or_exit()
    try:
        if {"--force", "--update-lock"} & set(sys.argv):
            build(settings, update_lock="--update-lock" in sys.argv)
        elif not ensure_current(settings):
            print("The frontend is up to date.")
            return 0
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print("The frontend is built.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
