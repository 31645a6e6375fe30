"""The running product: the production build behind a real server, with the demo company in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cleaning_app.embedded import EmbeddedServer
from cleaning_app.settings import ROOT, get_settings
from deploy import frontend
from tests import databases
from tests.api.serving import free_port

PASSWORD = "quiet harbour lantern 41"


@dataclass
class Site:
    """The running product: its address, and its database as one that sees everything."""

    address: str
    conninfo: str
    log: Path

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query finds, past row-level security."""
        with psycopg.connect(self.conninfo) as connection:
            return connection.execute(query, values).fetchall()  # pyright: ignore

    def change(self, statement: str, **values: Any) -> list[Any]:
        """Change rows past row-level security, as no door would; what the statement returns."""
        with psycopg.connect(self.conninfo) as connection:
            cursor = connection.execute(statement, values or None)  # pyright: ignore
            return cursor.fetchall() if cursor.description else []

    def until(self, query: str, expected: Any, *values: Any) -> None:
        """Wait until a query finds one value, as a click may still be on its way."""
        for _ in range(50):
            if (found := self.rows(query, *values)[0][0]) == expected:
                return
            time.sleep(0.1)
        raise AssertionError(f"{found!r}, expected {expected!r}")


@pytest.fixture(scope="session")
def site(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product on a free port, with the demo company in a database of its own."""
    frontend.ensure_current(get_settings())
    name, port = f"browser_{os.getpid()}", free_port()
    databases.create(server, name)
    folder = tmp_path_factory.mktemp("browser")
    environment = os.environ | {
        "DATABASE_URL": databases.urls_of(name).owner,
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "DEMO_PASSWORD": PASSWORD,
        "RATE_LIMIT_PER_MINUTE": "1000",
    }
    subprocess.run(
        [sys.executable, "-m", "cleaning_app", "demo"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    log_file = folder / "app.log"
    with log_file.open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "deploy.serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    _wait_ready(address, serving)
    yield Site(address, databases.superuser_conninfo(server, name), log_file)
    serving.terminate()
    serving.wait(20)
    databases.drop(server, name)


def _wait_ready(address: str, serving: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and serving.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                assert json.load(answer)["status"] == "ready"
                return
        except urllib.error.URLError:
            time.sleep(0.3)
    raise AssertionError("the product did not come up")
