"""Running the scripts as an operator does, with a known environment and stand-in programs on PATH."""

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

from cleaning_app.settings import ROOT


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what could point a script elsewhere."""
    kept = {k: v for k, v in os.environ.items() if k not in ("STACK", "BACKUP_DIR", "DOMAIN")}
    return kept | changes


def run(*command: str | Path, cwd: Path = ROOT, **changes: str) -> subprocess.CompletedProcess[str]:
    """One command to its end, with its output."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


async def run_beside(*command: str, **changes: str) -> tuple[int, str]:
    """The same while this event loop goes on serving; exit code and output."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, output.decode()


def program(folder: Path, name: str, script: str) -> None:
    """A stand-in for a program, in a folder that goes first on PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/usr/bin/env bash\n{script}\n")
    (folder / name).chmod(0o755)


def first_on_path(folder: Path) -> str:
    """PATH with a folder of stand-ins in front."""
    return f"{folder}:{os.environ['PATH']}"
