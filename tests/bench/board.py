"""The dispatch board with 60 workers and 300 jobs: how soon it is drawn, and how smoothly a job is dragged.

Through the running product in a headless browser: from following the link to the last card on the
screen, and the frames painted while one card is carried across all rows for two seconds.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.bench import crowd
from tests.browser.conftest import FLAGS, chromium, sign_in

DRAWN_BELOW_MS, FRAMES_ABOVE = 1500, 30

# Resolves with the milliseconds from now to two frames after the board shows every card.
_DRAWN = """
    (count) => new Promise((done) => {
        const began = performance.now();
        const look = () => {
            if (document.querySelectorAll('.bd-card').length < count) return requestAnimationFrame(look);
            requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
        };
        look();
    })
"""
_WATCH = """
    () => {
        window.frames_ = [];
        const tick = (at) => { window.frames_.push(at); window.watching_ = requestAnimationFrame(tick); };
        window.watching_ = requestAnimationFrame(tick);
    }
"""
_WATCHED = "() => { cancelAnimationFrame(window.watching_); return window.frames_; }"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=300)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Load the full day, come to it five times by its neighbour, then drag one job."""
    with crowd.site(options.workers, options.jobs) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        size = {"width": 1440, "height": 900}
        page = browser.new_context(viewport=size, base_url=site.address).new_page()
        sign_in(page, crowd.OWNER, crowd.PASSWORD)
        first = _opened(page, site.day, options.jobs)
        drawn = [_paged_to(page, site.day, options.jobs) for _ in range(5)]
        frames = _dragged(page)
        browser.close()
    return {
        "workers": options.workers,
        "jobs": options.jobs,
        "whole_page_ms": round(first),
        "drawn_ms_median": round(median(drawn)),
        "drawn_ms_worst": round(max(drawn)),
        "drag_frames_per_second": round(frames["per_second"], 1),
        "drag_slowest_frame_ms": round(frames["slowest"], 1),
        "goal": f"drawn < {DRAWN_BELOW_MS} ms, drag >= {FRAMES_ABOVE} frames a second",
        "raw": {"drawn_ms": drawn, "frames_ms": frames["gaps"]},
    }


def _opened(page: Page, day: str, cards: int) -> float:
    """The whole page from nothing, scripts included."""
    page.goto(f"/schedule?day={day}", wait_until="commit")
    page.evaluate(_DRAWN, cards)
    return page.evaluate("performance.now()")


def _paged_to(page: Page, day: str, cards: int) -> float:
    """From the day before, by the arrow: click, server, 300 cards on the screen."""
    page.get_by_role("link", name="Earlier").click()
    page.wait_for_function("document.querySelectorAll('.bd-card').length === 0")
    page.wait_for_timeout(400)
    page.evaluate("document.querySelector('a[aria-label=Later]').click()")
    return page.evaluate(_DRAWN, cards)


def _dragged(page: Page) -> dict[str, Any]:
    """One card carried up and down over the rows."""
    card = page.locator('.bd-card[data-state="still"]').nth(3)
    box = card.bounding_box()
    assert box is not None
    x, y = box["x"] + 10, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y)
    page.evaluate(_WATCH)
    for step in range(120):
        page.mouse.move(x + 3 * step, 230 + (step * 37) % 560)
    at = page.evaluate(_WATCHED)
    page.keyboard.press("Escape")
    page.mouse.up()
    gaps = [after - before for before, after in pairwise(at)]
    return {
        "per_second": 1000 * len(gaps) / (at[-1] - at[0]),
        "slowest": max(gaps),
        "gaps": gaps,
    }
