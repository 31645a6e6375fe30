"""The running product: the production build behind a real server, with the demo company in it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
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
from tests.providers.stripe import KEY, WEBHOOK_SECRET, StripeDouble

PASSWORD = "quiet harbour lantern 41"


@dataclass
class Site:
    """The running product: its address, its database as one that sees everything, and the
    environment in which a program of ours belongs to it."""

    address: str
    conninfo: str
    log: Path
    environment: dict[str, str]

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
    address = f"http://127.0.0.1:{port}"
    cards = InThread(StripeDouble())
    cards.double.webhook_url = f"{address}/v1/webhooks/stripe"
    databases.create(server, name)
    folder = tmp_path_factory.mktemp("browser")
    own = {
        "DATABASE_URL": databases.urls_of(name).owner,
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "DEMO_PASSWORD": PASSWORD,
        "RATE_LIMIT_PER_MINUTE": "1000",
        "PUBLIC_BASE_URL": address,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": cards.double.url,
    }
    environment = os.environ | own
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
    _wait_ready(address, serving)
    yield Site(address, databases.superuser_conninfo(server, name), log_file, own)
    serving.terminate()
    serving.wait(20)
    cards.stop()
    databases.drop(server, name)


class InThread:
    """Stripe's double on a loop of its own, beside tests that know none."""

    def __init__(self, double: StripeDouble) -> None:
        self.double = double
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(double.__aenter__())

    def stop(self) -> None:
        """End the double and its loop."""
        self._run(self.double.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


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
