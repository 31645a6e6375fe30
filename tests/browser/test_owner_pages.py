"""An owner looks at the month, opens a figure, and stands before the invoice it comes from."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from cleaning_app.money import dollars, parse_cents


def test_any_figure_opens_down_to_its_invoice(tab):
    page = tab()
    page.goto("/finance")
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
    page.get_by_label("Sections").get_by_role("link", name="Profit & loss").click()
    page.get_by_role("link", name="Last month", exact=True).click()
    total = page.locator("tr", has_text="Total revenue").locator("td.total a")
    today = datetime.now(ZoneInfo("America/Edmonton")).date()
    begins = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    expect(total).to_have_attribute(
        "href", re.compile(f"from={begins}")
    )  # and not the year's any more
    exact = total.get_attribute("title")
    total.click()
    expect(page.get_by_role("heading", level=1, name="Revenue")).to_be_visible()
    expect(page.locator(".figure-sum .figure")).to_have_text(str(exact))
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert dollars(sum(parse_cents(row["amount"]) for row in rows)) == exact
    page.get_by_role("link", name=re.compile("INV-")).first.click()
    expect(page.locator("h1")).to_contain_text("INV-")
    page.go_back()
    expect(page.locator(".figure-sum .figure")).to_have_text(str(exact))


def test_the_forecast_opens_what_it_is_made_of(tab):
    page = tab()
    page.goto("/finance/cash-flow")
    expected = page.locator("section", has_text="Expected in").get_by_role("link").first
    expected.click()
    expect(page.locator("h1")).to_contain_text("expected")
    expect(page.locator(".figure-sum .figure")).to_have_text(re.compile(r"\$[1-9]"))
