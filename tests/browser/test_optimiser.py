"""Somebody is out: one key on their row, a plan, applied and taken back as one."""

from __future__ import annotations

import os
import subprocess
import sys

from playwright.sync_api import expect

from cleaning_app.settings import ROOT, child_environment
from tests import databases

# A day to come on which somebody has a job alone.
_BUSY = """
    SELECT (b.starts_at AT TIME ZONE 'America/Edmonton')::date, c.worker_id
    FROM bookings b JOIN booking_crew c ON c.booking_id = b.id
    WHERE b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL
      AND b.starts_at > now() + interval '20 hours'
      AND (SELECT count(*) FROM booking_crew o WHERE o.booking_id = b.id) = 1
    ORDER BY b.starts_at, b.id LIMIT 1
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
    page.wait_for_url("**/schedule/optimise/*")
    _search()
    page.get_by_role("button", name="Apply and record").click(timeout=60_000)
    expect(page.get_by_role("button", name="Undo all")).to_be_visible()
    assert site.rows(_OFF, worker) == [(sick + 1,)]
    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_role("button", name="Search again")).to_be_visible()
    assert site.rows(_OFF, worker) == [(sick,)]
