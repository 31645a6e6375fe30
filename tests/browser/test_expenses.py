"""An expense with its receipt, and a bank's file taken over and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from tests.full_house import a_photo

COUNT = "SELECT count(*) FROM expenses WHERE deleted_at IS NULL"


def test_a_purchase_is_entered_with_its_receipt_which_is_seen_replaced_and_removed(tab, site):
    vendor = f"Mop House {uuid4().hex[:6]}"
    page = tab()
    page.goto("/finance/expenses?new=yes")
    drawer = page.get_by_role("dialog", name="Expense")
    drawer.locator("input[type=file]").set_input_files(
        {"name": "slip.jpg", "mimeType": "image/jpeg", "buffer": a_photo(800, 1200)}
    )
    expect(drawer.get_by_role("img", name="Receipt")).to_be_visible()
    drawer.locator("input[name=vendor]").fill(vendor)
    drawer.locator("input[name=total]").fill("210")
    drawer.locator("input[name=total]").press("Tab")
    expect(drawer.locator("input[name=tax]")).to_have_value("10.00")
    expect(drawer.locator("input[name=tax]")).to_be_focused()
    expect(drawer.get_by_text("From $100 the CRA")).to_be_visible()
    drawer.locator("input[name=supplier_gst_number]").fill("123456789rt0001")
    drawer.get_by_role("button", name="Save").click()
    saved = f"SELECT count(*) FROM expenses WHERE vendor = '{vendor}'"
    site.until(f"{saved} AND supplier_gst_number = '123456789 RT0001'", 1)

    page.goto(f"/finance/expenses?q={vendor}&receipt=yes")
    link = page.get_by_role("link", name=f"Receipt of {vendor}")
    expect(link).to_be_visible()
    path = link.get_attribute("href")
    shown = page.request.get(path)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["content-security-policy"]

    page.get_by_role("button", name=vendor).click()
    drawer.get_by_role("button", name="Remove").first.click()
    expect(drawer.get_by_text("Add the receipt")).to_be_visible()
    assert page.request.get(path).status == 404
    drawer.get_by_role("button", name="Put it back").click()
    expect(drawer.get_by_role("img", name="Receipt")).to_be_visible()
    stranger = tab("dispatcher@demo.test")
    assert stranger.request.get(path).status == 403


def test_a_bank_file_is_looked_at_taken_over_once_and_taken_back(tab, site, tmp_path: Path):
    before = site.rows(COUNT)[0][0]
    day, mark = date.today() - timedelta(days=9), uuid4().hex[:5].upper()
    payee = f"ZORBA {''.join(c for c in mark if c.isalpha())}X SUPPLY"
    lines = [
        f"{day:%m/%d/%Y},POS PURCHASE {payee},64.05,,900.00",
        f"{day:%m/%d/%Y},SHELL C0411 EDMONTON AB,50.{int(mark, 16) % 90 + 10},,850.00",
        f"{day:%m/%d/%Y},E-TRANSFER RECEIVED,,262.50,1112.50",
    ]
    statement = tmp_path / "td.csv"
    statement.write_text("\n".join(lines) + "\n")

    page = tab()
    page.goto("/finance/expenses/bank")
    page.locator("input[type=file]").set_input_files(statement)
    expect(page.get_by_role("button", name="Enter 1 expense")).to_be_visible()
    expect(page.get_by_text("1 line without a category")).to_be_visible()
    line = page.locator(".bank-line").filter(has_text=payee)
    line.get_by_role("combobox").select_option(label="Supplies")
    line.get_by_text("Always").click()
    page.get_by_role("group", name="Which lines").get_by_role("button", name="Money in").click()
    expect(page.locator(".bank-line").filter(has_text="E-TRANSFER RECEIVED")).to_be_visible()
    page.get_by_role("button", name="Enter 2 expenses and keep 1 of money in").click()
    site.until(COUNT, before + 2)
    expect(page.get_by_role("button", name="Nothing to take over")).to_be_disabled()
    expect(page.get_by_role("button", name=f"Remove the rule {payee}")).to_be_visible()
    page.get_by_role("button", name="Taken before").click()
    expect(page.locator(".bank-line")).to_have_count(3)

    page.get_by_role("button", name="Take back td.csv").first.click()
    site.until(COUNT, before)
    expect(page.get_by_role("button", name="Enter 2 expenses")).to_be_visible()


def test_what_is_no_bank_file_is_refused_in_words(tab, tmp_path: Path):
    page = tab()
    page.goto("/finance/expenses/bank")
    wrong = tmp_path / "notes.csv"
    wrong.write_text("dear diary\nnothing today\n")
    page.locator("input[type=file]").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_contain_text("No line of this file has a day in it")
    page.get_by_role("button", name="Put away").click()
    expect(page.get_by_text("Drop the CSV from your bank here")).to_be_visible()
