"""Downloads for the accountant: what stands in them, who may have them, and what is left behind."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from cleaning_app.domain.accounting import Use
from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.models import Invoice, TaxCode
from cleaning_app.services import accounting, audit, credit_notes, deposits, invoices, payments
from cleaning_app.services.accounting import parts
from cleaning_app.services.accounting.history import ASKED, SENT
from cleaning_app.services.deposits import keeping
from cleaning_app.services.finance import ageing
from cleaning_app.services.gst.asked import ask
from cleaning_app.services.taxes import NewCode
from tests.services.money.books import (
    JANUARY,
    a_booking,
    a_client,
    a_code,
    a_sent_invoice,
    at,
    audited,
    line,
    pay,
)
from tests.services.money.opened_zip import OpenedZip, opened, read

YEAR = date(2026, 1, 1), date(2026, 12, 31)


async def downloaded(office, kind, first=YEAR[0], last=YEAR[1], role="accountant") -> bytes:
    stream = await accounting.download(office.as_(role), kind, first, last, clock=office.clock)
    return await read(stream)


async def table(office, kind, *span) -> list[dict[str, str]]:
    content = (await downloaded(office, kind, *span)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.fixture
async def books(office):
    """One invoice of three kinds of lines with a discount, paid in part, credited and disputed."""
    async with office.unit() as ctx:
        client = await a_client(ctx, "Ueda Dental")
        lines = [line(3333, "gst", "3"), line(1999, "zero_rated"), line(5001, "exempt")]
        made = await a_sent_invoice(ctx, client, *lines, discount=1000)
        plain = await a_sent_invoice(ctx, client, line(3333, "gst", "3"))
        paid = await pay(ctx, made, 5000, at(2026, 2, 1))
        await payments.refund(ctx, paid.payment_id, amount_cents=700, received_at=at(2026, 2, 3))
        await credit_notes.issue(ctx, plain, credit_notes.Asked(amount_cents=1050), reason="Late")
        gone = await a_sent_invoice(ctx, client, line(100))
        await invoices.void(ctx, gone, "Twice")
        return [(await invoices.get(ctx, one)).number for one in (made, plain, gone)]


async def test_a_discount_is_taken_off_the_lines_and_quantities_stay_where_they_come_out(
    office, books
):
    found = opened(await downloaded(office, "quickbooks"))
    rows = found.rows("invoices.csv")
    first, second = [row for row in rows if row["*InvoiceNo"] == books[0]], rows[3]
    assert list(rows[0]) == [
        "*InvoiceNo", "*Customer", "*InvoiceDate", "*DueDate", "Terms", "Memo",
        "Item(Product/Service)", "ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount",
        "*ItemTaxCode", "ItemTaxAmount", "Currency",
    ]  # fmt: skip
    assert [(row["*ItemAmount"], row["*ItemTaxCode"], row["ItemTaxAmount"]) for row in first] == [
        ("94.11", "GST", "4.71"), ("18.81", "Z", "0.00"), ("47.07", "E", "0.00"),
    ]  # fmt: skip
    assert first[0]["ItemDescription"] == "Cleaning (3 × 33.33), less 5.88"
    assert (first[0]["ItemQuantity"], first[0]["ItemRate"]) == ("1", "94.11")
    assert (second["ItemQuantity"], second["ItemRate"], second["*ItemAmount"]) == (
        "3", "33.33", "99.99",
    )  # fmt: skip
    assert first[0]["*InvoiceDate"] == "05/01/2026"


async def test_xero_gets_its_template_with_negative_credit_notes_and_bank_lines(office, books):
    found = opened(await downloaded(office, "xero"))
    [note] = found.rows("credit_notes.csv")
    assert list(note)[:2] == ["*ContactName", "EmailAddress"]
    assert (note["*UnitAmount"], note["TaxAmount"], note["Total"]) == ("-10.00", "-0.50", "-10.50")
    assert (note["Reference"], note["*AccountCode"]) == (books[1], "200")
    assert note["*TaxType"] == "AB - GST on Sales"
    bank = found.rows("bank_statement.csv")
    assert [(row["*Amount"], row["Reference"]) for row in bank] == [
        ("50.00", books[0]), ("-7.00", books[0]),
    ]  # fmt: skip
    assert books[2] not in found.files["sales_invoices.csv"].decode()
    assert [row["invoice"] for row in found.rows("voided.csv")] == [books[2]]


async def test_the_ledger_runs_from_what_was_owed_to_what_is(office, books):
    rows = await table(office, "sales-ledger")
    assert [(r["type"], r["debit"], r["credit"], r["balance"]) for r in rows] == [
        ("opening balance", "", "", "0.00"),
        ("invoice", "164.70", "", "164.70"),
        ("invoice", "104.99", "", "269.69"),
        ("payment", "", "50.00", "219.69"),
        ("refund", "7.00", "", "226.69"),
        ("credit note", "", "10.50", "216.19"),
        ("closing balance", "", "", "216.19"),
    ]
    async with office.unit() as ctx:
        assert (await ageing.totals(ctx)).total.cents == 21619
        # Until the day it was voided, the third one looked owed; the ledger never has it.
        assert (await ageing.totals(ctx, date(2026, 2, 28))).total.cents == 22669 + 105
    february = await table(office, "sales-ledger", date(2026, 2, 1), date(2026, 2, 28))
    assert [r["balance"] for r in february] == ["269.69", "219.69", "226.69", "226.69"]


async def test_a_deposit_that_is_kept_is_no_sale_until_it_is(office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        booking = await a_booking(ctx, client, status="confirmed")
        asked = await deposits.ask(ctx, booking, amount_cents=10500)
        await deposits.record(ctx, asked, method="cash")
        await keeping.keep(ctx, asked, "Cancelled late")
    found = opened(await downloaded(office, "quickbooks"))
    [charge], [credit] = found.rows("invoices.csv"), found.rows("credit_notes.csv")
    assert (charge["*ItemAmount"], charge["ItemTaxAmount"]) == ("100.00", "5.00")
    assert (credit["*ItemAmount"], credit["ItemTaxAmount"]) == ("105.00", "0.00")
    assert (credit["Item(Product/Service)"], credit["*ItemTaxCode"]) == (
        "Customer deposits", "Out of scope",
    )  # fmt: skip
    assert credit["AppliesTo"] == charge["*InvoiceNo"]
    moved = await table(office, "deposits")
    assert [(r["kind"], r["amount"], r["held"]) for r in moved] == [
        ("deposit", "105.00", "105.00"), ("deposit used", "-105.00", "0.00"),
    ]  # fmt: skip
    assert [r["kind"] for r in await table(office, "payments")] == ["deposit"]


async def test_without_lines_the_tax_is_that_of_home_not_the_highest_there_is(office):
    async with office.unit() as ctx:
        await a_code(ctx, NewCode("HST 13%", date(2020, 1, 1), rate=Decimal("0.13")))
        client = await a_client(ctx)
        ctx.session.add(
            Invoice(
                org_id=ctx.org.id, number="OLD-1", client_id=client, issued_on=JANUARY,
                due_on=JANUARY, subtotal_cents=10000, taxable_cents=10000, tax_cents=500,
                total_cents=10500, status="sent",
            )
        )  # fmt: skip
    [brought] = opened(await downloaded(office, "quickbooks")).rows("invoices.csv")
    assert (brought["*InvoiceNo"], brought["*ItemTaxCode"]) == ("OLD-1", "GST")
    [brought] = opened(await downloaded(office, "xero")).rows("sales_invoices.csv")
    assert brought["*TaxType"] == "AB - GST on Sales"
    async with office.unit() as ctx:
        bought = [
            (await accounting.names(ctx, one)).of(Use.PURCHASE_TAX) for one in accounting.FORMATS
        ]
    assert {one["gst"] for one in bought} == {"GST", "AB - GST on Purchases"}


async def test_the_same_books_give_the_same_zip_byte_for_byte(office, books):
    for kind in ("quickbooks", "xero"):
        before = await downloaded(office, kind)
        office.clock.advance(timedelta(days=3))
        assert before == await downloaded(office, kind, role="owner")
        found = opened(before)
        told = json.loads(found.files["manifest.json"])["files"]
        assert {name: entry["sha256"] for name, entry in told.items()} == {
            name: hashlib.sha256(content).hexdigest()
            for name, content in found.files.items()
            if name != "manifest.json"
        }
        assert all(
            len(found.rows(name)) == entry["rows"]
            for name, entry in told.items()
            if "rows" in entry
        )
        assert all(
            name in found.files["README.txt"].decode()
            for name in found.files
            if name != "README.txt"
        )


async def test_files_are_cut_where_the_other_program_stops_reading(office, books):
    async with office.unit() as ctx:
        asked = await ask(ctx, *YEAR, "accrual")
        keys = accounting.FORMATS["quickbooks"].sheets[0].keys
        cuts = [
            [(p.documents, p.rows) for p in await parts.cut(ctx, asked, keys, parts.Limit(*limit))]
            for limit in ((100, 1000), (1, 1000), (100, 3), (100, 1))
        ]
    assert cuts == [[(2, 4)], [(1, 3), (1, 1)], [(1, 3), (1, 1)], [(1, 3), (1, 1)]]


async def test_whose_books_they_are_decides_not_who_guesses_an_id(new_office, books):
    stranger = await new_office("Elsewhere")
    for kind in accounting.Kind:
        content = await downloaded(stranger, kind)
        found = opened(content) if kind.system else OpenedZip({"it": content})
        assert not any(
            b"INV-" in c or b"Ueda" in c for n, c in found.files.items() if n != "README.txt"
        )


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_only_finance_downloads(office, role):
    for kind in accounting.Kind:
        with pytest.raises(Forbidden):
            await downloaded(office, kind, role=role)


@pytest.mark.parametrize(
    ("kind", "first", "last", "error"),
    [
        ("xero", date(2026, 2, 1), date(2026, 1, 31), Invalid),
        ("payments", date(2020, 1, 1), date(2026, 1, 1), Invalid),
        ("sage", *YEAR, NotFound),
    ],
)
async def test_a_wrong_range_or_kind_is_refused_before_anything_is_sent(
    office, kind, first, last, error
):
    with pytest.raises(error):
        await downloaded(office, kind, first, last)


async def test_who_downloaded_what_is_kept_with_its_hash_once_it_was_sent(office, books):
    content = await downloaded(office, "payments")
    half = await accounting.download(office.as_("owner"), "xero", *YEAR, clock=office.clock)
    await anext(half)
    await half.aclose()
    async with office.unit() as ctx:
        last, whole = await accounting.recent(ctx)
        assert (await audited(ctx))[-3:] == [ASKED, SENT, ASKED]
    assert (whole.kind, whole.rows, whole.by) == ("payments", 2, "Accountant")
    assert whole.sha256 == hashlib.sha256(content).hexdigest()
    assert (last.kind, last.is_whole) == ("xero", False)


async def test_names_are_proposed_changed_refused_and_put_back(office, books):
    async with office.unit() as ctx:
        code = await ctx.session.scalar(select(TaxCode.id).where(TaxCode.key == "gst"))
        before = await accounting.rename(
            ctx,
            "xero",
            {
                (Use.SALES_TAX, str(code)): "GST on income",
                (Use.INCOME, ""): "=210",
                (Use.DATES, "dates"): "YYYY-MM-DD",
            },
        )
        assert {one.label for one in (await accounting.names(ctx, "xero")).missing} >= {
            "Client deposits (a liability)", "Bad debts",
        }  # fmt: skip
    note = opened(await downloaded(office, "xero")).rows("credit_notes.csv")[0]
    assert (note["*AccountCode"], note["*TaxType"]) == ("'=210", "GST on income")
    assert note["*InvoiceDate"] == "2026-11-23"
    async with office.unit() as ctx:
        await accounting.rename(ctx, "xero", before)
        assert not any(one.chosen for one in (await accounting.names(ctx, "xero")).entries)
        wrong = {
            (Use.DATES, "dates"): "D.M.Y",
            (Use.ACCOUNT, "moon"): "1",
            (Use.INCOME, ""): "x" * 101,
        }
        with pytest.raises(Invalid) as refused:
            await accounting.rename(ctx, "xero", wrong)
        assert {error.field for error in refused.value.errors} == {
            "dates.dates", "account.moon", "income.",
        }  # fmt: skip
        chain = await audit.verify(ctx)
    assert chain.broken_at is None
    async with office.unit("accountant") as ctx:
        await accounting.rename(ctx, "quickbooks", {(Use.ACCOUNT, "fees"): "Merchant fees"})
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await accounting.rename(ctx, "xero", {})


async def test_what_an_import_would_stumble_over_is_asked(office, books):
    async with office.unit() as ctx:
        again = await a_client(ctx, " ueda dental")
        number = await a_sent_invoice(
            ctx, again, line(9000), line(-500, description="Old key back")
        )
        asked = await accounting.questions(ctx, *YEAR)
        wanted = (await invoices.get(ctx, number)).number
    assert [(one.doubt.value, one.subject.strip().lower()) for one in asked] == [
        ("same_name", "ueda dental"), ("below_zero", wanted.lower()),
    ]  # fmt: skip
