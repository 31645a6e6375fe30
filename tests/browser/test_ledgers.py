"""What is owed, opened down to its invoice; margins by worker; nothing that disagrees; the month as PDF."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

_OWED = """
    SELECT sum(total_cents - credited_cents - paid_cents)::bigint FROM invoices
    WHERE status IN ('sent', 'partial', 'overdue') AND paid_cents < total_cents - credited_cents
"""


def _cents(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def _send_one(page: Page) -> None:
    page.goto("/invoices/new")
    page.get_by_label("Find a client").fill("Agnes Whit")
    page.get_by_role("button", name="Agnes Whitford").click()
    page.get_by_label("Description").fill("Ovens")
    page.get_by_label("Price", exact=True).fill("80.00")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/invoices/*-*")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("h1 .badge")).to_have_text("Sent")


def test_a_figure_is_opened_down_to_the_invoice_it_is_made_of(tab, site):
    page = tab()
    _send_one(page)
    page.goto("/finance/receivables")
    owed = page.get_by_role("region", name="By age").locator(".figure").first
    expect(owed).to_contain_text("$")
    assert _cents(owed.inner_text()) == site.rows(_OWED)[0][0]
    row = page.locator("tr", has_text="Agnes Whitford")
    total = row.locator("td .opens").last.inner_text()
    row.locator("td .opens").last.click()
    page.wait_for_url("**/finance/rows?*")
    expect(page.locator(".figure-sum .figure")).to_have_text(total)
    page.get_by_role("link", name=re.compile("INV-")).first.click()
    page.wait_for_url("**/invoices/*-*")

    page.goto("/finance/margins?by=worker")
    page.get_by_role("link", name="Services").click()
    page.wait_for_url("**by=service*")
    expect(page.get_by_role("heading", name="Margins")).to_be_visible()
    page.goto("/finance/reconciliation")
    expect(page.get_by_text("Every invoice agrees with its payments")).to_be_visible()
    page.goto("/finance")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Monthly report").click()
    assert saved.value.suggested_filename.startswith("monthly-report-")
