"""An invoice from its draft to nothing owed: part of it credited, more paid than was left, and what
was too much used for the next one."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.services.papers.reading import says

_MONEY = "SELECT status, total_cents, credited_cents, paid_cents FROM invoices WHERE number = %s"
_NOTES = """
    SELECT n.total_cents, n.tax_cents, n.reason FROM credit_notes n
    JOIN invoices i ON i.org_id = n.org_id AND i.id = n.invoice_id WHERE i.number = %s
"""


def _written(page: Page, price: str) -> str:
    """The number of an invoice for one line, saved as a draft."""
    page.goto("/invoices/new")
    page.get_by_label("Find a client").fill("Agnes Whit")
    page.get_by_role("button", name="Agnes Whitford").click()
    page.get_by_label("Description").fill("Windows, both floors")
    page.get_by_label("Price", exact=True).fill(price)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/invoices/*-*")
    expect(page.locator("h1 .badge")).to_have_text("Draft")
    return page.locator("h1").inner_text().split()[0]


def _sent(page: Page, price: str) -> str:
    number = _written(page, price)
    page.get_by_role("button", name="Edit", exact=True).click()
    draft = page.get_by_role("dialog", name="Edit draft")
    draft.get_by_label("Note on the invoice").fill("Both floors, as agreed")
    draft.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Both floors, as agreed")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("h1 .badge")).to_have_text("Sent")
    return number


def _pay(page: Page, amount: str) -> None:
    page.get_by_role("button", name="Record payment").first.click()
    form = page.get_by_role("dialog", name="Record payment")
    form.get_by_label("Amount").fill(amount)
    form.get_by_role("button", name="Record payment").click()


def test_part_is_credited_too_much_is_paid_and_the_rest_settles_the_next_invoice(tab, site):
    page = tab()
    first = _sent(page, "100.00")
    page.get_by_label("More", exact=True).click()
    page.get_by_role("button", name="Credit note…").click()
    form = page.get_by_role("dialog", name="Credit note")
    form.get_by_role("button", name="An amount").click()
    form.get_by_label("Amount with tax").fill("21.00")
    form.get_by_label("Reason").fill("One window stayed dirty")
    expect(form.get_by_role("status")).to_contain_text("$84.00")
    form.get_by_role("button", name="Issue credit note").click()
    expect(page.locator(".totals").first).to_contain_text("−$21.00")
    assert site.rows(_NOTES, first) == [(21_00, 1_00, "One window stayed dirty")]
    with page.expect_download() as coming:
        page.get_by_role("table", name="Credit notes").get_by_role("link", name="PDF").click()
    assert says(Path(coming.value.path()).read_bytes(), "One window stayed dirty", "$21.00")

    _pay(page, "100.00")
    form = page.get_by_role("dialog", name="Record payment")
    expect(form).to_contain_text("$16.00")
    form.get_by_role("button", name="Record it all the same").click()
    expect(page.locator("h1 .badge")).to_have_text("Paid")
    assert site.rows(_MONEY, first) == [("paid", 105_00, 21_00, 100_00)]

    second = _sent(page, "20.00")
    expect(page.get_by_text("of credit that can go to this invoice.")).to_be_visible()
    page.get_by_role("button", name="Use credit").click()
    expect(page.locator("h1 .badge")).to_have_text("Part paid")
    assert site.rows(_MONEY, second) == [("partial", 21_00, 0, 16_00)]
    _pay(page, "5.00")
    expect(page.locator("h1 .badge")).to_have_text("Paid")
    assert site.rows(_MONEY, first) == [("paid", 105_00, 21_00, 84_00)]
    assert site.rows(_MONEY, second) == [("paid", 21_00, 0, 21_00)]
