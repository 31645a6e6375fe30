"""A real browser before the running product."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.site import PASSWORD, Site

PATIENCE = 20_000
"""Milliseconds: a click and what comes of it may take their time on a busy machine."""
expect.set_options(timeout=PATIENCE)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# What a browser itself notes when a test has cut its line, and what came of it later was refused.
_NO_LINE = re.compile(
    r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|[Ww]eb[Ss]ocket|Failed to fetch|40[49]"
)


def chromium() -> str:
    """The machine's own browser."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; not for longer, as its loop would be in the way of other tests' own."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def tab(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser window, signed in unless told otherwise; errors in it fail the test,
    except, with `offline_errors`, those of a line that was cut."""
    errors: list[str] = []
    contexts = []

    def opened(
        login: str = "owner@demo.test",
        *,
        scheme: str = "light",
        width: int = 1440,
        offline_errors: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # pyright: ignore
            base_url=site.address,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))

        def note(said: ConsoleMessage) -> None:
            cut_off = offline_errors and _NO_LINE.search(said.text)
            if said.type == "error" and not cut_off:
                errors.append(said.text)

        page.on("console", note)
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
