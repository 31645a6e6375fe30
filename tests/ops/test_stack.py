"""The compose files, images and CI say what the operator was promised."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from cleaning_app.settings import ROOT, Settings

STACK: dict[str, Any] = yaml.safe_load((ROOT / "deploy/docker-compose.yml").read_text())
CI: dict[str, Any] = yaml.safe_load((ROOT / "deploy/docker-compose.ci.yml").read_text())
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
SERVICES: dict[str, Any] = STACK["services"]
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()


def test_the_services_and_volumes_are_the_promised_ones():
    assert set(SERVICES) == {"caddy", "app", "jobs", "db", "redis"}
    assert set(STACK["volumes"]) == {"pg_data", "redis_data", "caddy_data", "caddy_config"}
    assert SERVICES["db"]["image"] == "postgres:16"
    assert SERVICES["redis"]["image"] == "redis:7-alpine"
    for name in ("app", "jobs"):
        assert "./var/uploads:/app/var/uploads" in SERVICES[name]["volumes"]
    assert SERVICES["app"]["environment"]["PORT"] == "8000"


@pytest.mark.parametrize(
    ("service", "check", "interval"),
    [
        ("db", "pg_isready", "5s"),
        ("redis", "redis-cli ping", "10s"),
        ("app", "/healthz", "10s"),
        ("caddy", "http://127.0.0.1:3000/", "10s"),
    ],
)
def test_health_is_checked_as_promised(service, check, interval):
    health = SERVICES[service]["healthcheck"]
    assert check in " ".join(health["test"])
    assert health["interval"] == interval


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_service_is_limited_and_gives_up_its_powers(service):
    limits = SERVICES[service]["deploy"]["resources"]["limits"]
    assert limits["memory"]
    assert limits["cpus"]
    assert SERVICES[service]["cap_drop"] == ["ALL"]


def test_nothing_runs_as_root():
    assert SERVICES["db"]["user"] == "postgres"
    assert SERVICES["redis"]["user"] == "redis"
    stages = re.split(r"^FROM .* AS ", DOCKERFILE, flags=re.MULTILINE)
    users = {stage.split()[0]: re.findall(r"^USER (\S+)", stage, re.MULTILINE) for stage in stages}
    assert users["app"] == ["cleaning"]
    assert users["web"] == ["1000:1000"]


def test_only_caddy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    published = [port for service in CI["services"].values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_images_are_pinned_and_the_frontend_is_built_once():
    pinned = re.findall(r"^ARG \w+_IMAGE=(\S+)$", DOCKERFILE, re.MULTILINE)
    assert pinned
    assert all(re.search(r":\d+\.\d+\.\d+", image) for image in pinned)
    assert DOCKERFILE.count("deploy.frontend") == 1
    assert DOCKERFILE.count(" /app/.web/build") == 2


def test_the_build_sees_no_secrets_and_no_data():
    ignored = (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert not {"!.env", "!var", "!.git"} & set(ignored)


def test_the_stack_sets_only_variables_the_product_reads():
    for name in ("app", "jobs"):
        unknown = {
            key for key in SERVICES[name]["environment"] if key.lower() not in Settings.model_fields
        }
        assert unknown == set()


def test_ci_runs_every_promised_check():
    text = (ROOT / ".github/workflows/ci.yml").read_text()
    for promised in (
        ".ci/run",
        "alembic heads",
        "audit_rls_coverage.py --fail-on-core-missing",
        "rls-audit.md",
        "--severity CRITICAL",
        "--config .gitleaks.toml",
        "deploy/docker-compose.ci.yml",
        "smoke.sh",
        "compose-logs.txt",
    ):
        assert promised in text, promised
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_scripts_ci_runs_exist():
    text = (ROOT / ".github/workflows/ci.yml").read_text()
    named = set(re.findall(r"(?:\./)?(deploy/[\w-]+\.(?:sh|py|yml)|\.ci/run)", text))
    assert len(named) >= 6
    assert [name for name in named if not (ROOT / name).exists()] == []
