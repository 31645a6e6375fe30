"""The production build with the demo company behind a real server, and a real browser before it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from cleaning_app.embedded import EmbeddedServer
from cleaning_app.settings import ROOT, get_settings
from deploy import frontend
from tests import databases
from tests.api.serving import free_port

PASSWORD = "quiet harbour lantern 41"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """The running product: its address, and its database as one that sees everything."""

    address: str
    conninfo: str

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query finds, past row-level security."""
        with psycopg.connect(self.conninfo) as connection:
            return connection.execute(query, values).fetchall()  # pyright: ignore


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
    with (folder / "app.log").open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "deploy.serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    _wait_ready(address, serving)
    yield Site(address, databases.superuser_conninfo(server, name))
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def tab(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser window, signed in unless told otherwise; errors in it fail the test."""
    errors: list[str] = []
    contexts = []

    def opened(login: str = "owner@demo.test", *, scheme: str = "light", width: int = 1440) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # pyright: ignore
            base_url=site.address,
            bypass_csp=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if login:
            sign_in(page, login)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the form as a person does."""
    page.goto("/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url or "error=" in url)
