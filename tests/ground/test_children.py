"""The supervisor's programs: started, stopped even when stubborn, found again after a kill."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy import children
from deploy.children import Child

Starter = Callable[[str], Child]

SLEEPER = "print('up', flush=True); import time; time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER
PARENT = (
    "import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', 'import time;"
    " time.sleep(60)']); print(c.pid, flush=True); c.wait()"
)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Runs a line of Python as a child; returns once it has written something."""
    started: list[Child] = []

    def run(code: str) -> Child:
        name = f"child-{len(started)}"
        child = Child(name, [sys.executable, "-c", code], tmp_path / "logs" / f"{name}.log")
        child.start()
        started.append(child)
        until = time.monotonic() + 20
        while not child.log.stat().st_size:
            assert time.monotonic() < until
            time.sleep(0.02)
        return child

    yield run
    children.stop(started, seconds=0)


def test_a_child_ends_when_asked_and_says_how(start):
    child = start(SLEEPER)
    assert child.ended is None
    children.stop([child])
    assert child.ended == -15


def test_a_child_that_will_not_listen_is_killed(start):
    child = start(STUBBORN)
    children.stop([child], seconds=0.2)
    assert child.ended == -9


def test_a_childs_own_children_end_with_it(start):
    child = start(PARENT)
    grandchild = psutil.Process(int(child.last_lines()))
    children.stop([child])
    _gone, alive = psutil.wait_procs([grandchild], timeout=5)
    assert not alive


def test_the_last_lines_of_a_dead_child_say_why(start):
    child = start("print('\\n'.join(map(str, range(100)))); raise SystemExit('no database')")
    child.process.wait()
    assert child.ended == 1
    assert child.last_lines(3).splitlines() == ["98", "99", "no database"]


def test_a_large_log_is_set_aside_at_the_next_start(start, tmp_path):
    child = start(SLEEPER)
    with child.log.open("ab") as log:
        log.truncate(children.LOG_BYTES + 1)
    again = Child(child.name, [sys.executable, "-c", "print('again')"], child.log)
    again.start()
    again.process.wait()
    assert child.log.read_text() == "again\n"
    assert child.log.with_suffix(".log.1").exists()


def test_programs_left_by_a_killed_supervisor_are_ended(start, tmp_path):
    child = start(SLEEPER)
    children.remember([child], tmp_path / "run.json")
    children.end_leftovers(tmp_path / "run.json")
    assert not psutil.pid_exists(child.process.pid)
    assert not (tmp_path / "run.json").exists()


def test_a_program_that_got_the_number_of_an_old_one_is_left_alone(start, tmp_path):
    child = start(SLEEPER)
    long_ago = psutil.Process(child.process.pid).create_time() - 3600
    (tmp_path / "run.json").write_text(json.dumps({child.process.pid: long_ago}))
    children.end_leftovers(tmp_path / "run.json")
    assert child.ended is None


@pytest.mark.parametrize("text", ["", "{", '{"999999999": 1}'])
def test_notes_that_lead_nowhere_are_no_obstacle(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    assert children.end_leftovers(tmp_path / "run.json") is None
