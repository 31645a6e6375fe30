"""deploy.sh and rollback.sh against a real repository, with a stand-in for docker that keeps notes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleaning_app.settings import ROOT
from tests.ops.commands import first_on_path, program, run

DOCKER = """
echo "$*" >> "{notes}/asked"
case "$*" in
  *"alembic heads"*) cat "{notes}/heads" ;;
  *"SELECT version_num"*) cat "{notes}/revision" ;;
  *"{failing}"*) exit 1 ;;
esac
"""


class Installation:
    """An origin with two commits, an installed clone one commit behind, and what docker was asked."""

    def __init__(self, folder: Path) -> None:
        self.notes, self.here, self.origin = folder / "notes", folder / "here", folder / "origin"
        self.notes.mkdir()
        (self.notes / "heads").write_text("0002 (head)\n")
        (self.notes / "revision").write_text("0002\n")
        self.docker()
        program(folder / "bin", "curl", 'echo \'"status":"ready" <html\'')
        program(folder / "bin", "python3", "exit 0")
        self.path = first_on_path(folder / "bin")
        shutil.copytree(ROOT / "deploy", self.origin / "deploy")
        self.git("init", "--quiet", "--initial-branch=main")
        self.first = self.commit("0001")
        run("git", "clone", "--quiet", self.origin, self.here)
        (self.here / ".env").write_text("DOMAIN=example.test\nPOSTGRES_DB=books\n")
        (self.here / "var" / "uploads").mkdir(parents=True)
        (self.here / "var" / "uploads" / "photo.jpg").write_text("kept")
        self.second = self.commit("0002")

    def docker(self, failing: str = "nothing fails") -> None:
        folder = self.notes.parent / "bin"
        program(folder, "docker", DOCKER.format(notes=self.notes, failing=failing))

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.test")
        return run("git", *who, *arguments, cwd=cwd or self.origin).stdout.strip()

    def commit(self, revision: str) -> str:
        versions = self.origin / "alembic" / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        # As Alembic writes it, before anybody formats it.
        (versions / f"{revision}.py").write_text(f"revision = '{revision}'\n")
        self.git("add", "-A")
        self.git("commit", "--quiet", "-m", f"Migration {revision}")
        return self.git("rev-parse", "HEAD")

    def script(self, name: str, *arguments: str):
        return run(f"deploy/{name}", *arguments, cwd=self.here, PATH=self.path)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD", cwd=self.here)

    @property
    def asked(self) -> list[str]:
        path = self.notes / "asked"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line.split("docker-compose.yml ", 1)[1] for line in lines]


@pytest.fixture
def installation(tmp_path) -> Installation:
    return Installation(tmp_path)


def test_one_button_does_it_all_in_order(installation):
    outcome = installation.script("deploy.sh")
    assert outcome.returncode == 0, outcome.stderr
    assert installation.head == installation.second
    assert installation.asked == [
        "build",
        "run --rm --no-deps -T app alembic heads",
        "up -d --remove-orphans",
        "exec -T db pg_isready --quiet",
        "exec -T app alembic upgrade head",
        "up -d --wait --wait-timeout 120",
    ]
    shown = outcome.stdout
    assert installation.first[:7] in shown.splitlines()[0]
    assert installation.second[:7] in shown.splitlines()[1]


def test_what_is_not_in_the_repository_stays(installation):
    installation.script("deploy.sh")
    assert (installation.here / ".env").exists()
    assert (installation.here / "var" / "uploads" / "photo.jpg").read_text() == "kept"


def test_two_heads_are_refused_before_anything_starts(installation):
    (installation.notes / "heads").write_text("0002 (head)\n0003 (head)\n")
    outcome = installation.script("deploy.sh")
    assert outcome.returncode == 1
    assert "exactly one migration head" in outcome.stderr
    assert not [line for line in installation.asked if line.startswith("up")]


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        ("build", "cannot be built"),
        ("alembic upgrade", "migrations failed"),
        ("--wait", "not healthy"),
    ],
)
def test_a_step_that_fails_shows_the_last_log_lines(installation, failing, said):
    installation.docker(failing)
    outcome = installation.script("deploy.sh")
    assert outcome.returncode == 1
    assert said in outcome.stderr
    assert installation.asked[-1].startswith("logs --tail")


def test_a_failing_smoke_test_fails_the_deployment(installation):
    program(installation.notes.parent / "bin", "curl", "exit 7")
    outcome = installation.script("deploy.sh")
    assert outcome.returncode == 1
    assert "the smoke test failed" in outcome.stderr


def test_a_rollback_is_refused_when_the_database_is_ahead(installation):
    installation.script("deploy.sh")
    outcome = installation.script("rollback.sh", installation.first)
    assert outcome.returncode == 1
    assert "the database is at migration 0002" in outcome.stderr
    assert installation.head == installation.second


def test_a_rollback_takes_the_code_back_and_never_migrates(installation):
    installation.script("deploy.sh")
    (installation.notes / "revision").write_text("0001\n")
    (installation.notes / "asked").unlink()
    outcome = installation.script("rollback.sh", installation.first)
    assert outcome.returncode == 0, outcome.stderr
    assert installation.head == installation.first
    assert "build" in installation.asked
    assert not [line for line in installation.asked if "upgrade" in line]


def test_a_rollback_is_refused_when_the_database_cannot_be_asked(installation):
    installation.docker("exec")
    (installation.notes / "revision").unlink()
    outcome = installation.script("rollback.sh", installation.first)
    assert outcome.returncode == 1
    assert installation.head == installation.first  # where it was


@pytest.mark.parametrize("arguments", [(), ("no-such-commit",)])
def test_a_rollback_needs_a_commit_that_exists(installation, arguments):
    assert installation.script("rollback.sh", *arguments).returncode == 1
    assert installation.asked == []
