"""Time off from the phone to the office and back, and a calendar address that works until it is closed."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

WORKER = "+17805550101"


def test_asked_on_the_phone_approved_in_the_office_and_undone(tab, site):
    day = date.today() + timedelta(days=90)  # past what series are booked ahead for
    office = tab("dispatcher@demo.test")
    office.goto("/availability")
    expect(office.get_by_role("heading", name="Waiting for an answer")).to_be_visible()

    phone = tab(WORKER, width=390)
    phone.goto("/time-off")
    phone.get_by_role("button", name="Ask for time off").click()
    phone.get_by_label("First day").fill(day.isoformat())
    # It was today, before the first; so it goes along.
    expect(phone.get_by_label("Last day")).to_have_value(day.isoformat())
    phone.get_by_label("Note for the office").fill("My brother moves house")
    phone.get_by_role("button", name="Send").click()
    request = phone.get_by_role("article").filter(has_text="My brother moves house")
    expect(request).to_contain_text("Waiting")

    # The open page in the office hears of it by itself.
    line = office.locator(".request-line").filter(has_text="My brother moves house")
    expect(line).to_be_visible()
    line.get_by_role("button", name="Approve").click()
    expect(line).to_have_count(0)
    expect(request).to_contain_text("Approved")

    office.get_by_role("button", name="Undo").click()
    expect(line).to_be_visible()
    expect(request).to_contain_text("Waiting")
    request.get_by_role("button", name="Take back").click()
    expect(line).to_have_count(0)
    left = site.rows("SELECT count(*) FROM availability_blocks WHERE source = 'request'"
                     f" AND deleted_at IS NULL AND starts_at::date = '{day}'")  # fmt: skip
    assert left == [(0,)]


def test_a_calendar_address_works_until_it_is_closed(tab):
    phone = tab(WORKER, width=390)
    phone.goto("/my-calendar")
    phone.get_by_role("button", name="Make an address").click()
    shown = phone.get_by_label("Calendar address")
    expect(shown).to_be_visible()
    path = "/calendar/" + shown.input_value().rpartition("/calendar/")[2]
    found = phone.request.get(path)
    assert found.status == 200
    assert found.text().startswith("BEGIN:VCALENDAR")
    phone.get_by_role("button", name="Close the address").click()
    expect(shown).to_have_count(0)
    assert phone.request.get(path).status == 404
