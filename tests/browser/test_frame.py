"""The frame: what works by keyboard on every page, what it remembers, and where it leads people."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in

PHONE = "+17805550101"


def ready(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("tr[data-row]").first).to_be_visible()


def test_the_palette_finds_and_opens_by_keyboard_alone(tab):
    page = tab()
    ready(page, "/clients")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("expens")
    lines = page.get_by_role("listbox", name="What fits").get_by_role("option")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/finance/expenses**")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("new client")
    expect(lines.nth(0)).to_contain_text("New client")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New client")).to_be_visible()

    ready(page, "/clients")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.reload()
    expect(page.locator("tr[data-row]").first).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/invoices**")


def test_rows_are_walked_ticked_and_opened_by_keyboard_or_by_a_click_anywhere(tab):
    page = tab()
    ready(page, "/bookings")
    rows = page.locator("tr[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1).locator("a.name")).to_be_focused()
    page.keyboard.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    number = rows.nth(1).locator("a.name").inner_text()
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(re.escape(number)))
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_contain_text(number)

    ready(page, "/bookings")
    rows.nth(0).locator("td").nth(2).click()
    page.wait_for_url(re.compile(r"/bookings/[0-9a-f-]{36}"))


def test_the_search_box_says_what_the_list_was_searched_for(tab):
    page = tab()
    ready(page, "/clients")
    box = page.locator("[data-find]")
    page.keyboard.press("/")
    page.keyboard.type("gwen")
    page.wait_for_url("**q=gwen")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(box).to_have_value("gwen")
    page.get_by_role("navigation", name="Pages").get_by_text("Clients").click()
    page.wait_for_url(re.compile(r"/clients/?$"))
    expect(box).to_have_value("")
    page.go_back()
    page.wait_for_url("**q=gwen")
    expect(box).to_have_value("gwen")


def test_the_sidebar_folds_with_a_key_and_stays_folded(tab):
    page = tab()
    ready(page, "/clients")
    sidebar = page.locator(".sidebar")
    assert sidebar.bounding_box()["width"] > 200
    page.keyboard.press("[")
    assert sidebar.bounding_box()["width"] < 60
    page.reload()
    expect(sidebar).to_be_visible()
    assert sidebar.bounding_box()["width"] < 60
    page.get_by_role("button", name="Fold or unfold the sidebar").click()
    assert sidebar.bounding_box()["width"] > 200


def test_new_things_are_offered_by_permission(tab):
    for login, things in (
        ("owner@demo.test", ["booking", "client", "invoice", "expense"]),
        ("dispatcher@demo.test", ["booking", "client"]),
    ):
        page = tab(login)
        ready(page, "/clients")
        page.locator("summary[aria-label=New]").click()
        offered = page.locator(".topbar .menu[open] a")
        assert [text.split("\n")[0] for text in offered.all_inner_texts()] == [
            f"New {thing}" for thing in things
        ]
    offered.nth(1).click()
    drawer = page.get_by_role("dialog", name="New client")
    expect(drawer.locator("input[name=name]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    page.wait_for_url(re.compile(r"/clients/?$"))


def test_a_phone_shows_the_figure_of_every_row_and_keeps_its_filters_behind_a_button(tab):
    page = tab(width=390)
    for address, figure in (("/clients", "Owes"), ("/invoices", "Total"), ("/bookings", "Price")):
        ready(page, address)
        cell = page.locator(f"tr[data-row] td[data-label={figure}]").first
        box = cell.bounding_box()
        assert box["x"] + box["width"] <= 390, address
        expect(cell).to_contain_text("$")
    status = page.locator("select[aria-label=Status]")
    expect(status).not_to_be_visible()
    page.get_by_role("button", name="Filters").click()
    status.select_option("pending")
    page.wait_for_url("**status=pending**")


def test_nobody_signed_in_loads_nothing_of_a_page(tab):
    page = tab("")
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    for address in ("/", "/schedule"):
        page.goto(address)
        page.wait_for_url("**/sign-in**")
    assert [url for url in sockets if "/live" in url] == []
    assert sockets


def test_a_worker_is_led_to_their_day_without_a_word_of_refusal(tab):
    page = tab(PHONE, width=390)
    for _ in range(2):
        page.goto("/schedule")
        page.wait_for_url("**/today**")
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-sonner-toast]")).to_have_count(0)
    page.goto("/account")
    expect(page.get_by_role("heading", name="Password and devices")).to_be_visible()
    expect(page.locator(".phone-tabs")).to_be_visible()
    expect(page.locator(".sidebar")).to_have_count(0)


def test_a_failed_sign_in_keeps_the_name_in_the_tab_and_out_of_the_address(tab):
    page = tab("")
    sign_in(page, "owner@demo.test", "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value("owner@demo.test")
    expect(page.locator("input[name=password]")).to_be_focused()
    assert "demo.test" not in page.url
    page.goto("/sign-in?said=changed")
    expect(page.get_by_role("status")).to_contain_text("Password changed.")
    expect(page.locator("input[name=login]")).to_have_value("")


def test_days_and_times_are_written_as_everywhere_else(tab):
    page = tab()
    page.goto("/_gallery")
    day = page.locator("input[name=day]")
    expect(day.locator("xpath=following-sibling::span")).to_have_text("Wed 16 Dec 2026")
    time = page.locator("input[name=time]")
    for typed, read in (("930", "09:30"), ("3pm", "15:00"), ("7", "07:00")):
        time.fill(typed)
        time.blur()
        expect(time).to_have_value(read)
    time.press("ArrowUp")
    expect(time).to_have_value("07:15")
    time.fill("25:00")
    time.blur()
    assert not time.evaluate("field => field.checkValidity()")


def test_an_address_of_nothing_has_nothings_name(tab, site):
    booking, number = site.rows("SELECT id, number FROM bookings ORDER BY number LIMIT 1")[0]
    page = tab()
    page.goto(f"/bookings/{booking}")
    crumb = page.get_by_role("navigation", name="Breadcrumb").locator("[aria-current]")
    expect(crumb).to_have_text(f"B-{number:05}")
    page.goto(f"/bookings/{uuid4()}")
    expect(page.get_by_text("There is no such booking.")).to_be_visible()
    expect(crumb).to_have_text("Booking")


def test_the_list_of_shortcuts_leads_nowhere_one_may_not_go(tab):
    for login, has in (("owner@demo.test", True), ("dispatcher@demo.test", False)):
        page = tab(login)
        ready(page, "/bookings")
        page.keyboard.press("?")
        shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(shortcuts.get_by_text("Go to Schedule")).to_be_visible()
        expect(shortcuts.get_by_text("Go to Payroll")).to_have_count(1 if has else 0)


def test_a_column_that_tells_nothing_to_a_role_is_not_there_for_it(tab):
    for login, times in (("owner@demo.test", 1), ("dispatcher@demo.test", 0)):
        page = tab(login)
        ready(page, "/clients")
        expect(page.get_by_role("columnheader", name="Owes")).to_have_count(times)
        page.locator(".toolbar summary").first.click()
        expect(page.get_by_label("Owes")).to_have_count(times)


def test_what_lay_over_a_page_is_gone_when_it_is_loaded_again(tab):
    page = tab()
    ready(page, "/workers")
    page.get_by_role("button", name="New worker").click()
    expect(page.get_by_role("dialog", name="New worker")).to_be_visible()
    page.reload()
    expect(page.locator("tr[data-row]").first).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/clients**")
    page.go_back()
    expect(page.locator("tr[data-row]").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="New worker").click()
    expect(page.get_by_role("dialog", name="New worker")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so_and_leads_back(site, browser):
    page = browser.new_page()
    answer = page.goto(f"{site.address}/nowhere/at/all")
    assert answer.status == 404
    expect(page.get_by_role("heading")).to_have_text("There is nothing at this address")
    expect(page).to_have_title("Not found · Cleaning")
    page.get_by_role("link", name="Go to the start page").click()
    page.wait_for_url("**/sign-in**")
    page.close()


def test_what_is_typed_after_ctrl_k_belongs_to_the_palette_though_the_page_is_just_changing(tab):
    page = tab()
    ready(page, "/bookings")
    for link, path in (
        ("Clients", "/clients"),
        ("Bookings", "/bookings"),
        ("Invoices", "/invoices"),
    ):
        # N would open a new booking, J walk the rows: all within one breath, as fast hands do it.
        page.get_by_role("navigation").get_by_role("link", name=link).first.evaluate(
            "e => e.click()"
        )
        page.keyboard.press("Control+k")
        page.keyboard.type("nj")
        page.wait_for_url(f"**{path}**")
        # The address changes before the page does.
        expect(page.locator(f'nav a[href="{path}"][aria-current="page"]').first).to_be_attached()
        expect(page.get_by_role("combobox", name="Search or jump to")).to_have_value("nj")
        expect(page.get_by_role("dialog")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
