"""Exports over random books: every file agrees with the books and with every other, in every zone."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning_app.money import parse_cents
from cleaning_app.services import accounting
from tests.services.accounting import full_books
from tests.services.money import random_books
from tests.services.money.opened_zip import OpenedZip, opened, read

HALVES = [(date(2026, 1, 1), date(2026, 5, 17)), (date(2026, 5, 18), date(2026, 9, 30))]
WHOLE = (HALVES[0][0], HALVES[1][1])
generated = settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def unit_with(office):
    return random_books.unit_with(office, full_books.write)


def cents(text: str) -> int:
    return parse_cents(text) if text else 0


def together(found: OpenedZip, name: str) -> list[dict[str, str]]:
    """The rows of a kind of file, however many parts it came in."""
    parts = [
        one for one in sorted(found.files) if one.removesuffix(".csv").rstrip("_0123456789") == name
    ]
    return [row for part in parts for row in found.rows(part)]


def per_document(rows, number: str, *amounts: str) -> dict[str, int]:
    """Document → what its lines add up to."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row[number]] += sum(cents(row[amount]) for amount in amounts)
    return dict(sums)


async def zipped(ctx, kind, first, last) -> OpenedZip:
    return opened(await read(accounting.export(ctx, kind, first, last)))


async def charged(ctx, found: OpenedZip, system: str) -> tuple[dict[str, int], dict[str, int]]:
    """What the documents of a ZIP come to with tax, charges and credits, both signed."""
    if system == "xero":
        files = [(together(found, name), 1) for name in ("sales_invoices", "credit_notes")]
        for rows, _ in files:
            for row in rows:
                product = cents(row["*UnitAmount"]) * float(row["*Quantity"])
                row["line"] = f"{round(product) / 100:.2f}"
        return tuple(per_document(rows, "*InvoiceNumber", "line", "TaxAmount") for rows, _ in files)
    amounts = ("*ItemAmount", "ItemTaxAmount")
    charges = per_document(together(found, "invoices"), "*InvoiceNo", *amounts)
    credits = per_document(together(found, "credit_notes"), "*CreditNoteNo", *amounts)
    return charges, {number: -value for number, value in credits.items()}


@generated
@given(booked=full_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_every_invoice_comes_out_to_the_cent_and_the_ledger_closes(unit_with, booked, zone):
    issued = {
        entry.number: entry.total
        for entry in booked.plain
        if entry.status not in ("draft", "void") and WHOLE[0] <= entry.issued_on <= WHOLE[1]
    } | {
        f"INV-2026-{90_000 + n:05d}": entry.totals().total
        for n, entry in enumerate(booked.detailed, 1)
        if entry.status not in ("draft", "void") and WHOLE[0] <= entry.issued_on <= WHOLE[1]
    }

    async def check(ctx):
        figures = await accounting.figures(ctx, *WHOLE)
        for system in ("quickbooks", "xero"):
            found = await zipped(ctx, system, *WHOLE)
            charges, credits = await charged(ctx, found, system)
            assert {
                n: c for n, c in charges.items() if n.startswith("INV-") and "/" not in n
            } == issued
            owed = sum(charges.values()) + sum(credits.values())
            totals = {
                name: cents(value)
                for name, value in json.loads(found.files["manifest.json"])["totals"].items()
            }
            assert owed == totals["charges_less_credits"]
            assert (
                totals["opening_balance"] + owed - totals["received_on_invoices"]
                == (totals["closing_balance"])
            )
            ledger = found.rows("sales_ledger.csv")
            moved = sum(cents(row["debit"]) - cents(row["credit"]) for row in ledger[1:-1])
            assert cents(ledger[0]["balance"]) == figures.opening_cents
            assert cents(ledger[0]["balance"]) + moved == cents(ledger[-1]["balance"])
            assert ledger[-1]["balance"] == (ledger[-2]["balance"] or ledger[-1]["balance"])
            bank = together(found, "bank" if system == "quickbooks" else "bank_statement")
            amount = "Amount" if system == "quickbooks" else "*Amount"
            assert sum(cents(row[amount]) for row in bank) == totals["bank_lines"]
            assert found.total("payments.csv", "net") == totals["bank_lines"]
            held = found.rows("deposits.csv")
            assert not held or cents(held[-1]["held"]) == totals["deposits_held_after"]
            assert _spent(found, system) == (totals["expenses"], totals["gst_claimable"])

    await unit_with(booked, zone, check)


def _spent(found: OpenedZip, system: str) -> tuple[int, int]:
    """Expenses with all their tax, and the tax that may be claimed."""
    if system == "xero":
        rows = [(cents(r["*UnitAmount"]), cents(r["TaxAmount"])) for r in together(found, "bills")]
    else:
        rows = [
            (sign * cents(row["*LineAmount"]), sign * cents(row["LineTaxAmount"]))
            for name, sign in (("bills", 1), ("supplier_credits", -1))
            for row in together(found, name)
        ]
    claimed = sum(tax for _, tax in rows)
    return sum(amount for amount, _ in rows) + claimed, claimed


@generated
@given(booked=full_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_two_spans_hold_every_row_of_the_whole_once(unit_with, booked, zone):
    async def check(ctx):
        for kind in ("sales-ledger", "payments", "deposits"):
            whole = await _plain(ctx, kind, *WHOLE)
            halves = [row for half in HALVES for row in await _plain(ctx, kind, *half)]
            assert halves == whole
        for system in ("quickbooks", "xero"):
            parts = [await zipped(ctx, system, *half) for half in HALVES]
            whole_zip = await zipped(ctx, system, *WHOLE)
            for name in ("invoices", "sales_invoices", "credit_notes", "bills", "bank",
                         "bank_statement", "supplier_credits"):  # fmt: skip
                halves = [row for part in parts for row in together(part, name)]
                assert halves == together(whole_zip, name)

    await unit_with(booked, zone, check)


async def _plain(ctx, kind, first, last) -> list[list[str]]:
    """The rows of one CSV, without the balances a ledger begins and ends with."""
    content = (await read(accounting.export(ctx, kind, first, last))).removeprefix(b"\xef\xbb\xbf")
    rows = OpenedZip({"it": content}).rows("it")
    return [list(row.values()) for row in rows if not row.get("type", "").endswith("balance")]
