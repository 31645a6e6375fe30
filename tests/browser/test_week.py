"""The week by workers and by teams: a job goes to another day or other people, by mouse and by keys."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

# A job to come with one worker on it who is in a team, in this week or the next; and one nobody is on.
_ONES = """
    SELECT b.id, (b.starts_at AT TIME ZONE 'America/Edmonton')::date, min(w.id::text),
           min(w.team_id::text)
    FROM bookings b JOIN booking_crew c ON c.booking_id = b.id JOIN workers w ON w.id = c.worker_id
    WHERE b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL AND b.series_id IS NULL
      AND b.starts_at > now() + interval '20 hours'
    GROUP BY b.id HAVING count(*) = 1 AND bool_and(w.team_id IS NOT NULL)
    ORDER BY b.starts_at LIMIT 1
"""
_LOOSE = """
    SELECT b.id, (b.starts_at AT TIME ZONE 'America/Edmonton')::date FROM bookings b
    WHERE b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL
      AND b.starts_at > now() + interval '20 hours'
      AND NOT EXISTS (SELECT 1 FROM booking_crew c WHERE c.booking_id = b.id)
    ORDER BY b.starts_at LIMIT 1
"""
_TARGET = re.compile(r"\bis-target\b")
_CREW = "SELECT min(worker_id::text) FROM booking_crew WHERE booking_id = %s"
_MEMBERS = "SELECT id::text FROM workers WHERE team_id::text = %s"
_TEAM = """
    SELECT min(w.team_id::text) FROM booking_crew c JOIN workers w ON w.id = c.worker_id
    WHERE c.booking_id = %s
"""


def _answer(page: Page) -> None:
    """A drop may break a rule, or meet somebody else's job; whatever is asked, go on."""
    undo, why = page.get_by_role("button", name="Undo"), page.get_by_role("textbox", name="Reason")
    expect(undo.or_(why)).to_be_visible()
    if why.is_visible():
        why.fill("The client agreed")
        page.get_by_role("button", name="Do it anyway").click()
    expect(undo).to_be_visible()


def _make_free(site, worker: str, booking, day) -> None:
    """Whoever a job is dragged to is free for it: this is about the drag, not about who is busy."""
    site.change(
        "UPDATE bookings SET status = 'cancelled', cancelled_at = now() WHERE id <> %(booking)s"
        " AND status IN ('pending', 'confirmed') AND id IN"
        " (SELECT booking_id FROM booking_crew WHERE worker_id = %(worker)s) AND starts_at"
        " BETWEEN now() AND %(day)s::date + interval '2 days'",
        booking=booking, worker=worker, day=day,
    )  # fmt: skip
    site.change(
        "UPDATE availability_blocks SET starts_at = starts_at - interval '3 years',"
        " ends_at = ends_at - interval '3 years' WHERE worker_id = %(worker)s AND ends_at > now()",
        worker=worker,
    )


def _drag(page: Page, chip, cell) -> None:
    # In the middle: lanes above and below are in sight then, and not under what is pinned.
    chip.evaluate("e => e.scrollIntoView({block: 'center'})")
    box = chip.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 14, steps=3)
    there = cell.bounding_box()
    page.mouse.move(there["x"] + 40, there["y"] + 14, steps=8)
    expect(cell).to_have_class(_TARGET)
    page.mouse.up()


def test_a_job_dragged_to_a_colleagues_lane_is_theirs_on_every_screen_and_undo_gives_it_back(
    tab, site
):
    booking, day, worker, _ = site.rows(_ONES)[0]
    page, other = tab(), tab("dispatcher@demo.test")
    for screen in (page, other):
        screen.goto(f"/schedule?view=week&day={day}")
        expect(screen.locator(f'.cal-chip[data-id="{booking}"]')).to_be_visible()
        expect(screen.get_by_text("Live", exact=True)).to_be_visible()
    lanes = page.locator(".cal-who:is(button)")
    cells = page.locator(f'[data-cell$="|{day}"]')
    expect(cells).to_have_count(lanes.count() + 1)
    at = [c.get_attribute("data-cell") for c in cells.all()].index(f"{worker}|{day}")
    target = cells.nth(at + 1 if at < lanes.count() else at - 1)
    theirs = target.get_attribute("data-cell").split("|")[0]
    _make_free(site, theirs, booking, day)
    _drag(page, page.locator(f'.cal-chip[data-id="{booking}"]'), target)
    _answer(page)
    assert site.rows(_CREW, booking) == [(theirs,)]
    there = f'[data-cell="{theirs}|{day}"] [data-id="{booking}"]'
    expect(page.locator(there)).to_have_attribute("data-state", "still")
    expect(other.locator(there)).to_be_visible()
    expect(other.get_by_text("Live · ")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    site.until(_CREW, worker, booking)


def test_steps_by_keys_are_one_move_to_another_day(tab, site):
    booking, day = site.rows(_LOOSE)[0]
    start = "SELECT starts_at FROM bookings WHERE id = %s"
    [(before,)] = site.rows(start, booking)
    [(version,)] = site.rows("SELECT version FROM bookings WHERE id = %s", booking)
    to = -1 if day.weekday() > 4 else 1
    page = tab()
    page.goto(f"/schedule?view=week&day={day}")
    chip = page.locator(f'.cal-chip[data-id="{booking}"]')
    chip.focus()
    page.keyboard.down("Alt")
    for _ in range(2):
        page.keyboard.press("ArrowRight" if to > 0 else "ArrowLeft")
    expect(
        page.locator(f'[data-cell="|{day + timedelta(days=2 * to)}"] {_id(booking)}')
    ).to_be_focused()
    page.keyboard.up("Alt")
    _answer(page)
    site.until(start, before + timedelta(days=2 * to), booking)
    assert site.rows("SELECT version FROM bookings WHERE id = %s", booking) == [(version + 1,)]
    page.get_by_role("button", name="Undo").click()
    site.until(start, before, booking)


def test_a_job_dragged_to_another_team_is_somebodys_of_that_team(tab, site):
    booking, day, worker, team = site.rows(_ONES)[0]
    page = tab()
    page.goto(f"/schedule?view=teams&day={day}")
    chip = page.locator(f'.cal-chip[data-id="{booking}"]')
    expect(chip).to_be_visible()
    cells = page.locator(f'[data-cell$="|{day}"]').all()
    others = [
        key
        for c in cells
        if (key := c.get_attribute("data-cell").split("|")[0]) not in ("", "none", team)
    ]
    for (member,) in site.rows(_MEMBERS, others[0]):
        _make_free(site, member, booking, day)
    _drag(page, chip, page.locator(f'[data-cell="{others[0]}|{day}"]'))
    _answer(page)
    site.until(_TEAM, others[0], booking)
    page.get_by_role("button", name="Undo").click()
    site.until(_CREW, worker, booking)


def test_on_a_phone_one_day_is_shown_and_another_one_chosen(tab, site):
    booking, day = site.rows(_LOOSE)[0]
    page = tab(width=390)
    page.goto(f"/schedule?view=week&day={day}")
    chip = page.locator(f'.cal-chip[data-id="{booking}"]')
    page.locator(f'[data-head="{day}"]').click()
    expect(chip).to_be_visible()
    other = day + timedelta(days=-1 if day.weekday() else 1)
    page.locator(f'[data-head="{other}"]').click()
    expect(chip).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def _id(booking) -> str:
    return f'[data-id="{booking}"]'
