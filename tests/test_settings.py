"""Settings: what is read, what stops the start, and that no message ever carries a value."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cleaning_app.settings import ROOT, Settings, load
from cleaning_app.startup_checks import SettingsError
from deploy import environment_docs

STRONG = {
    "APP_ENV": "prod",
    "AUTH_SECRET_KEY": "a" * 32,
    "CLIENT_PORTAL_SECRET": "b" * 32,
    "WORKER_PORTAL_SECRET": "c" * 32,
    "ENCRYPTION_KEY": Fernet.generate_key().decode(),
    "OWNER_BASIC_USERNAME": "olivia",
    "OWNER_BASIC_PASSWORD": "quiet-otter-41",
}


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment that sets nothing but a data folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return monkeypatch


def _problems(environment: pytest.MonkeyPatch, **variables: str) -> dict[str, str]:
    """What `load` refuses, by variable."""
    for name, value in variables.items():
        environment.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load()
    return {problem.name: str(problem) for problem in refused.value.problems}


def _start(**variables: str) -> subprocess.CompletedProcess[str]:
    code = "from cleaning_app.settings import load_or_exit; load_or_exit(); print('started')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
    )


def test_an_empty_environment_starts_in_development(clean):
    settings = load()
    assert (settings.app_env, settings.port, settings.pool_size) == ("dev", 8000, 20)
    assert settings.base_url == "http://localhost:8000"


def test_empty_values_count_as_unset(clean):
    clean.setenv("STRIPE_SECRET_KEY", "")
    clean.setenv("PORT", "")
    assert load().stripe_secret_key is None
    assert load().port == 8000


def test_development_secrets_are_made_once_and_kept_private(clean, tmp_path):
    first, second = load(), load()
    for name in ("auth_secret_key", "client_portal_secret", "worker_portal_secret"):
        assert first.secret(name) == second.secret(name)
        assert len(first.secret(name)) >= 32
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    token = first.encryption_keys()[0].encrypt(b"kept")
    assert second.encryption_keys()[0].decrypt(token) == b"kept"


def test_development_secrets_give_way_to_set_ones(clean):
    load()
    clean.setenv("AUTH_SECRET_KEY", "chosen-by-the-operator")
    assert load().secret("auth_secret_key") == "chosen-by-the-operator"


def test_production_starts_with_strong_values_and_makes_no_secrets(clean, tmp_path):
    for name, value in STRONG.items():
        clean.setenv(name, value)
    assert load().is_prod
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH_SECRET_KEY", "k" * 31),
        ("CLIENT_PORTAL_SECRET", "k" * 31),
        ("WORKER_PORTAL_SECRET", "k" * 31),
        ("AUTH_SECRET_KEY", ""),
        ("ENCRYPTION_KEY", ""),
        ("ENCRYPTION_KEY", "not-a-fernet-key"),
        ("OWNER_BASIC_PASSWORD", "short-one"),
        ("OWNER_BASIC_PASSWORD", "password1234"),
        ("OWNER_BASIC_PASSWORD", "Changeme!!!!"),
        ("STRICT_CORS", "false"),
        ("SQL_ECHO", "true"),
        ("LOG_LEVEL", "DEBUG"),
        ("DEMO_PASSWORD", "demo"),
    ],
)
def test_production_refuses(clean, name, value):
    problems = _problems(clean, **{**STRONG, name: value})
    assert list(problems) == [name]


def test_production_refuses_to_start_without_any_admin_sign_in(clean):
    without = {k: v for k, v in STRONG.items() if not k.startswith("OWNER_BASIC")}
    assert "ADMIN_BASIC_PASSWORD" in _problems(clean, **without)


def test_production_refuses_metrics_without_a_strong_token(clean):
    assert "METRICS_TOKEN" in _problems(clean, **STRONG, METRICS_ENABLED="true")


@pytest.mark.parametrize(
    ("switch", "missing"),
    [
        ({"EMAIL_MODE": "sendgrid"}, {"SENDGRID_API_KEY", "EMAIL_FROM"}),
        ({"EMAIL_MODE": "smtp", "EMAIL_FROM": "a@b.test"}, {"SMTP_HOST"}),
        ({"SMS_MODE": "twilio", "TWILIO_SMS_FROM": "+15005550006"}, {"TWILIO_ACCOUNT_SID"}),
        ({"ORDER_STORAGE_BACKEND": "r2"}, {"R2_BUCKET", "R2_ENDPOINT"}),
        ({"ORDER_STORAGE_BACKEND": "s3"}, {"S3_BUCKET"}),
        ({"APP_WORKERS": "2"}, {"REDIS_URL"}),
        ({"ADMIN_BASIC_USERNAME": "ada"}, {"ADMIN_BASIC_PASSWORD"}),
    ],
)
def test_a_mode_without_what_it_needs_is_refused(clean, switch, missing):
    assert missing <= set(_problems(clean, **switch))


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("PORT", "eighty", "a whole number from 1 to 65535"),
        ("PORT", "70000", "a whole number from 1 to 65535"),
        ("POOL_SIZE", "0", "a whole number, 1 or more"),
        ("STRICT_CORS", "perhaps", "true or false"),
        ("EMAIL_MODE", "pigeon", "off or sendgrid or smtp"),
        ("DATABASE_URL", "sqlite:///x.db", "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
        ("DATABASE_URL", "postgresql://host", "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
        ("REDIS_URL", "localhost:6379", "redis://[:PASSWORD@]HOST:PORT/NUMBER"),
        ("PUBLIC_BASE_URL", "example.com", "an address such as https://host"),
        ("MAP_TILE_URL", "https://tiles.test/a.png", "https://{s}.tiles.host/{z}/{x}/{y}.png"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_accepted(clean, name, value, accepted):
    line = _problems(clean, **{name: value})[name]
    assert line.startswith(f"{name}: ")
    assert line.endswith(f"accepted: {accepted}")


def test_a_program_prints_one_line_per_problem_and_exits_2(tmp_path):
    outcome = _start(
        APP_ENV="prod", DATA_DIR=str(tmp_path), PORT="x", STRICT_CORS="no", AUTH_SECRET_KEY="weak"
    )
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    lines = outcome.stderr.strip().splitlines()
    assert {"PORT", "STRICT_CORS", "AUTH_SECRET_KEY", "ENCRYPTION_KEY"} <= {
        line.split(":")[0] for line in lines
    }
    assert all("; accepted: " in line for line in lines)


def test_no_message_carries_the_value_of_any_variable(tmp_path):
    canary = "cAnArY"
    variables = {name.upper(): f"{canary}-{name}" for name in Settings.model_fields}
    outcome = _start(**{**variables, "APP_ENV": "prod", "DATABASE_URL": f"postgresql://{canary}"})
    assert outcome.returncode == 2
    assert canary not in outcome.stderr + outcome.stdout


def test_a_configured_secret_is_not_shown_when_settings_are_printed(clean):
    clean.setenv("STRIPE_SECRET_KEY", "sk_live_canary")
    clean.setenv("STRIPE_WEBHOOK_SECRET", "whsec_canary")
    clean.setenv("DATABASE_URL", "postgresql://u:canary@h/d")
    assert "canary" not in repr(load())


def test_cards_without_the_webhooks_secret_do_not_start(clean):
    clean.setenv("STRIPE_SECRET_KEY", "sk_live_canary")
    with pytest.raises(SettingsError, match="STRIPE_WEBHOOK_SECRET: is not set") as refused:
        load()
    assert "canary" not in str(refused.value)


def test_the_programs_logins_are_derived_from_the_owners(clean):
    clean.setenv("AUTH_SECRET_KEY", "k" * 32)
    clean.setenv(
        "DATABASE_URL", "postgresql+psycopg://root:p%40ss@db.test:6543/books?sslmode=require"
    )
    settings = load()
    owner = settings.database_url_for("owner")
    assert owner == "postgresql+psycopg://root:p%40ss@db.test:6543/books?sslmode=require"
    app, jobs = settings.database_url_for("app"), settings.database_url_for("jobs")
    assert app.startswith("postgresql+psycopg://cleaning_app:")
    assert jobs.startswith("postgresql+psycopg://cleaning_jobs:")
    assert app.endswith("@db.test:6543/books?sslmode=require")
    assert settings.role_password("cleaning_app") in app
    assert settings.role_password("cleaning_app") != settings.role_password("cleaning_jobs")
    assert settings.conninfo_for("app").startswith("postgresql://cleaning_app:")


def test_several_encryption_keys_are_tried_newest_first(clean):
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    clean.setenv("ENCRYPTION_KEY", f"{new}, {old}")
    keys = load().encryption_keys()
    assert keys[0].decrypt(Fernet(new).encrypt(b"x")) == b"x"
    assert keys[1].decrypt(Fernet(old).encrypt(b"x")) == b"x"


def test_half_written_development_secrets_are_completed(clean, tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"auth_secret_key": "kept" * 8}))
    settings = load()
    assert settings.secret("auth_secret_key") == "kept" * 8
    assert len(settings.secret("worker_portal_secret")) >= 32


@pytest.mark.parametrize("path", environment_docs.DOCUMENTS, ids=lambda path: path.name)
def test_the_documents_say_what_the_settings_class_says(path):
    assert path.read_text(encoding="utf-8") == environment_docs.DOCUMENTS[path](), (
        "run: python -m deploy.environment_docs"
    )


def test_every_variable_has_a_description():
    assert all(field.description for field in Settings.model_fields.values())
