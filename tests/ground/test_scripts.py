"""The shell scripts say in one line what is missing, and set up nothing twice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cleaning_app.settings import ROOT


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH of its own with only what a shell needs; nobody on it is root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname", "cat"):
        (folder / name).symlink_to(shutil.which(name) or name)
    _program(folder, "id", "echo 1000")
    return folder


def _program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!{shutil.which('bash')}\n{script}\n")
    (folder / name).chmod(0o755)


def _bash(programs: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )


def test_without_python_one_line_says_which_is_needed(programs):
    outcome = _bash(programs, ". deploy/venv.sh; find_python")
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("Python 3.11 or newer is needed")
    assert len(outcome.stderr.splitlines()) == 1


def test_an_old_python_is_passed_over_for_a_new_one(programs):
    _program(programs, "python3", "exit 1")
    _program(programs, "python3.12", "exit 0")
    assert _bash(programs, ". deploy/venv.sh; find_python").stdout == "python3.12"


@pytest.mark.parametrize("missing", ["redis-server", "chromium"])
def test_the_tests_say_which_package_to_install(programs, missing):
    if missing != "redis-server":
        _program(programs, "redis-server", "exit 0")
    outcome = _bash(programs, "deploy/test.sh")
    assert outcome.returncode == 2
    assert outcome.stderr == (
        f"The tests need {missing}: install that package, then run this again.\n"
    )


def test_a_missing_package_is_installed_where_sudo_asks_no_password(programs, tmp_path):
    _program(programs, "sudo", 'shift; "$@"')
    _program(programs, "true", "exit 0")
    _program(programs, "env", 'shift; "$@"')
    _program(programs, "apt-get", f'echo "$@" >> {tmp_path}/asked; [ "$1" != install ] || exit 1')
    outcome = _bash(programs, "deploy/test.sh")
    assert (tmp_path / "asked").read_text().splitlines()[-1] == "install -y -qq redis-server"
    assert outcome.returncode == 2


def test_every_script_is_sound_to_the_shell():
    scripts = [*ROOT.glob("deploy/*.sh"), ROOT / ".ci/run"]
    wrong = [s for s in scripts if subprocess.run(["bash", "-n", s]).returncode != 0]
    assert len(scripts) >= 5
    assert wrong == []
