"""Clients, bookings, invoices and payments to test money with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from cleaning_app.context import Ctx
from cleaning_app.models import Booking, Client, OutboxEvent, ServiceType
from cleaning_app.services import invoices, numbers, payments, taxes
from cleaning_app.services.invoices import NewLine
from cleaning_app.services.taxes import NewCode

JANUARY = date(2026, 1, 5)
BC = NewCode(
    "GST 5% + PST 7% (BC)", date(2013, 4, 1), "taxable", Decimal("0.05"), Decimal("0.07"), "PST 7%"
)


def at(year: int, month: int, day: int, hour: int = 18, minute: int = 0) -> datetime:
    """A UTC moment."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


async def a_client(
    ctx: Ctx, name: str = "Ueda Dental", email: str | None = "a@example.com"
) -> UUID:
    """A client, with an e-mail address unless told otherwise."""
    client = Client(org_id=ctx.org.id, name=name, email=email)
    ctx.session.add(client)
    await ctx.session.flush()
    return client.id


async def a_booking(ctx: Ctx, client_id: UUID, *, status: str = "completed", price: int = 15000):
    """A two-hour standard clean this morning."""
    service = await ctx.session.scalar(select(ServiceType.id).where(ServiceType.key == "standard"))
    booking = Booking(
        org_id=ctx.org.id,
        number=await numbers.take(ctx, "booking"),
        client_id=client_id,
        service_type_id=service,
        starts_at=ctx.now(),
        ends_at=ctx.now() + timedelta(hours=2),
        status=status,
        cancelled_at=ctx.now() if status == "cancelled" else None,
        price_cents=price,
    )
    ctx.session.add(booking)
    await ctx.session.flush()
    return booking.id


async def a_code(ctx: Ctx, given: NewCode = BC) -> str:
    """A tax code of the company's own; its key, for lines."""
    made = await taxes.add(ctx, given)
    return next(code.key for code in await taxes.listed(ctx) if code.id == made)


def line(cents: int, tax_code: str = "gst", quantity: str = "1", description: str = "Cleaning"):
    """A line of an invoice."""
    return NewLine(description, cents, Decimal(quantity), tax_code)


async def a_sent_invoice(
    ctx: Ctx,
    client_id: UUID,
    *lines: NewLine,
    issued_on: date = JANUARY,
    due_on: date | None = None,
    discount: int = 0,
) -> UUID:
    """An invoice that was sent on paper; $100 + GST unless lines are given."""
    invoice_id = await invoices.create(
        ctx,
        client_id=client_id,
        lines=lines or [line(10000)],
        discount_cents=discount,
        issued_on=issued_on,
        due_on=due_on,
    )
    await invoices.send(ctx, invoice_id, without_email=True)
    return invoice_id


async def pay(ctx: Ctx, invoice_id: UUID, cents: int, when: datetime | None = None):
    """A cash payment."""
    return await payments.record(
        ctx, invoice_id, amount_cents=cents, method="cash", received_at=when
    )


async def queued(ctx: Ctx) -> list[OutboxEvent]:
    """What waits to be delivered."""
    return list(await ctx.session.scalars(select(OutboxEvent).order_by(OutboxEvent.created_at)))


async def audited(ctx: Ctx) -> list[str]:
    """The actions in the audit log, oldest first."""
    return list(await ctx.session.scalars(text("SELECT action FROM admin_audit_logs ORDER BY seq")))
