"""Secrets a developer need not choose: made once, kept in DATA_DIR/secrets.json, never used in prod."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet
from fasteners import InterProcessLock
from pydantic import SecretStr

from cleaning_app.private_file import write_private

if TYPE_CHECKING:
    from cleaning_app.settings import Settings

NAMES = ("auth_secret_key", "client_portal_secret", "worker_portal_secret", "encryption_key")


def fill(settings: Settings) -> None:
    """Give every unset secret its kept value, so that restarts keep sessions and stored tokens."""
    missing = [name for name in NAMES if getattr(settings, name) is None]
    if not missing:
        return
    kept = _kept(settings.data_dir / "secrets.json")
    for name in missing:
        setattr(settings, name, SecretStr(kept[name]))


def _kept(path: Path) -> dict[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with InterProcessLock(path.with_suffix(".lock")):
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        fresh = {name: _new(name) for name in NAMES if name not in known}
        if fresh:
            write_private(path, json.dumps(known | fresh, indent=1))
        return known | fresh


def _new(name: str) -> str:
    return Fernet.generate_key().decode() if name == "encryption_key" else secrets.token_hex(32)
