"""Prices: the list is changed and put back; a new booking is priced by its home, and its extras change."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

_START = """
    SELECT to_char(starts_at AT TIME ZONE 'America/Edmonton', 'YYYY-MM-DD HH24:MI')
    FROM bookings WHERE id = %s
"""
_PRICE = "SELECT price_cents FROM bookings WHERE id = %s"


def _sizes(page: Page):
    return page.locator(".size-line")


def test_a_size_is_added_to_the_price_list_and_the_earlier_list_is_put_back(tab, site):
    page = tab()
    page.goto("/settings/prices")
    expect(_sizes(page).first).to_be_visible()
    before = _sizes(page).count()
    page.get_by_role("button", name="Add a size").click()
    expect(page.get_by_label("Beds of New size")).to_be_focused()
    page.get_by_label("Beds of New size").fill("1")
    page.get_by_label("Baths of New size").fill("2")
    page.get_by_label("Hours of New size").fill("2.75")
    page.get_by_role("button", name="Publish price list").click()
    expect(page.get_by_text("Quotes made before keep their prices.")).to_be_visible()
    expect(page.get_by_label("Hours of 1 bed, 2 bath")).to_have_value("2.75")
    expect(_sizes(page)).to_have_count(before + 1)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The earlier prices are in use again.")).to_be_visible()
    expect(_sizes(page)).to_have_count(before)


def test_a_size_that_is_there_already_is_refused_beside_its_field(tab):
    page = tab()
    page.goto("/settings/prices")
    expect(_sizes(page).first).to_be_visible()
    page.get_by_role("button", name="Add a size").click()
    page.get_by_label("Beds of New size").fill("2")
    page.get_by_label("Baths of New size").fill("1")
    page.get_by_label("Hours of New size").fill("3")
    page.get_by_role("button", name="Publish price list").click()
    expect(page.get_by_role("alert").get_by_text("in the table already")).to_be_visible()


def test_a_new_booking_is_priced_by_its_home_with_extras_and_a_deposit(tab, site):
    page = tab("dispatcher@demo.test")
    page.goto("/bookings/new")
    page.get_by_role("button", name="New client").click()
    page.get_by_label("Name", exact=True).fill("Ottilie Owen")
    page.get_by_label("Service").select_option(label="Deep clean")
    page.get_by_text("Estimate from the home").click()
    page.get_by_label("Beds").fill("2")
    page.get_by_label("Baths").fill("1")
    price = page.get_by_label("Before tax")
    expect(price).to_have_value("220.00")
    page.get_by_text("Extras", exact=True).click()
    page.get_by_role("button", name="Inside the oven").click()
    expect(price).to_have_value("250.00")
    expect(page.get_by_label("Minutes")).to_have_value("270")
    expect(page.get_by_text("Deposit").first).to_be_visible()
    page.locator(".choices.three-up button").first.click()
    expect(page.locator(".choices.three-up button.on")).to_have_count(1)
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_text("Booked B-")).to_be_visible()
    page.wait_for_url("**/bookings/*-*")
    booking = page.url.rsplit("/", 1)[-1]
    page.get_by_text("How this price came about").click()
    expect(page.get_by_text("Cleaning, 2 bed, 1 bath")).to_be_visible()

    page.get_by_role("button", name="Change extras").click()
    drawer = page.get_by_role("dialog", name="Extras")
    drawer.get_by_role("button", name="One more: Inside the fridge").click()
    expect(drawer.get_by_role("status").get_by_text("$270.00")).to_be_visible()
    drawer.get_by_label("Make the visit 20m longer too").uncheck()
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Extras changed: $270.00.")).to_be_visible()
    assert site.rows(_PRICE, booking) == [(270_00,)]
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The extras are as they were.")).to_be_visible()
    assert site.rows(_PRICE, booking) == [(250_00,)]


def test_what_was_begun_outlives_a_cut_line_and_the_time_just_chosen_is_the_one_that_is_booked(
    tab, site
):
    page = tab("dispatcher@demo.test", offline_errors=True)
    page.goto("/bookings/new")
    page.get_by_role("button", name="New client").click()
    page.get_by_label("Name", exact=True).fill("Hasty Hanna")
    page.get_by_label("Service").select_option(label="Deep clean")
    expect(page.get_by_label("Minutes")).to_have_value("240")
    page.context.set_offline(True)
    page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    page.context.set_offline(False)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    times = page.locator(".choices.three-up button")
    times.last.click()
    expect(times.last).to_contain_class("on")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Hasty Hanna")
    expect(page.get_by_label("Minutes")).to_have_value("240")
    first = [page.locator(f"input[name={name}]").input_value() for name in ("day", "time")]
    # Another time and Book in one breath: the form still shows the first.
    page.evaluate(
        """() => {
            document.querySelector(".choices.three-up button").click();
            [...document.querySelectorAll("button[type=submit]")].find(
                (button) => button.textContent === "Book").click();
        }"""
    )
    expect(page.get_by_text("Booked B-")).to_be_visible()
    page.wait_for_url("**/bookings/*-*")
    assert site.rows(_START, page.url.rsplit("/", 1)[-1]) != [(" ".join(first),)]


def test_a_new_booking_asks_for_its_day_and_times_in_the_same_writing(tab):
    page = tab()
    page.goto("/bookings/new")
    day = page.locator("input[name=day]")
    expect(day.locator("xpath=following-sibling::span")).to_have_text(
        re.compile(r"\w{3} \d+ \w{3} ")
    )
    page.get_by_text("Nothing fits? Put them on the waitlist").click()
    page.get_by_label("Time of day").select_option("own")
    after = page.locator("input[name=wait_after]")
    for time in (after, page.locator("input[name=time]")):
        time.press("Control+a")
        time.press_sequentially("930")
        time.press("Tab")
        expect(time).to_have_value("09:30")
