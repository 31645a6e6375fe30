"""Books made up at random, and their GST worked out by the pure rules alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from cleaning_app import db
from cleaning_app.context import Ctx
from cleaning_app.domain import gst
from cleaning_app.domain.gst import IssuedInvoice, Receipt, ReceivedTax
from cleaning_app.domain.periods import range_bounds
from cleaning_app.ids import new_id
from cleaning_app.models import Client, CreditNote, Invoice, Payment

FIRST, LAST = date(2026, 1, 1), date(2026, 9, 30)
ZONES = ("America/Edmonton", "America/St_Johns", "UTC", "Pacific/Auckland")


@dataclass(frozen=True)
class BookedPayment:
    """A payment row: signed cents, a moment, whether it succeeded."""

    cents: int
    at: datetime
    status: str = "succeeded"
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class BookedNote:
    """A credit note, and the day it was reversed, if it was."""

    issued_on: date
    taxable: int
    exempt: int
    tax: int
    kind: str = "credit"
    reversed_on: date | None = None
    provincial: int = 0

    @property
    def total(self) -> int:
        return self.taxable + self.exempt + self.tax + self.provincial

    def inside(self, first: date, last: date) -> int:
        """1 when it counts in a range, -1 when its reversal does, 0 for both or neither."""
        reversed_inside = self.reversed_on is not None and first <= self.reversed_on <= last
        return (first <= self.issued_on <= last) - reversed_inside


@dataclass(frozen=True)
class BookedInvoice:
    """An invoice row with its payments and credit notes."""

    number: str
    issued_on: date
    taxable: int
    exempt: int
    tax: int
    status: str
    payments: list[BookedPayment]
    notes: list[BookedNote] = field(default_factory=list)
    provincial: int = 0
    voided_at: datetime | None = None
    id: UUID = field(default_factory=new_id)

    @property
    def total(self) -> int:
        return self.taxable + self.exempt + self.tax + self.provincial

    @property
    def issued(self) -> IssuedInvoice:
        return IssuedInvoice(
            self.number,
            self.issued_on,
            self.status,
            self.taxable,
            self.exempt,
            self.tax,
            self.total,
        )

    def allocations(self) -> list[gst.Allocation]:
        return self._spread(self.tax)

    def provincial_allocations(self) -> list[gst.Allocation]:
        return self._spread(self.provincial)

    def _spread(self, tax: int) -> list[gst.Allocation]:
        receipts = [
            Receipt(payment.id, payment.at, payment.cents)
            for payment in self.payments
            if payment.status == "succeeded"
        ]
        return gst.allocate_cash(self.total, tax, receipts)

    def credited(self, first: date, last: date) -> int:
        """The tax of its credit notes of a range."""
        return sum(note.inside(first, last) * note.tax for note in self.notes)

    def received(self, start: datetime, end: datetime) -> ReceivedTax:
        entries = self.allocations()
        inside = [e.tax_cents for e in entries if start <= e.receipt.received_at < end]
        before = sum(e.tax_cents for e in entries if e.receipt.received_at < start)
        return ReceivedTax(before, sum(inside), sum(tax for tax in inside if tax < 0))


# A few moments come up again and again, around midnights and the ends of quarters.
_EDGES = [
    datetime(2026, month, day, hour, minute, tzinfo=UTC)
    for month, day in ((3, 31), (4, 1), (6, 30), (7, 1))
    for hour, minute in ((2, 29), (5, 59), (6, 0), (11, 0), (13, 0))
]
_moments = st.sampled_from(_EDGES) | st.integers(0, 400 * 24 * 60).map(
    lambda minutes: datetime(2025, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
_payments = st.builds(
    BookedPayment,
    cents=(st.integers(-20_000, 40_000) | st.integers(-(10**9), 2 * 10**9)).filter(bool),
    at=_moments,
    status=st.sampled_from(["succeeded"] * 6 + ["failed", "pending"]),
    id=st.builds(new_id),
)
_days = st.dates(date(2025, 12, 1), date(2026, 10, 31))
_notes = st.builds(
    BookedNote,
    issued_on=_days,
    taxable=st.integers(1, 20_000),
    exempt=st.integers(0, 2_000),
    tax=st.integers(0, 1_000),
    kind=st.sampled_from(["credit", "credit", "bad_debt"]),
    reversed_on=st.none() | _days,
    provincial=st.sampled_from([0, 0, 1, 700]),
)
_amounts = st.integers(0, 30_000) | st.sampled_from([0, 1, 3, 1_700_000_000])


@st.composite
def invoices(draw: st.DrawFn, number: int) -> BookedInvoice:
    """An invoice whose tax may be right, odd, or missing, with or without provincial tax."""
    taxable = draw(_amounts)
    tax = draw(st.sampled_from([(taxable + 10) // 20, 0, taxable // 7]))
    status = draw(st.sampled_from(["sent", "sent", "paid", "overdue", "partial", "void", "draft"]))
    issued = status not in ("void", "draft")
    return BookedInvoice(
        number=f"INV-2026-{number:05d}",
        issued_on=draw(_days),
        taxable=taxable,
        exempt=draw(st.integers(0, 5_000)),
        tax=tax,
        provincial=draw(st.sampled_from([0, (taxable * 7 + 50) // 100, taxable // 9])),
        status=status,
        payments=draw(st.lists(_payments, max_size=4)),
        notes=draw(st.lists(_notes, max_size=2)) if issued else [],
        id=new_id(),
    )


books = st.integers(0, 6).flatmap(
    lambda count: st.tuples(*(invoices(number + 1) for number in range(count)))
)


def fits(booked: tuple[BookedInvoice, ...]) -> bool:
    """Whether what is kept on each invoice is an amount a column holds."""
    most = 2**31
    return all(sum(abs(one.cents) for one in entry.payments) < most for entry in booked)


async def write(ctx: Ctx, booked: tuple[BookedInvoice, ...]) -> None:
    """Put the rows into the database as they are."""
    client = Client(org_id=ctx.org.id, name="=cmd|'/c calc'!A1")
    ctx.session.add(client)
    await ctx.session.flush()
    for entry in booked:
        ctx.session.add(_invoice(ctx, client.id, entry))
    await ctx.session.flush()
    for entry in booked:
        ctx.session.add_all(_payment(ctx, entry.id, payment) for payment in entry.payments)
        for count, note in enumerate(entry.notes):
            ctx.session.add_all(_note(ctx, entry, note, f"{entry.number}/{count}"))
            await ctx.session.flush()
    await ctx.session.flush()


def _invoice(ctx: Ctx, client_id: UUID, entry: BookedInvoice) -> Invoice:
    return Invoice(
        id=entry.id,
        org_id=ctx.org.id,
        number=entry.number,
        client_id=client_id,
        issued_on=entry.issued_on,
        due_on=entry.issued_on,
        subtotal_cents=entry.taxable + entry.exempt,
        taxable_cents=entry.taxable,
        exempt_cents=entry.exempt,
        tax_cents=entry.tax,
        provincial_tax_cents=entry.provincial,
        total_cents=entry.total,
        status=entry.status,
        voided_at=entry.voided_at,
    )


def _payment(ctx: Ctx, invoice_id: UUID, payment: BookedPayment) -> Payment:
    return Payment(
        id=payment.id,
        org_id=ctx.org.id,
        invoice_id=invoice_id,
        amount_cents=payment.cents,
        method="cash",
        status=payment.status,
        received_at=payment.at,
    )


def _note(ctx: Ctx, entry: BookedInvoice, note: BookedNote, number: str) -> list[CreditNote]:
    def row(sign: int, day: date, number: str, of: UUID | None = None) -> CreditNote:
        return CreditNote(
            org_id=ctx.org.id,
            number=number,
            invoice_id=entry.id,
            kind=note.kind,
            issued_on=day,
            reason="Made up",
            taxable_cents=sign * note.taxable,
            exempt_cents=sign * note.exempt,
            tax_cents=sign * note.tax,
            provincial_tax_cents=sign * note.provincial,
            total_cents=sign * note.total,
            reversal_of_id=of,
        )

    first = row(1, note.issued_on, number)
    if note.reversed_on is None:
        return [first]
    return [first, row(-1, note.reversed_on, number + "R", first.id)]


@dataclass(frozen=True)
class Expected:
    """What the pure rules say of a range; `provincial` is what the province takes of its receipts,
    `credited` and `returned` the GST and the sales of its credit notes."""

    cash: gst.CashSummary
    provincial: int
    accrual: gst.AccrualSummary
    reconciled: list[gst.ReconciledInvoice]
    credited: int
    returned: int


def expect(booked: tuple[BookedInvoice, ...], first: date, last: date, zone: ZoneInfo) -> Expected:
    """Work a range out in Python."""
    start, end = range_bounds(first, last, zone)
    allocations = [entry for invoice in booked for entry in invoice.allocations()]
    provincial = [entry for invoice in booked for entry in invoice.provincial_allocations()]
    reconciled = [
        gst.reconcile(
            invoice.issued,
            invoice.received(start, end),
            first,
            last,
            invoice.credited(first, last),
        )
        for invoice in booked
    ]
    return Expected(
        gst.cash_summary(allocations, start, end),
        gst.cash_summary(provincial, start, end).tax,
        gst.accrual_summary([invoice.issued for invoice in booked], first, last),
        [entry for entry in reconciled if entry.difference],
        sum(invoice.credited(first, last) for invoice in booked),
        sum(
            note.inside(first, last) * (note.taxable + note.exempt)
            for invoice in booked
            for note in invoice.notes
            if note.kind == "credit"
        ),
    )


def unit_with(office, write=write):
    """Runs a deed in a unit of work over given books in a given zone; nothing of it is kept."""

    class Undone(Exception):
        pass

    async def with_books(booked, zone, deed):
        place = replace(office.identity.org, timezone=zone)
        try:
            async with db.unit(replace(office.identity, org=place), clock=office.clock) as ctx:
                await write(ctx, booked)
                await deed(ctx)
                raise Undone
        except Undone:
            pass

    return with_books
