"""The one command: it starts everything, says so, survives kill -9, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cleaning_app import embedded
from cleaning_app.settings import ROOT, Settings
from tests.api.serving import free_port


class Run:
    """`python -m deploy.run` on a data folder and port of its own."""

    def __init__(self, data_dir: Path, port: int, *arguments: str) -> None:
        ours = {name.upper() for name in Settings.model_fields}
        env = {name: value for name, value in os.environ.items() if name not in ours}
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deploy.run", *arguments],
            cwd=ROOT,
            env={**env, "DATA_DIR": str(data_dir), "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def until_up(self) -> str:
        """Everything it said until it was up."""
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C" in line:
                return "".join(self.said)
        raise AssertionError("it ended instead:\n" + "".join(self.said))

    def health(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return answer.status

    def programs(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def finish(self) -> tuple[int, str]:
        """Its exit code and the rest of what it said."""
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, rest


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("run") / "var"
    yield folder
    embedded.stop(folder)


@pytest.fixture
def run(data_dir: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(*arguments: str, port: int | None = None) -> Run:
        runs.append(Run(data_dir, port or free_port(), *arguments))
        return runs[-1]

    yield start
    for one in runs:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(timeout=60)


def test_it_comes_up_comes_back_after_kill_9_and_ends_without_a_trace(run, data_dir):
    began = time.monotonic()
    first = run()
    said = first.until_up()
    whole = time.monotonic() - began
    assert f"http://localhost:{first.port}" in said
    assert "owner@demo.test" in said
    assert "dispatcher@demo.test" in said
    password = next(line for line in said.splitlines() if line.strip().startswith("password"))
    assert first.health() == 200

    orphans = first.programs()
    first.process.kill()
    first.process.wait()

    began = time.monotonic()
    second = run(port=first.port)
    assert password in second.until_up()
    took = time.monotonic() - began
    assert took < whole  # no cluster is made and no demo filled again
    print(f"\n  first start {whole:.1f} s, second start, after kill -9: {took:.1f} s")
    assert second.health() == 200
    assert not any(process.is_running() for process in orphans)

    programs = second.programs()
    second.process.send_signal(signal.SIGINT)
    code, rest = second.finish()
    assert (code, rest.strip()) == (0, "Stopping.")
    assert not any(process.is_running() for process in programs)
    assert embedded.find(data_dir) is None


def test_a_second_copy_is_refused_and_a_dead_program_is_told_and_stops_the_rest(run, data_dir):
    first = run()
    first.until_up()
    code, said = run().finish()
    assert code == 1
    assert said.startswith("It is already running")
    assert first.health() == 200

    victim = next(p for p in first.programs() if "jobs.run" in p.cmdline())
    victim.kill()
    code, rest = first.finish()
    assert code == 1
    assert "jobs ended with code -9. Its last lines:" in rest
    assert embedded.find(data_dir) is None


def test_a_taken_port_is_told_before_anything_starts(run, data_dir):
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        code, said = run(port=taker.getsockname()[1]).finish()
    assert code == 1
    assert "choose another: PORT=" in said
    assert embedded.find(data_dir) is None


def test_wrong_settings_end_it_with_their_lines_and_code_2(data_dir):
    outcome = subprocess.run(
        [sys.executable, "-m", "deploy.run"],
        cwd=ROOT,
        env={"DATA_DIR": str(data_dir), "PORT": "none", "EMAIL_MODE": "pigeon"},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 2
    assert [line.split(":")[0] for line in outcome.stderr.splitlines()] == ["PORT", "EMAIL_MODE"]
