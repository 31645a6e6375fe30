"""New invoices: from scratch, or for a booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import TAKES_PLACE
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.domain.spans import day_words
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import Booking, BookingAddOn, Client, Invoice, ServiceType
from cleaning_app.services import audit, live, organisations
from cleaning_app.services.invoices import tax_lines
from cleaning_app.services.invoices.numbering import take_number
from cleaning_app.services.invoices.tax_lines import NewLine


async def create(
    ctx: Ctx,
    *,
    client_id: UUID,
    lines: Sequence[NewLine],
    discount_cents: int = 0,
    discount_percent: Decimal | None = None,
    issued_on: date | None = None,
    due_on: date | None = None,
    notes: str = "",
    booking_id: UUID | None = None,
) -> UUID:
    """Draft an invoice and return its id. It gets its number here, so drafts are voided, not deleted.

    `issued_on` is today by default, `due_on` the organisation's usual days after it. Tax codes are
    those valid on the issue date.

    Raises:
        NotFound: no such client.
        Invalid: naming the fields that are wrong.
        Conflict: the booking already has a live invoice.
    """
    ctx.require("invoices.edit")
    issued_on = issued_on or ctx.today()
    if due_on is None:
        setting = await organisations.settings(ctx)
        due_on = issued_on + timedelta(days=setting.invoice_due_days)
    check_dates(issued_on, due_on)
    check_notes(notes)
    await _expect_client(ctx, client_id)
    priced = await tax_lines.price(ctx, lines, discount_cents, issued_on, discount_percent)
    invoice = Invoice(
        org_id=ctx.org.id,
        number=await take_number(ctx, issued_on),
        client_id=client_id,
        booking_id=booking_id,
        issued_on=issued_on,
        due_on=due_on,
        currency=ctx.org.currency,
        status=InvoiceStatus.DRAFT.value,
        notes=notes.strip(),
        created_by=ctx.actor.user_id,
    )
    tax_lines.apply(invoice, priced)
    ctx.session.add(invoice)
    await ctx.session.flush()
    await tax_lines.write(ctx, invoice.id, priced)
    audit.record(
        ctx,
        "invoice.create",
        "invoice",
        invoice.id,
        number=invoice.number,
        total_cents=invoice.total_cents,
    )
    await live.announce(ctx, "invoices", invoice.id, "created")
    return invoice.id


def check_dates(issued_on: date, due_on: date) -> None:
    """Refuse a due date before the issue date, or dates no invoice of this age of the world has."""
    if due_on < issued_on:
        raise Invalid.field("due_on", "It can't be due before it is issued.")
    if not 2000 <= issued_on.year <= 2199 or due_on.year > 2200:
        raise Invalid.field("issued_on", "Check the year.")


def check_notes(notes: str) -> None:
    """Refuse notes that do not fit."""
    if len(notes.strip()) > 1000:
        raise Invalid.field("notes", "Notes hold up to 1,000 characters.")


async def _expect_client(ctx: Ctx, client_id: UUID) -> None:
    found = await ctx.session.scalar(
        select(col(Client.id)).where(
            col(Client.org_id) == ctx.org.id,
            col(Client.id) == client_id,
            col(Client.deleted_at).is_(None),
        )
    )
    if found is None:
        raise NotFound("There is no such client.")


async def create_from_booking(
    ctx: Ctx, booking_id: UUID, *, tax_code: str = "", issued_on: date | None = None
) -> UUID:
    """Draft the invoice of a booking: its price with its extras, and fees for moves the client
    asked for. Returns the invoice's id. The tax code is that of ordinary work on the day, unless told.

    Raises:
        NotFound: no such booking.
        Invalid: it was cancelled, nobody was there, or it has no price.
        Conflict: it already has an invoice that is not void; `extra` names it.
    """
    ctx.require("invoices.edit")
    found = (
        await ctx.session.execute(
            select(Booking, col(ServiceType.name))
            .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
            .where(col(Booking.org_id) == ctx.org.id, col(Booking.id) == booking_id)
            .where(col(Booking.deleted_at).is_(None))
            .with_for_update(key_share=True, of=Booking)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such booking.")
    booking, service = found
    if booking.status not in TAKES_PLACE:
        raise Invalid("Only bookings that take place are invoiced.")
    if booking.price_cents <= 0:
        raise Invalid("This booking has no price yet.")
    await _expect_uninvoiced(ctx, booking_id)
    tax_code = tax_code or (await tax_lines.standard(ctx, issued_on or ctx.today())).key
    return await create(
        ctx,
        client_id=booking.client_id,
        lines=await _lines(ctx, booking, service, tax_code),
        booking_id=booking_id,
        issued_on=issued_on,
    )


async def _lines(ctx: Ctx, booking: Booking, service: str, tax_code: str) -> list[NewLine]:
    """The service, each extra, and what the client's moves cost; together the booking's price and
    its fees. Where the price was set below its extras, it is one line."""
    day = booking.starts_at.astimezone(ctx.zone)
    found = await ctx.session.scalars(
        select(BookingAddOn)
        .where(col(BookingAddOn.booking_id) == booking.id)
        .order_by(col(BookingAddOn.name), col(BookingAddOn.id))
    )
    extras = [NewLine(row.name, row.unit_cents, Decimal(row.quantity), tax_code) for row in found]
    rest = booking.price_cents - sum(int(line.quantity) * line.unit_price_cents for line in extras)
    if rest <= 0:
        extras, rest = [], booking.price_cents
    lines = [NewLine(f"{service}, {day_words(day)}", rest, tax_code=tax_code), *extras]
    if booking.move_fee_cents:
        lines.append(NewLine("Moved on short notice", booking.move_fee_cents, tax_code=tax_code))
    return lines


async def _expect_uninvoiced(ctx: Ctx, booking_id: UUID) -> None:
    existing = (
        await ctx.session.execute(
            select(col(Invoice.id), col(Invoice.number)).where(
                col(Invoice.org_id) == ctx.org.id,
                col(Invoice.booking_id) == booking_id,
                col(Invoice.status) != InvoiceStatus.VOID.value,
            )
        )
    ).first()
    if existing is not None:
        raise Conflict(
            f"This booking is already on invoice {existing.number}.",
            extra={"invoice_id": str(existing.id), "number": existing.number},
        )
