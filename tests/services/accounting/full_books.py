"""Random books with everything an export has to write down: lines under several tax codes, header
discounts, provincial tax, deposits that come, go to invoices and go back, fees, disputes, expenses.

The rows are put into the database as they are; `random_books` makes invoices without lines, as they
come from elsewhere, and its payments and credit notes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import tax
from cleaning_app.ids import new_id
from cleaning_app.models import (
    Booking,
    Client,
    Deposit,
    Expense,
    ExpenseCategory,
    Invoice,
    InvoiceLine,
    Payment,
    ServiceType,
    TaxCode,
)
from tests.services.money import random_books
from tests.services.money.random_books import BookedInvoice

CODES = {
    "gst": ("taxable", Decimal("0.05"), Decimal(0), ""),
    "bc": ("taxable", Decimal("0.05"), Decimal("0.07"), "PST"),
    "on": ("taxable", Decimal("0.13"), Decimal(0), ""),
    "zero": ("zero_rated", Decimal(0), Decimal(0), ""),
    "none": ("exempt", Decimal(0), Decimal(0), ""),
}


@dataclass(frozen=True)
class Detailed:
    """An invoice with lines (quantity, cents each, code), a discount, and a deposit of its booking:
    its cents, when it came, when it was used, whether it was put back and given back."""

    issued_on: date
    lines: list[tuple[Decimal, int, str]]
    percent: int
    status: str
    deposit: int
    came: datetime
    put_back: bool
    fee: int
    memo: str = ""
    id: UUID = field(default_factory=new_id)

    def totals(self) -> tax.Totals:
        codes = [tax.TaxCode(key, tax.TaxKind(c[0]), c[1], c[2]) for key, c in CODES.items()]
        lines = [tax.Line(*line) for line in self.lines]
        discount = sum(line.total for line in lines) * self.percent // 100
        return tax.totals(lines, codes, discount)


@dataclass(frozen=True)
class Spent:
    """An expense: total with tax, its tax, under a category."""

    on: date
    total: int
    tax: int
    category: str


@dataclass(frozen=True)
class Books:
    """Everything of one organisation."""

    plain: tuple[BookedInvoice, ...]
    detailed: list[Detailed]
    spent: list[Spent]


_lines = st.tuples(
    st.sampled_from([Decimal("1"), Decimal("2"), Decimal("0.333"), Decimal("2.5")]),
    st.integers(1, 40_000),
    st.sampled_from(sorted(CODES)),
)
_moments = st.integers(0, 300 * 24 * 60).map(
    lambda minutes: datetime(2025, 12, 20, tzinfo=random_books.UTC) + timedelta(minutes=minutes)
)
_detailed = st.builds(
    Detailed,
    issued_on=st.dates(date(2025, 12, 1), date(2026, 10, 31)),
    lines=st.lists(_lines, min_size=1, max_size=4),
    percent=st.sampled_from([0, 0, 7, 33]),
    status=st.sampled_from(["sent", "sent", "paid", "draft", "void"]),
    deposit=st.sampled_from([0, 5_000, 12_345]),
    came=_moments,
    put_back=st.booleans(),
    fee=st.sampled_from([0, 175, -30]),
    memo=st.sampled_from(["", "=SUM(A1)", 'says "hi",\nthen goes', "-2 keys"]),
    id=st.builds(new_id),
)
_spent = st.builds(
    Spent,
    on=st.dates(date(2025, 12, 1), date(2026, 10, 31)),
    total=st.integers(100, 90_000),
    tax=st.integers(0, 100),
    category=st.sampled_from(["meals", "fuel", "other"]),
)
books = st.builds(
    Books,
    plain=random_books.books,
    detailed=st.lists(_detailed, max_size=5),
    spent=st.lists(_spent | _spent.map(lambda s: Spent(s.on, -s.total, -s.tax, s.category)),
                   max_size=4),
)  # fmt: skip


async def write(ctx: Ctx, booked: Books) -> None:
    """Put the rows into the database as they are."""
    await random_books.write(ctx, booked.plain)
    codes = await _codes(ctx)
    service = await ctx.session.scalar(
        select(col(ServiceType.id)).where(
            col(ServiceType.org_id) == ctx.org.id, col(ServiceType.key) == "deep"
        )
    )
    client = Client(org_id=ctx.org.id, name='Ünal & Søn, "Best"', email="u@example.com")
    ctx.session.add(client)
    await ctx.session.flush()
    for n, entry in enumerate(booked.detailed, 1):
        booking = Booking(
            org_id=ctx.org.id, number=70_000 + n, client_id=client.id, service_type_id=service,
            starts_at=ctx.now(), ends_at=ctx.now() + timedelta(hours=2), status="completed",
            price_cents=1,
        )  # fmt: skip
        ctx.session.add(booking)
        await ctx.session.flush()
        ctx.session.add(_invoice(ctx, client.id, booking.id, entry, n))
        await ctx.session.flush()
        ctx.session.add_all(_lines_of(ctx, entry, codes))
        if entry.deposit:
            await _deposit(ctx, client.id, booking.id, entry)
    categories = {
        row.key: row.id
        for row in await ctx.session.scalars(
            select(ExpenseCategory).where(col(ExpenseCategory.org_id) == ctx.org.id)
        )
    }
    ctx.session.add_all(
        Expense(
            org_id=ctx.org.id, occurred_on=one.on, category_id=categories[one.category],
            vendor="@Depot", description="+1 mop", net_cents=one.total - one.tax,
            tax_cents=one.tax, total_cents=one.total,
        )
        for one in booked.spent
    )  # fmt: skip
    await ctx.session.flush()


async def _codes(ctx: Ctx) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for key, (kind, rate, provincial, name) in CODES.items():
        row = TaxCode(
            org_id=ctx.org.id, key=f"book_{key}", name=key, kind=kind, rate=rate,
            provincial_rate=provincial, provincial_name=name, valid_from=date(2020, 1, 1),
            valid_to=date(2020, 1, 2),
        )  # fmt: skip
        ctx.session.add(row)
        found[key] = row.id
    await ctx.session.flush()
    return found


def _invoice(ctx: Ctx, client_id: UUID, booking_id: UUID, entry: Detailed, n: int) -> Invoice:
    totals = entry.totals()
    return Invoice(
        id=entry.id, org_id=ctx.org.id, number=f"INV-2026-{90_000 + n:05d}", client_id=client_id,
        booking_id=booking_id, issued_on=entry.issued_on, due_on=entry.issued_on, notes=entry.memo,
        subtotal_cents=totals.subtotal, discount_cents=totals.discount,
        taxable_cents=totals.taxable, zero_rated_cents=totals.zero_rated,
        exempt_cents=totals.exempt, tax_cents=totals.tax, provincial_tax_cents=totals.provincial,
        total_cents=totals.total, status=entry.status,
    )  # fmt: skip


def _lines_of(ctx: Ctx, entry: Detailed, codes: dict[str, UUID]) -> list[InvoiceLine]:
    amounts = entry.totals().line_totals
    return [
        InvoiceLine(
            org_id=ctx.org.id, invoice_id=entry.id, position=position, description=f"=line {key}",
            quantity=quantity, unit_price_cents=cents, amount_cents=amount, tax_code_id=codes[key],
        )
        for position, ((quantity, cents, key), amount) in enumerate(
            zip(entry.lines, amounts, strict=True)
        )
    ]  # fmt: skip


async def _deposit(ctx: Ctx, client_id: UUID, booking_id: UUID, entry: Detailed) -> None:
    deposit = Deposit(
        org_id=ctx.org.id, booking_id=booking_id, client_id=client_id, amount_cents=entry.deposit,
        status="used",
    )  # fmt: skip
    ctx.session.add(deposit)
    await ctx.session.flush()

    def row(cents: int, after: int, **more: Any) -> Payment:
        return Payment(
            org_id=ctx.org.id, amount_cents=cents, received_at=entry.came + timedelta(days=after),
            method="card", **more,
        )  # fmt: skip

    def moved(cents: int, after: int) -> list[Payment]:
        made = new_id()
        told = {"kind": "transfer", "transfer_id": made}
        return [
            row(-cents, after, deposit_id=deposit.id, **told),
            row(cents, after, invoice_id=entry.id, **told),
        ]

    rows = [row(entry.deposit, 0, deposit_id=deposit.id, fee_cents=entry.fee)]
    rows += moved(entry.deposit, 5)
    if entry.put_back:
        rows += moved(-entry.deposit, 25)
        rows.append(row(-entry.deposit, 26, deposit_id=deposit.id))
    else:
        rows.append(row(-100, 30, invoice_id=entry.id, kind="dispute"))
        rows.append(row(100, 60, invoice_id=entry.id, kind="dispute"))
    ctx.session.add_all(rows)
    await ctx.session.flush()
