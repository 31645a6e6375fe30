"""The accountant takes the books to another program: names what it asks for, downloads, reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from cleaning_app.money import parse_cents


def test_names_are_said_once_and_stand_in_the_files_that_are_downloaded(tab: Callable[..., Page]):
    page = tab()
    page.goto("/finance/exports?period=12m")
    xero = page.get_by_role("button", name="Names…").nth(1)
    xero.click()
    names = page.get_by_role("dialog", name="Names")
    names.get_by_label("Client deposits").fill("835")
    names.get_by_label("Everything else").fill("205")
    names.get_by_role("button", name="Save names").click()
    expect(page.get_by_text("Names for Xero saved.")).to_be_visible()
    expect(page.get_by_role("button", name="No name yet for")).not_to_contain_text("deposits")

    with page.expect_download() as caught:
        page.get_by_role("link", name="Download for Xero").click()
    path = caught.value.path()
    assert caught.value.suggested_filename.startswith("xero_")
    _read(path)
    expect(page.get_by_role("heading", name="Last downloads")).to_be_visible()

    xero.click()
    expect(names.get_by_label("Client deposits")).to_have_value("835")
    names.get_by_label("Client deposits").fill("")
    names.get_by_label("Everything else").fill("")
    names.get_by_role("button", name="Save names").click()
    expect(page.get_by_role("button", name="No name yet for")).to_contain_text("deposits")


def _read(path: str | Path) -> None:
    """What was downloaded adds up to what its manifest says."""
    with ZipFile(path) as archive:
        total = json.loads(archive.read("manifest.json"))["totals"]["expenses"]
        bills = archive.read("bills.csv").decode()
        assert "HOW TO IMPORT" in archive.read("README.txt").decode()
    rows = list(csv.DictReader(io.StringIO(bills, newline="")))
    spent = sum(parse_cents(row["*UnitAmount"]) + parse_cents(row["TaxAmount"]) for row in rows)
    assert spent == parse_cents(total) > 0
