"""A better day: pinned, planned, seen on the map, applied and taken back; and one key for who is out."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from playwright.sync_api import expect

from cleaning_app.settings import ROOT, child_environment
from tests import databases
from tests.browser.test_every_page import objections, settled

_RUN = re.compile(r"/schedule/optimise/[0-9a-f-]{36}$")

# A day to come on which somebody has a job alone.
_BUSY = """
    SELECT (b.starts_at AT TIME ZONE 'America/Edmonton')::date, c.worker_id
    FROM bookings b JOIN booking_crew c ON c.booking_id = b.id
    WHERE b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL
      AND b.starts_at > now() + interval '20 hours'
      AND (SELECT count(*) FROM booking_crew o WHERE o.booking_id = b.id) = 1
    ORDER BY b.starts_at, b.id LIMIT 1
"""
# The fullest day to come: something about it can be better.
_FULL = """
    SELECT (starts_at AT TIME ZONE 'America/Edmonton')::date AS day FROM bookings
    WHERE status IN ('pending', 'confirmed') AND deleted_at IS NULL
      AND starts_at > now() + interval '30 hours'
    GROUP BY day ORDER BY count(*) DESC, day LIMIT 1
"""
_OFF = """
    SELECT count(*) FROM availability_blocks
    WHERE worker_id = %s AND kind = 'sick' AND deleted_at IS NULL
"""


def _search() -> None:
    """What a runner does as soon as it hears of a run; there is none beside the tests' product."""
    url = databases.urls_of(f"browser_{os.getpid()}").owner
    program = [sys.executable, "-m", "jobs.run", "--job", "schedule-optimiser", "--once"]
    subprocess.run(program, cwd=ROOT, env=child_environment(DATABASE_URL=url), check=True)


def test_one_key_on_a_row_plans_the_day_without_them_and_undo_puts_it_back(tab, site):
    [(day, worker)] = site.rows(_BUSY)
    [(sick,)] = site.rows(_OFF, worker)
    page = tab()
    page.goto(f"/schedule?day={day}")
    row = page.locator(f'.bd-who[data-worker="{worker}"]')
    expect(row).to_be_visible()
    row.focus()
    page.keyboard.press("o")
    page.wait_for_url(_RUN)
    _search()
    page.get_by_role("button", name="Apply and record").click(timeout=60_000)
    expect(page.get_by_role("button", name="Undo all")).to_be_visible()
    assert site.rows(_OFF, worker) == [(sick + 1,)]
    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_role("button", name="Search again")).to_be_visible()
    assert site.rows(_OFF, worker) == [(sick,)]


def test_a_better_day_is_pinned_planned_looked_at_applied_and_taken_back(tab, site):
    [(day,)] = site.rows(_FULL)
    page = tab()
    settled(page, f"/schedule/optimise?day={day}")
    pin = page.locator(".pinning button").first
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    page.locator(".chip.person").first.click()
    expect(page.locator(".chip.person").first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Find a better plan").click()
    page.wait_for_url(_RUN)
    run = page.url.rsplit("/", 1)[1]
    _search()
    expect(page.get_by_text("1 job pinned; 1 worker left alone")).to_be_visible()
    expect(page.locator(".mp-pin.is-moved").first).to_be_visible()
    page.get_by_role("button", name="Now", exact=True).click()
    expect(page.locator(".mp-pin.is-moved")).to_have_count(0)
    page.locator(".mp-pin").first.dispatch_event("click")
    expect(page.get_by_role("heading", name="Why not somebody else?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Why not somebody else?")).to_have_count(0)
    assert objections(page) == []
    page.get_by_role("button", name="Apply all").click()
    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_role("button", name="Search again")).to_be_visible()
    assert site.rows("SELECT status FROM optimisation_runs WHERE id = %s", run) == [("undone",)]


def test_a_plan_fits_a_phone_and_axe_has_nothing_to_say_in_the_dark(tab, site):
    [(day,)] = site.rows(_FULL)
    page = tab(scheme="dark", width=390)
    settled(page, f"/schedule/optimise?day={day}")
    assert objections(page) == []
    page.get_by_role("button", name="Find a better plan").click()
    page.wait_for_url(_RUN)
    _search()
    expect(page.locator(".mp-pin").first).to_be_visible()
    assert objections(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
