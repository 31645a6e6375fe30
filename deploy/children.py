"""The programs the supervisor keeps running: started, watched, stopped, and found again after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from cleaning_app.settings import ROOT, child_environment

STOP_SECONDS = 15
LOG_BYTES = 20_000_000


@dataclass
class Child:
    """One program, writing to a log file of its own."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            # In a session of its own, so that Ctrl-C reaches the supervisor only and it decides the order.
            self.process = subprocess.Popen(  # noqa: S603  (our own programs)
                self.command,
                cwd=ROOT,
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def ended(self) -> int | None:
        """Its exit code once it has ended."""
        return self.process.poll()

    def last_lines(self, count: int = 15) -> str:
        return last_lines(self.log, count)


def last_lines(path: Path, count: int) -> str:
    """The end of a text file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 20_000))
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-count:])


def stop(children: list[Child], seconds: float = STOP_SECONDS) -> None:
    """Ask all to end, wait, then insist."""
    for child in children:
        _signal_group(child.process.pid, signal.SIGTERM)
    until = time.monotonic() + seconds
    while any(child.ended is None for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    for child in children:
        # Also what an ended child has left behind in its group.
        _signal_group(child.process.pid, signal.SIGKILL)
        child.process.wait()


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def remember(children: list[Child], path: Path) -> None:
    """Write down who runs, for a supervisor that comes after a kill -9 of this one."""
    started = {c.process.pid: psutil.Process(c.process.pid).create_time() for c in children}
    path.write_text(json.dumps(started))


def end_leftovers(path: Path) -> None:
    """End programs whose supervisor was killed; a number reused by another program is left alone."""
    try:
        started: dict[str, float] = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return
    left = [process for pid, at in started.items() if (process := _same(int(pid), at))]
    for process in left:
        _signal_group(process.pid, signal.SIGTERM)
    _gone, alive = psutil.wait_procs(left, timeout=STOP_SECONDS)
    for process in alive:
        _signal_group(process.pid, signal.SIGKILL)
    path.unlink()


def _same(pid: int, started: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - started) < 1 else None
    except psutil.NoSuchProcess:
        return None
