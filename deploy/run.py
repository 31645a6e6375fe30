"""Runs the whole product on one machine: database, migrations, demo company, dashboard and jobs.

Usage: python -m deploy.run [--no-demo]     (through ./deploy/run.sh, which prepares .venv)
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from fasteners import InterProcessLock

from cleaning_app import embedded
from cleaning_app.private_file import write_private
from cleaning_app.settings import ROOT, Settings, child_environment, load_or_exit
from deploy import children, frontend
from deploy.children import Child

START_SECONDS = 120


class StartFailed(RuntimeError):
    """A step went wrong; the message is for whoever typed the command."""


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description="Runs the whole product on this machine.")
    arguments.add_argument("--no-demo", action="store_true", help="start without the demo company")
    with_demo = not arguments.parse_args().no_demo
    settings = load_or_exit()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, _interrupt)
    only_one = InterProcessLock(settings.data_dir / "run.lock")
    if not only_one.acquire(blocking=False):
        say(f"It is already running from {settings.data_dir}.")
        return 1
    running: list[Child] = []
    try:
        start(settings, with_demo, running)
        return watch(running)
    except StartFailed as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("\nStopping.")
        return 0
    finally:
        end(settings, running)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def start(settings: Settings, with_demo: bool, running: list[Child]) -> None:
    """Everything in order, until the dashboard answers. Raises StartFailed."""
    children.end_leftovers(_run_file(settings))
    _require_free_port(settings)
    _start_database(settings)
    _step("Migrating the database", ["alembic", "upgrade", "head"], settings)
    sign_ins = _fill_demo(settings) if with_demo else {}
    _build_frontend(settings)
    for name, module in (("app", "deploy.serve"), ("jobs", "jobs.run")):
        log = settings.data_dir / "logs" / f"{name}.log"
        child = Child(name, [sys.executable, "-m", module], log)
        child.start()
        running.append(child)
    children.remember(running, _run_file(settings))
    _wait_until_healthy(settings, running)
    _welcome(settings, sign_ins)


def watch(running: list[Child]) -> int:
    """Stay until one of the programs ends, which none should; say which and why."""
    while True:
        for child in running:
            if child.ended is not None:
                say(f"{child.name} ended with code {child.ended}. Its last lines:")
                say(child.last_lines())
                return 1
        time.sleep(0.5)


def end(settings: Settings, running: list[Child]) -> None:
    """Stop the programs, then the database they use."""
    # A second Ctrl-C must not leave half of it running.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    children.stop(running)
    _run_file(settings).unlink(missing_ok=True)
    if settings.database_url is None:
        embedded.stop(settings.data_dir)


def _run_file(settings: Settings) -> Path:
    return settings.data_dir / "run.json"


def _require_free_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.listen_host, settings.port))
        except OSError as error:
            raise StartFailed(
                f"Port {settings.port} cannot be used ({error.strerror}); "
                "choose another: PORT=8001 ./deploy/run.sh"
            ) from None


def _start_database(settings: Settings) -> None:
    if settings.database_url is not None:
        return
    say("Starting the embedded PostgreSQL.")
    try:
        embedded.start(settings.data_dir)
    except (embedded.EmbeddedError, RuntimeError) as error:
        raise StartFailed(str(error)) from None


def _step(title: str, module: list[str], settings: Settings, **environment: str) -> str:
    """Run one of our modules to its end and return what it printed; its output is kept in a log."""
    say(f"{title}.")
    done = subprocess.run(  # noqa: S603  (our own modules)
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=child_environment(**environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        lines = "\n".join(done.stdout.splitlines()[-15:])
        raise StartFailed(f"{title}: that failed.\n{lines}")
    return done.stdout


def _fill_demo(settings: Settings) -> dict[str, str]:
    """Make the demo company on the first run; return who can sign in and with which password.

    `python -m cleaning_app demo` takes the password from DEMO_PASSWORD and may run again; its last
    line is a JSON object with `sign_ins`.
    """
    if settings.is_prod:
        say("APP_ENV=prod: no demo company.")
        return {}
    path = settings.data_dir / "demo.json"
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    chosen = settings.demo_password.get_secret_value() if settings.demo_password else None
    password = chosen or kept.get("password") or secrets.token_urlsafe(12)
    wanted = {"database": _database_mark(settings), "password": password}
    if wanted.items() <= kept.items():
        return {**kept["sign_ins"], "password": password}
    output = _step(
        "Filling the demo company", ["cleaning_app", "demo"], settings, DEMO_PASSWORD=password
    )
    sign_ins = _sign_ins(output)
    write_private(path, json.dumps({**wanted, "sign_ins": sign_ins}))
    return {**sign_ins, "password": password}


def _database_mark(settings: Settings) -> str:
    """Tells one database from another without naming it."""
    if settings.database_url is None:
        return "embedded"
    return hashlib.sha256(settings.database_url.get_secret_value().encode()).hexdigest()


def _sign_ins(output: str) -> dict[str, str]:
    for line in reversed(output.splitlines()):
        if line.startswith("{") and "sign_ins" in (report := json.loads(line)):
            return report["sign_ins"]
    return {"owner": "owner@demo.test", "dispatcher": "dispatcher@demo.test"}


def _build_frontend(settings: Settings) -> None:
    if frontend.is_current(settings):
        return
    say("Compiling the dashboard.")
    try:
        frontend.ensure_current(settings)
    except frontend.BuildFailed as failure:
        raise StartFailed(f"Compiling the dashboard: that failed.\n{failure}") from None


def _wait_until_healthy(settings: Settings, running: list[Child]) -> None:
    say("Starting the dashboard and the jobs.")
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        for child in running:
            if child.ended is not None:
                raise StartFailed(
                    f"{child.name} ended with code {child.ended}. Its last lines:\n"
                    f"{child.last_lines()}"
                )
        if _is_healthy(settings):
            return
        time.sleep(0.2)
    raise StartFailed(f"The dashboard does not answer. Its last lines:\n{running[0].last_lines()}")


def _is_healthy(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.listen_host in ("0.0.0.0", "::") else settings.listen_host  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=3)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(settings: Settings, sign_ins: dict[str, str]) -> None:
    say(f"\n  {settings.base_url}\n")
    for who, name in sign_ins.items():
        say(f"    {who:<12}{name}")
    if not sign_ins:
        say("    Open it to create the first owner, unless there is one already.")
    say(f"\n  Logs: {settings.data_dir / 'logs'}. Ctrl-C stops everything.")


if __name__ == "__main__":
    sys.exit(main())
