"""What every visitor downloads holds nothing that was set for the server alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from cleaning_app.settings import ROOT, Settings, child_environment

PUBLIC = {"public_base_url", "client_portal_base_url", "cdn_url"}
"""Addresses people see anyway."""

FIXED = {
    "app_env": "prod",
    "email_mode": "smtp",
    "sms_mode": "twilio",
    "smtp_security": "starttls",
}
"""What the others only make sense with."""


def canaries() -> dict[str, str]:
    """Setting → a value that would be known again anywhere: every secret, name and address."""
    planted = {
        "database_url": "postgresql://canaryuser:canarypassword@127.0.0.1:1/canarydatabase",
        "encryption_key": Fernet.generate_key().decode(),
        "map_tile_url": "https://canary-map-tile-url.test/{z}/{x}/{y}.png",
    }
    for name, field in Settings.model_fields.items():
        kinds = {field.annotation, *get_args(field.annotation)}
        if name in PUBLIC | set(FIXED) | set(planted) or name.endswith("_mode"):
            continue
        if name.endswith(("_url", "_base", "_uri", "_endpoint")) and name != "redis_url":
            planted[name] = f"https://canary-{name.replace('_', '-')}.test"
        elif SecretStr in kinds:
            planted[name] = f"canary-{name}-0123456789abcdef0123456789abcdef"
        elif str in kinds:
            planted[name] = f"canary-{name}"
    return planted


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The frontend's sources as the production bundle is made of them, and what was planted."""
    folder, planted = tmp_path_factory.mktemp("web"), canaries()
    environment = dict.fromkeys(Settings.model_fields, "") | FIXED | planted
    environment["data_dir"] = str(folder / "data")
    done = subprocess.run(
        [sys.executable, "-m", "reflex", "compile", "--no-rich"],
        cwd=ROOT,
        env=child_environment(
            REFLEX_WEB_WORKDIR=str(folder / "web"),
            REFLEX_CHECK_LATEST_VERSION="false",
            REFLEX_ENV_MODE="prod",
            **{name.upper(): value for name, value in environment.items()},
        ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder / "web", planted


def found_in(folder: Path, words: list[str]) -> dict[str, str]:
    """Which of these words stand in our part of the bundle, and where."""
    found: dict[str, str] = {}
    for path in folder.rglob("*"):
        if "node_modules" in path.parts or not path.is_file():
            continue
        text = path.read_text(errors="ignore")
        found |= {word: str(path.relative_to(folder)) for word in words if word in text}
    return found


def test_no_planted_setting_is_in_the_bundle(compiled):
    folder, planted = compiled
    values = [*planted.values(), "canaryuser", "canarypassword", "canarydatabase", "canary-"]
    assert found_in(folder, values) == {}
    assert len(planted) >= 30
    print(f"{len(values)} canaries planted, 0 in the bundle")


def test_the_search_would_find_one(compiled):
    folder, planted = compiled
    assert found_in(folder, ["Sign in", "Record payment"]).keys() == {"Sign in", "Record payment"}
    leak = folder / "app" / "leak.js"
    leak.write_text(f"const key = '{planted['auth_secret_key']}';")
    try:
        assert found_in(folder, list(planted.values())) == {
            planted["auth_secret_key"]: "app/leak.js"
        }
    finally:
        leak.unlink()


def test_the_gallery_is_not_in_production(compiled):
    folder, _ = compiled
    assert not [path for path in (folder / "app").rglob("*") if "gallery" in path.name.lower()]
