"""GST of a small company's year: figures, months, calendar, Quick Method, and who may see them."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from cleaning_app import db
from cleaning_app.domain import gst as rules
from cleaning_app.domain.periods import range_bounds
from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.money import parse_cents
from cleaning_app.services import gst, imports, instalments, invoices, organisations, payments
from cleaning_app.services.listing import Query
from tests.services.money.books import a_client, a_sent_invoice, at, line, pay

BOOKS = Path(__file__).parents[2] / "data" / "northlight_small"
EDMONTON = ZoneInfo("America/Edmonton")
QUARTERS = [
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 10, 1), date(2026, 12, 31)),
]


def file(name: str) -> list[dict[str, str]]:
    with (BOOKS / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.fixture
async def northlight(office):
    """The small company's books, imported."""
    for name in ("clients", "workers", "bookings", "invoices", "payments", "expenses"):
        async with office.unit() as ctx:
            content = (BOOKS / f"{name}.csv").read_bytes()
            await imports.run(ctx, name, content, f"{name}.csv", skip_bad_rows=True)
    return office


def receipts(number: str) -> list[rules.Receipt]:
    return [
        rules.Receipt(
            row["external_id"],
            datetime.fromisoformat(row["received_at"]).astimezone(UTC),
            parse_cents(row["amount"]),
        )
        for row in file("payments")
        if row["invoice_number"] == number and row["status"] == "succeeded"
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 15)),
        (date(2026, 1, 16), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        QUARTERS[0],
    ],
)
async def test_imported_books_come_to_what_their_files_say(northlight, first, last):
    start, end = range_bounds(first, last, EDMONTON)
    booked = file("invoices")
    allocations = [
        entry
        for row in booked
        for entry in rules.allocate_cash(
            parse_cents(row["total_amount"]),
            parse_cents(row["gst_amount"]),
            receipts(row["invoice_number"]),
        )
    ]
    wanted = rules.cash_summary(allocations, start, end)
    issued = [
        row
        for row in booked
        if first.isoformat() <= row["issued_on"] <= last.isoformat()
        and row["status"] not in ("draft", "void")
    ]
    spent = [
        parse_cents(row["gst_amount"])
        for row in file("expenses")
        if first.isoformat() <= row["occurred_on"] <= last.isoformat()
    ]
    async with northlight.unit("accountant") as ctx:
        cash = await gst.summary(ctx, first, last, "cash")
        accrual = await gst.summary(ctx, first, last, "accrual")
    assert wanted.payments > 0
    assert (cash.rows, cash.gross_cents, cash.collected_cents) == (
        wanted.payments,
        wanted.received,
        wanted.tax,
    )
    assert (accrual.rows, accrual.collected_cents) == (
        len(issued),
        sum(parse_cents(row["gst_amount"]) for row in issued),
    )
    assert (cash.expenses, cash.credits_cents) == (len(spent), sum(spent))


async def test_the_summary_is_the_return(ctx):
    client = await a_client(ctx)
    await a_sent_invoice(ctx, client, line(100000), line(5000, "zero_rated"))
    await instalments.create(
        ctx, due_on=date(2026, 3, 31), amount_cents=3000, paid_on=date(2026, 3, 31)
    )
    await instalments.create(ctx, due_on=date(2026, 3, 1), amount_cents=9900)
    found = await gst.summary(ctx, *QUARTERS[0])
    assert found.basis == "accrual"
    assert (found.sales_cents, found.supplies_cents, found.collected_cents) == (
        105000,
        105000,
        5000,
    )
    assert (found.owed_cents, found.instalments, found.balance_cents) == (5000, 1, 2000)
    assert {entry.line: entry.amount for entry in found.worksheet()} == {
        "101": 105000, "103": 5000, "104": 0, "105": 5000, "106": 0, "107": 0, "108": 0,
        "109": 5000, "110": 3000, "113 A": 2000,
    }  # fmt: skip


async def test_a_month_begins_at_the_organisations_midnight(ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx))
    await pay(ctx, made, 4200, at(2026, 4, 1, 5, 40))  # 23:40 on 31 March in Edmonton
    await pay(ctx, made, 6300, at(2026, 4, 1, 6))
    months = await gst.by_month(ctx, date(2026, 3, 1), date(2026, 5, 31), "cash")
    assert [(one.month.month, one.collected_cents) for one in months] == [
        (3, 200),
        (4, 300),
        (5, 0),
    ]
    accrual = await gst.by_month(ctx, *QUARTERS[0], "accrual")
    assert [one.collected_cents for one in accrual] == [500, 0, 0]


async def test_a_correction_next_quarter_leaves_this_one_as_it_was(ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx))
    paid = await pay(ctx, made, 10500, at(2026, 3, 1))
    before = await gst.summary(ctx, *QUARTERS[0], "cash")
    await payments.refund(ctx, paid.payment_id, amount_cents=10500, received_at=at(2026, 4, 2))
    await invoices.void(ctx, made, "never happened")
    assert await gst.summary(ctx, *QUARTERS[0], "cash") == before
    assert (await gst.summary(ctx, *QUARTERS[1], "cash")).collected_cents == -500
    told = await gst.reconciliation(ctx, *QUARTERS[1])
    assert [(step.key, step.amount_cents) for step in told.steps] == [("void", -500)]


async def test_every_step_between_the_bases_has_its_name(ctx):
    client = await a_client(ctx)

    async def invoice(issued_on, *moments):
        made = await a_sent_invoice(ctx, client, issued_on=issued_on)
        for moment in moments:
            await pay(ctx, made, 5250, moment)

    await invoice(date(2026, 5, 1), at(2026, 3, 1), at(2026, 8, 1))
    await invoice(date(2026, 5, 2), at(2026, 5, 3))
    await invoice(date(2026, 2, 1), at(2026, 5, 4))
    await invoice(date(2026, 8, 1), at(2026, 5, 5))
    told = await gst.reconciliation(ctx, *QUARTERS[1])
    assert (told.accrual_cents, told.cash_cents) == (1000, 750)
    assert [(step.label, step.amount_cents, step.invoices) for step in told.steps] == [
        ("Paid before April", -250, 1),
        ("Paid after June", -250, 1),
        ("Unpaid", -250, 1),
        ("Earlier invoices, paid in this period", 250, 1),
        ("Later invoices, paid ahead", 250, 1),
    ]


async def test_the_calendar_says_when_returns_are_due(ctx):
    assert await gst.calendar(ctx) == []
    await a_sent_invoice(ctx, await a_client(ctx), issued_on=date(2026, 5, 1))
    await instalments.create(
        ctx, due_on=date(2026, 7, 31), amount_cents=150000, paid_on=date(2026, 7, 31)
    )
    found = await gst.calendar(ctx)
    assert [(one.short_label, one.due_on, one.status) for one in found] == [
        ("Q2 2026", date(2026, 7, 31), "overdue"),
        ("Q3 2026", date(2026, 10, 31), "overdue"),
    ]
    assert [one.instalments_cents for one in found] == [0, 150000]
    [fourth, *_] = await gst.calendar(ctx, 2027)
    assert (fourth.short_label, fourth.status, fourth.due_on) == (
        "Q4 2026",
        "running",
        date(2027, 1, 31),
    )
    await organisations.change_settings(ctx, gst_period="annual")
    assert [one.due_on for one in await gst.calendar(ctx, 2027)] == [date(2027, 3, 31)]


async def test_a_late_return_stays_in_the_calendar_when_the_year_ends(office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        await a_sent_invoice(ctx, client, issued_on=date(2024, 5, 1))
        found = [(one.key, one.status) for one in await gst.calendar(ctx)]
        # Who never filed here is asked for no return older than those due the year before.
        assert found[0] == ("2024-Q4", "overdue")
        await gst.file(ctx, date(2024, 4, 1), date(2024, 6, 30))
        assert (await gst.calendar(ctx))[0].key == "2024-Q3"
        await gst.file(ctx, *QUARTERS[0])
    office.clock.advance(timedelta(days=60))
    async with office.unit() as ctx:
        found = [(one.key, one.status) for one in await gst.calendar(ctx)]
        assert found[:3] == [("2026-Q2", "overdue"), ("2026-Q3", "overdue"), ("2026-Q4", "due")]
        assert (await gst.calendar(ctx, 2027))[0].key == "2026-Q4"


async def test_the_quick_method_credits_the_years_first_supplies_once(ctx):
    client = await a_client(ctx)
    await a_sent_invoice(ctx, client, line(2_000_000), line(50_000, "exempt"))
    await a_sent_invoice(ctx, client, line(2_000_000), issued_on=date(2026, 4, 1))
    first = await gst.quick(ctx, *QUARTERS[0], "accrual")
    # $21,000 with tax: 3.6% less 1%; the next $9,000 of the year's $30,000 earn the rest of it.
    assert (first.method.remitted, first.method.credit, first.method.net) == (75600, 21000, 54600)
    assert (first.method.better_by, first.eligible) == (45400, True)
    second = await gst.quick(ctx, *QUARTERS[1], "accrual")
    assert (second.method.supplies, second.method.credit) == (2_100_000, 9000)
    await a_sent_invoice(ctx, client, line(38_000_000), issued_on=date(2026, 4, 2))
    assert not (await gst.quick(ctx, *QUARTERS[1], "accrual")).eligible


async def test_the_rows_behind_are_paged_searched_and_sorted(ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx, "Zoë Lavoie"))
    other = await a_sent_invoice(ctx, await a_client(ctx, "Kofi Singh"), line(20000))
    for day in range(2, 9):
        await pay(ctx, made, 1500, at(2026, 1, day))
    await pay(ctx, other, 21000, at(2026, 1, 5))
    seen, cursor = [], ""
    while True:
        page = await gst.taxed_payments(ctx, *QUARTERS[0], Query(limit=3, after=cursor))
        seen += page.rows
        cursor = page.next
        if not cursor:
            break
    assert (page.total, len(seen)) == (8, 8)
    assert sum(row.tax_cents for row in seen if row.invoice_id == made) == 500
    assert {row.tax_cents for row in seen if row.invoice_id == made} == {71, 72}
    found = await gst.taxed_payments(ctx, *QUARTERS[0], Query("kofi", "-amount_cents"))
    assert [(row.client_name, row.tax_cents) for row in found.rows] == [("Kofi Singh", 1000)]
    by_card = Query(filters={"method": "card"})
    assert (await gst.taxed_payments(ctx, *QUARTERS[0], by_card)).rows == []
    issued = await gst.taxed_invoices(ctx, *QUARTERS[0], Query("lavoie"))
    assert [row.tax_cents for row in issued.rows] == [500]
    with pytest.raises(Invalid):
        await gst.taxed_payments(ctx, *QUARTERS[0], Query(filters={"method": "barter"}))


async def test_another_organisations_money_is_nowhere_in_it(office, new_office):
    other = await new_office("Southwind")
    async with other.unit() as ctx:
        made = await a_sent_invoice(ctx, await a_client(ctx))
        await pay(ctx, made, 10500, at(2026, 1, 5))
    async with office.unit() as ctx:
        for basis in gst.Basis:
            found = await gst.summary(ctx, *QUARTERS[0], basis)
            assert (found.rows, found.collected_cents) == (0, 0)
        assert (await gst.taxed_payments(ctx, *QUARTERS[0], Query())).rows == []
        assert (await gst.reconciliation(ctx, *QUARTERS[0])).steps == []


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_gst_is_for_finance_only(office, role):
    async with office.unit(role) as ctx:
        for deed in (
            gst.summary(ctx, *QUARTERS[0]),
            gst.by_month(ctx, *QUARTERS[0]),
            gst.reconciliation(ctx, *QUARTERS[0]),
            gst.quick(ctx, *QUARTERS[0]),
            gst.calendar(ctx),
            gst.taxed_payments(ctx, *QUARTERS[0], Query()),
            gst.taxed_invoices(ctx, *QUARTERS[0], Query()),
        ):
            with pytest.raises(Forbidden):
                await deed


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    engine = db.engine("app").sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_page_of_gst_takes_few_statements(office):
    async with office.unit("accountant") as ctx, counted() as sent:
        first, last = QUARTERS[0]
        await gst.summary(ctx, first, last, "cash")
        await gst.reconciliation(ctx, first, last)
        await gst.by_month(ctx, first, last, "cash")
        await gst.taxed_payments(ctx, first, last, Query())
        await gst.calendar(ctx)
    assert len(sent) <= 10, sent
