"""A drop where somebody is already: refused with the reason and with what is free nearby."""

from __future__ import annotations

from playwright.sync_api import Page, expect

# Two jobs of one worker on a day to come, each theirs alone, one after the other.
_PAIR = """
    SELECT a.id, b.id, (a.starts_at AT TIME ZONE 'America/Edmonton')::date, split_part(w.name, ' ', 1)
    FROM bookings a JOIN booking_crew ca ON ca.booking_id = a.id
    JOIN booking_crew cb ON cb.worker_id = ca.worker_id JOIN bookings b ON b.id = cb.booking_id
    JOIN workers w ON w.id = ca.worker_id
    WHERE a.status IN ('pending', 'confirmed') AND b.status IN ('pending', 'confirmed')
      AND a.deleted_at IS NULL AND b.deleted_at IS NULL
      AND a.starts_at > now() + interval '20 hours' AND b.starts_at >= a.ends_at
      AND (a.starts_at AT TIME ZONE 'America/Edmonton')::date
        = (b.starts_at AT TIME ZONE 'America/Edmonton')::date
      AND (SELECT count(*) FROM booking_crew c WHERE c.booking_id IN (a.id, b.id)) = 2
    ORDER BY a.starts_at, b.starts_at LIMIT 1
"""


def _drag_onto(page: Page, card, other) -> None:
    """Take a card by its top left corner to where another one begins."""
    card.scroll_into_view_if_needed()
    box, there = card.bounding_box(), other.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 12, steps=4)
    page.mouse.move(there["x"] + 14, box["y"] + 12, steps=8)
    page.wait_for_timeout(100)
    page.mouse.up()


def test_a_job_dropped_on_another_goes_back_and_the_dialog_says_why_and_where_to(tab, site):
    booking, other, day, first_name = site.rows(_PAIR)[0]
    page = tab()
    page.goto(f"/schedule?day={day}")
    cards = [page.locator(f'.bd-card[data-id="{id}"]') for id in (booking, other)]
    for card in cards:
        expect(card).to_be_visible()
    before = cards[0].get_attribute("aria-label")
    _drag_onto(page, *cards)
    dialog = page.get_by_role("dialog", name="That time is taken")
    expect(dialog).to_contain_text(first_name)
    expect(cards[0]).to_have_attribute("aria-label", before)
    told = page.locator(".bd > [role=status]")
    expect(told).to_contain_text("was not moved. It is at")
    moved = "SELECT starts_at, version FROM bookings WHERE id = %s"
    stood = site.rows(moved, booking)
    expect(dialog.get_by_text("Free nearby")).to_be_visible()
    dialog.locator("button.choice").first.click()
    expect(dialog).not_to_be_visible()
    undo, why = page.get_by_role("button", name="Undo"), page.get_by_role("textbox", name="Reason")
    expect(undo.or_(why)).to_be_visible()
    if why.is_visible():  # what is free nearby may be tight, or another worker's than they like
        why.fill("The client agreed")
        page.get_by_role("button", name="Do it anyway").click()
    expect(undo).to_be_visible()
    [(start, version)] = site.rows(moved, booking)
    assert version == stood[0][1] + 1
    assert start != stood[0][0]
    page.get_by_role("button", name="Undo").click()
    site.until("SELECT starts_at FROM bookings WHERE id = %s", stood[0][0], booking)
