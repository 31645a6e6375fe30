"""Visits that come back: booked in one go, one of them moved, the others taken along, and undone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

_VISITS = """
    SELECT extract(hour FROM starts_at AT TIME ZONE 'UTC')::int, count(*)
    FROM bookings b JOIN clients c ON c.id = b.client_id
    WHERE c.name = 'Lena Prairie' AND b.deleted_at IS NULL AND b.status <> 'cancelled'
    GROUP BY 1
"""


def _book(page: Page) -> None:
    page.goto("/bookings/new?repeats=week2")
    page.get_by_role("button", name="New client").click()
    page.get_by_label("Name", exact=True).fill("Lena Prairie")
    page.get_by_label("Starts at").fill("19:00")
    coming = page.locator(".coming li")
    expect(coming).to_have_count(6)
    expect(coming.first).to_contain_text("19:00")
    page.get_by_role("button", name="Book series").click()
    expect(page.get_by_text("visits booked")).to_be_visible()


def test_a_series_is_booked_moved_from_one_visit_on_and_put_back(tab, site):
    page = tab()
    _book(page)
    [(hour, count)] = site.rows(_VISITS)
    assert count in (4, 5)
    page.get_by_role("region", name="Next visits").get_by_role("link").nth(1).click()
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move booking")
    dialog.get_by_label("Starts at").fill("20:00")
    dialog.get_by_label("This and all following").check()
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("visits changed")).to_be_visible()
    assert dict(site.rows(_VISITS)) == {hour: 1, (hour + 1) % 24: count - 1}
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The series is as it was.")).to_be_visible()
    assert dict(site.rows(_VISITS)) == {hour: count}


def test_a_visit_moved_alone_says_so_and_offers_the_following(tab, site):
    visit = site.rows(
        "SELECT b.id FROM bookings b JOIN booking_series s ON s.id = b.series_id"
        " WHERE b.series_on IS NOT NULL AND b.status = 'confirmed' AND starts_with(s.rrule, 'FREQ=WEEKLY')"
        " AND s.paused_from IS NULL AND b.starts_at BETWEEN now() + interval '20 days'"
        " AND now() + interval '40 days' ORDER BY b.starts_at LIMIT 1"
    )[0][0]
    page = tab()
    page.goto(f"/bookings/{visit}")
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move booking")
    dialog.get_by_label("Starts at").fill("06:00")
    dialog.get_by_role("button", name="Move", exact=True).click()
    why = page.get_by_role("dialog", name="This needs a reason")  # six is before hours
    why.get_by_role("textbox").fill("They asked for it")
    why.locator("button[type=submit]").click()
    expect(page.get_by_text(". This visit only")).to_be_visible()
    expect(page.get_by_text("Changed by itself: time")).to_be_visible()
    page.get_by_role("button", name="Following too").click()
    expect(page.get_by_text("at 6:00")).to_be_visible()
