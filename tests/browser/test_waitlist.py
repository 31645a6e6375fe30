"""The waitlist: somebody new is put on it, booked into a free time, and taken back."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_STATUS = (
    "SELECT w.status FROM waitlist_entries w JOIN clients c ON c.id = w.client_id WHERE c.name = %s"
)


def _card(page: Page, title: str) -> Locator:
    return page.locator("section.card", has=page.get_by_role("heading", name=title))


def test_somebody_new_waits_is_booked_into_a_free_time_and_put_back(tab, site):
    page = tab("dispatcher@demo.test")
    page.goto("/waitlist")
    page.get_by_role("button", name="Put somebody on it").first.click()
    form = page.get_by_role("dialog", name="Put on the waitlist")
    form.get_by_role("button", name="New client").click()
    form.get_by_label("Name", exact=True).fill("Wanda Waits")
    form.get_by_label("Minutes").fill("60")
    form.get_by_label("Time of day").select_option("own")
    form.get_by_label("Not before").fill("08:00")
    form.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("On the waitlist.")).to_be_visible()
    card = _card(page, "Wanda Waits")
    expect(card).to_contain_text("from 8:00")
    card.get_by_role("button", name="Book").first.click()
    expect(page.get_by_text("It waits to be confirmed.")).to_be_visible()
    assert site.rows(_STATUS, "Wanda Waits") == [("booked",)]
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Back on the waitlist.")).to_be_visible()
    expect(card).to_be_visible()
    assert site.rows(_STATUS, "Wanda Waits") == [("open",)]
    # By the keyboard: what was pressed is gone, and so is the toast, but not the way on.
    card.get_by_role("button", name="Take off the list").press("Enter")
    said = page.get_by_role("listitem").filter(has_text="Taken off the waitlist.")
    said.get_by_role("button", name="Undo").press("Enter")
    expect(card).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_cancelled_visit_leads_to_who_could_have_its_time(tab, site):
    page = tab("dispatcher@demo.test")
    # Somebody who would take any hour of any day, so that every freed time suits them.
    [(booking, day)] = site.rows(
        "SELECT b.id, (b.starts_at AT TIME ZONE 'America/Edmonton')::date FROM bookings b"
        " JOIN service_types s ON s.id = b.service_type_id JOIN booking_crew w ON w.booking_id = b.id"
        " WHERE b.status = 'confirmed' AND b.deleted_at IS NULL AND b.series_id IS NULL"
        " AND s.key = 'standard' AND b.starts_at > now() + interval '30 hours'"
        " ORDER BY b.starts_at LIMIT 1"
    )
    page.goto("/waitlist")
    page.get_by_role("button", name="Put somebody on it").first.click()
    form = page.get_by_role("dialog", name="Put on the waitlist")
    form.get_by_role("button", name="New client").click()
    form.get_by_label("Name", exact=True).fill("Agnes Anytime")
    form.get_by_label("Minutes").fill("30")
    form.get_by_label("To day").fill(day.isoformat())
    form.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("On the waitlist.")).to_be_visible()
    page.goto(f"/bookings/{booking}")
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="Cancel booking…").click()
    page.get_by_label("Reason", exact=True).fill("Client is away")
    page.get_by_role("dialog").get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_text("could have that time")).to_be_visible()
    page.get_by_role("button", name="See who").click()
    freed = _card(page, "Just became free")
    expect(freed).to_contain_text("Agnes Anytime")
