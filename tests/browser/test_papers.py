"""An invoice on its way to whoever pays it: sent in the office, opened by nobody we know, kept as PDF."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.services.papers.reading import says

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def send_a_draft(office: Page) -> tuple[str, str]:
    """Send the newest draft; its number and its public link."""
    office.goto("/invoices?status=draft")
    office.locator("table a.name").first.click()
    office.get_by_role("button", name="Send", exact=True).click()
    expect(office.get_by_text("Invoice is on its way.")).to_be_visible()
    link = office.get_by_role("link", name="Open", exact=True).get_attribute("href")
    number = office.locator("h1").inner_text().split()[0]
    return number, "/pay/" + str(link).rpartition("/")[2]


def file_of(page: Page, name: str) -> tuple[str, bytes]:
    with page.expect_download() as coming:
        page.get_by_role("link", name=name, exact=True).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_a_client_opens_the_link_and_keeps_the_pdf(tab):
    office = tab()
    number, path = send_a_draft(office)
    name, sent = file_of(office, "PDF")
    assert name == f"{number}.pdf"

    client = tab("", width=390)
    client.goto(path)
    expect(client.get_by_role("heading", level=1)).to_contain_text(number)
    total = client.locator(".pay-sum").inner_text()
    name, got = file_of(client, "Download PDF")
    assert name == f"{number}.pdf"
    assert got == sent
    assert says(got, number, total)

    office.get_by_label("More").click()
    office.get_by_role("button", name="New pay link").click()
    expect(office.get_by_text("The old one has ended.")).to_be_visible()
    assert client.request.get(path).status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pay_page_is_sound_on_a_phone_and_a_desk(tab, scheme: str):
    _, path = send_a_draft(tab())
    for width in (390, 1440):
        page = tab("", scheme=scheme, width=width)
        page.goto(path)
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [one["id"] for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
