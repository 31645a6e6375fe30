"""Visits that come back: booked in one go, one of them moved, the others taken along, and undone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

_VISITS = """
    SELECT to_char(starts_at AT TIME ZONE 'America/Edmonton', 'Dy HH24:MI'), count(*)
    FROM bookings b JOIN clients c ON c.id = b.client_id
    WHERE c.name = 'Lena Prairie' AND b.deleted_at IS NULL AND b.status <> 'cancelled'
    GROUP BY 1
"""


def _book(page: Page) -> None:
    page.goto("/bookings/new?repeats=week2")
    page.get_by_role("button", name="New client").click()
    page.get_by_label("Name", exact=True).fill("Lena Prairie")
    page.get_by_label("Starts at").fill("19:00")
    page.get_by_label("How often").select_option(index=1)
    coming = page.locator(".coming li")
    expect(coming).to_have_count(6)
    expect(coming.first).to_contain_text("19:00")
    page.get_by_role("button", name="Book series").click()
    expect(page.get_by_text("visits booked")).to_be_visible()


def test_a_series_is_booked_moved_from_one_visit_on_and_put_back(tab, site):
    page = tab()
    _book(page)
    [(usual, count)] = site.rows(_VISITS)
    assert (usual.split()[1], count in (8, 9)) == ("19:00", True)
    page.get_by_role("region", name="Next visits").get_by_role("link").nth(1).click()
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move booking")
    dialog.get_by_label("Starts at").fill("20:00")
    dialog.get_by_label("This and all following").check()
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("visits changed")).to_be_visible()
    weekday = usual.split()[0]
    assert dict(site.rows(_VISITS)) == {f"{weekday} 19:00": 1, f"{weekday} 20:00": count - 1}
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The series is as it was.")).to_be_visible()
    assert dict(site.rows(_VISITS)) == {usual: count}


def test_a_visit_moved_alone_says_so_and_offers_the_following(tab, site):
    visit = site.rows(
        "SELECT b.id FROM bookings b JOIN booking_series s ON s.id = b.series_id"
        " WHERE b.series_on IS NOT NULL AND b.status = 'confirmed' AND s.rrule LIKE 'FREQ=WEEKLY%'"
        " AND s.paused_from IS NULL AND b.starts_at BETWEEN now() + interval '20 days'"
        " AND now() + interval '40 days' ORDER BY b.starts_at LIMIT 1"
    )[0][0]
    page = tab()
    page.goto(f"/bookings/{visit}")
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move booking")
    dialog.get_by_label("Starts at").fill("06:00")
    dialog.get_by_role("button", name="Move", exact=True).click()
    reason = page.get_by_role("dialog").get_by_label("Reason")
    if reason.is_visible(timeout=3_000):
        reason.fill("They asked for it")
        page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(page.get_by_text("This visit only")).to_be_visible()
    expect(page.get_by_text("Changed by itself: time")).to_be_visible()
    page.get_by_role("button", name="Following too").click()
    expect(page.get_by_text("at 6:00")).to_be_visible()
