"""The schedule's other views in a browser: the map beside the board, and the month."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from cleaning_app.domain import public_holidays

# A job to come that has a place on the map and somebody on it; one that nobody is on.
_PLACED = """
    SELECT b.id, (b.starts_at AT TIME ZONE 'America/Edmonton')::date
    FROM bookings b JOIN addresses a ON a.id = b.address_id
    JOIN booking_crew c ON c.booking_id = b.id
    WHERE b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL AND a.lat IS NOT NULL
      AND b.starts_at > now() + interval '20 hours'
    ORDER BY b.starts_at LIMIT 1
"""
_LOOSE = """
    SELECT b.id, (b.starts_at AT TIME ZONE 'America/Edmonton')::date FROM bookings b
    WHERE b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL
      AND b.starts_at > now() + interval '20 hours'
      AND NOT EXISTS (SELECT 1 FROM booking_crew c WHERE c.booking_id = b.id)
    ORDER BY b.starts_at LIMIT 1
"""
_LIT = re.compile(r"\bis-lit\b")


def test_a_job_on_the_board_lights_its_point_and_a_stop_of_the_list_its_job(tab, site):
    booking, day = site.rows(_PLACED)[0]
    page = tab()
    page.goto(f"/schedule?day={day}&map=yes")
    card = page.locator(f'.bd-card[data-id="{booking}"]').first
    pin = page.locator(f'.mp-pin[data-id="{booking}"]')
    expect(pin).to_be_visible()
    expect(pin).not_to_have_class(_LIT)
    card.hover()
    expect(pin).to_have_class(_LIT)
    page.get_by_text("Stops as a list").click()
    stop = page.locator(f'.mp-stops button[data-id="{booking}"]').first
    page.mouse.move(0, 0)
    expect(card).not_to_have_class(_LIT)
    stop.focus()
    expect(card).to_have_class(_LIT)
    stop.press("Enter")
    expect(page.get_by_role("complementary", name="Booking")).to_be_visible()
    expect(pin).to_have_class(re.compile(r"\bis-selected\b"))


def test_an_open_booking_stays_open_on_its_day_and_not_beside_another(tab, site):
    booking, day = site.rows(_PLACED)[0]
    page = tab()
    page.goto(f"/schedule?day={day}")
    page.locator(f'.bd-card[data-id="{booking}"]').first.click()
    beside = page.get_by_role("complementary", name="Booking")
    expect(beside).to_be_visible()
    page.reload()
    expect(page.locator(f'.bd-card[data-id="{booking}"]').first).to_be_visible()
    expect(beside).to_be_visible()
    page.goto(f"/schedule?day={day + timedelta(days=1)}")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(f"{day:%A}")
    expect(beside).to_have_count(0)


def test_a_job_moved_to_another_day_of_the_month_keeps_its_time_and_undo_brings_it_back(tab, site):
    booking, day = site.rows(_LOOSE)[0]
    start = "SELECT starts_at FROM bookings WHERE id = %s"
    [(before,)] = site.rows(start, booking)
    page = tab()
    page.goto(f"/schedule?view=month&day={day}")
    page.locator(f'.cal-chip[data-id="{booking}"]').focus()
    page.keyboard.press("Alt+ArrowRight")
    site.until(start, before + timedelta(days=1), booking)
    cell = page.locator(f'[data-cell$="|{day + timedelta(days=1)}"]')
    expect(cell.locator(f'[data-id="{booking}"]')).to_have_attribute("data-state", "still")
    page.get_by_role("button", name="Undo").click()
    site.until(start, before, booking)


def _free_of_holidays(*starts: datetime) -> int:
    """Whole weeks, far ahead of every series, after which neither falls on a holiday."""
    days = [start.astimezone(ZoneInfo("America/Edmonton")).date() for start in starts]
    for weeks in range(29, 60):
        then = [day + timedelta(weeks=weeks) for day in days]
        if not any(public_holidays.between("AB", day, day) for day in then):
            return weeks * 7
    raise AssertionError("no such week")


def test_ticked_bookings_move_together_and_come_back_together(tab, site):
    page = tab()
    page.goto("/bookings?status=confirmed&sort=-starts_at")
    ticks = page.get_by_label("Select", exact=True)
    expect(ticks.nth(1)).to_be_visible()
    chosen = [row.get_attribute("data-row") for row in page.locator("tr[data-row]").all()[:2]]
    start = "SELECT min(starts_at), max(starts_at) FROM bookings WHERE id::text IN (%s, %s)"
    [before] = site.rows(start, *chosen)
    ticks.nth(0).click()
    ticks.nth(1).click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Move…").click()
    page.get_by_role("spinbutton", name="Days").fill(str(later := _free_of_holidays(*before)))
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text(f"Moved 2 bookings {later} days later.")).to_be_visible()
    [after] = site.rows(start, *chosen)
    days = [(there - here) / timedelta(days=1) for here, there in zip(before, after, strict=True)]
    assert [round(one) for one in days] == [
        later,
        later,
    ]  # an hour more or less across a clock change
    page.get_by_role("button", name="Undo").click()
    site.until("SELECT min(starts_at) FROM bookings WHERE id::text IN (%s, %s)", before[0], *chosen)
    page.goto(f"/schedule/sheets?ids={','.join(chosen)}")
    expect(page.locator(".sheet").first).to_be_visible()


def test_the_list_says_who_changed_a_row_and_keeps_what_is_ticked(tab, site):
    booking, day = site.rows(_LOOSE)[0]
    start = "SELECT starts_at FROM bookings WHERE id = %s"
    [(before,)] = site.rows(start, booking)
    mine, theirs = tab(), tab("dispatcher@demo.test")
    mine.goto(f"/schedule?view=list&day={day}&unassigned=yes")
    row = mine.locator(f'tr[data-row="{booking}"]')
    row.get_by_role("checkbox").click()
    expect(mine.get_by_text("1 selected")).to_be_visible()
    expect(mine.get_by_text("Live", exact=True)).to_be_visible()
    theirs.goto(f"/schedule?view=week&day={day}")
    to = -1 if day.weekday() == 6 else 1
    theirs.locator(f'.cal-chip[data-id="{booking}"]').focus()
    theirs.keyboard.press("Alt+ArrowRight" if to > 0 else "Alt+ArrowLeft")
    site.until(start, before + timedelta(days=to), booking)
    expect(row.locator(".just-changed")).to_have_text(re.compile("moved it$"))
    expect(mine.get_by_text("1 selected")).to_be_visible()
    # Each sees that the other one is there.
    expect(mine.get_by_role("img", name="looking at this too")).to_be_visible()
    expect(theirs.get_by_role("img", name="looking at this too")).to_be_visible()
    theirs.get_by_role("button", name="Undo").click()
    site.until(start, before, booking)
    theirs.close()
    expect(mine.get_by_role("img", name="looking at this too")).to_have_count(0)


def test_ticked_bookings_are_written_to_and_the_letter_can_be_taken_back(tab, site):
    booking, day = site.rows(_LOOSE)[0]
    site.change(
        "UPDATE clients SET email = 'somebody@clients.test' WHERE id ="
        " (SELECT client_id FROM bookings WHERE id = %(id)s)",
        id=booking,
    )
    sent = (
        "SELECT count(*) FROM outbox_events"
        " WHERE dedupe_key LIKE 'message:' || %s || ':%%' AND status = 'pending'"
    )
    page = tab()
    page.goto(f"/schedule?view=list&day={day}&unassigned=yes")
    page.locator(f'tr[data-row="{booking}"]').get_by_role("checkbox").click()
    page.get_by_role("button", name="Message…").click()
    dialog = page.get_by_role("dialog", name="Write to their clients")
    expect(dialog.get_by_role("textbox", name="Subject")).to_have_value("About your visit")
    dialog.get_by_role("textbox", name="Message").fill("We bring our own mops.")
    dialog.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Wrote to the clients of 1 booking.")).to_be_visible()
    site.until(sent, 1, str(booking))
    page.get_by_role("button", name="Undo").click()
    site.until(sent, 0, str(booking))
