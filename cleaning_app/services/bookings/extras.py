"""The extras of a booking: chosen with it or later, each with the price it had then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking, BookingAddOn, Invoice
from cleaning_app.services import price_lists
from cleaning_app.services.bookings import holding, pricing, telling
from cleaning_app.services.bookings.views import Extra


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Extra]:
    """The extras of a booking, by name. The caller has checked permission."""
    found = await ctx.session.scalars(
        select(BookingAddOn)
        .where(col(BookingAddOn.booking_id) == booking_id)
        .order_by(col(BookingAddOn.name), col(BookingAddOn.id))
    )
    return [Extra(row.key, row.name, row.quantity, row.unit_cents, row.minutes) for row in found]


def as_json() -> Any:
    """A booking's extras as one column of a statement about bookings; NULL for none."""
    one = func.jsonb_build_object(
        "key", col(BookingAddOn.key),
        "name", col(BookingAddOn.name),
        "quantity", col(BookingAddOn.quantity),
        "unit_cents", col(BookingAddOn.unit_cents),
        "minutes", col(BookingAddOn.minutes),
    )  # fmt: skip
    return (
        select(func.jsonb_agg(aggregate_order_by(one, col(BookingAddOn.name))))
        .where(col(BookingAddOn.booking_id) == col(Booking.id))
        .correlate(Booking)
        .scalar_subquery()
    )


async def write(ctx: Ctx, booking_id: UUID, chosen: Iterable[Extra]) -> None:
    """Keep extras with a booking."""
    ctx.session.add_all(
        BookingAddOn(
            org_id=ctx.org.id,
            booking_id=booking_id,
            key=extra.key,
            name=extra.name,
            quantity=extra.quantity,
            unit_cents=extra.unit_cents,
            minutes=extra.minutes,
        )
        for extra in chosen
    )
    await ctx.session.flush()


async def set_extras(
    ctx: Ctx, booking_id: UUID, wanted: Mapping[str, int], *, version: int | None = None
) -> int:
    """Choose the extras of a booking anew, as key → count; its price follows, its length doesn't.
    What stays keeps the price it was chosen at. Returns the new version; undo is the same call with
    what `of_booking` said before.

    Raises:
        NotFound, PreconditionFailed; Invalid: an unknown extra.
        Conflict: it was cancelled, or is on an invoice already.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id, version)
    await _expect_open(ctx, booking)
    before = {extra.key: extra for extra in await of_booking(ctx, booking_id)}
    fresh = {key: count for key, count in wanted.items() if key not in before}
    prices = (await price_lists.current(ctx)).prices
    kept = [
        Extra(key, old.name, wanted[key], old.unit_cents, old.minutes)
        for key, old in before.items()
        if 0 < wanted.get(key, 0) <= 100
    ]
    after = [*kept, *pricing.extras(prices, fresh)]
    if {extra.key: extra.quantity for extra in after} == {k: e.quantity for k, e in before.items()}:
        return booking.version
    await ctx.session.execute(
        delete(BookingAddOn).where(col(BookingAddOn.booking_id) == booking_id)
    )
    await write(ctx, booking_id, after)
    cents = [sum(extra.total_cents for extra in some) for some in (before.values(), after)]
    was, booking.price_cents = (
        booking.price_cents,
        max(0, booking.price_cents - cents[0] + cents[1]),
    )
    await telling.changed(
        ctx, booking, "extras", "updated",
        before={key: extra.quantity for key, extra in before.items()},
        after={extra.key: extra.quantity for extra in after},
        price_cents=[was, booking.price_cents],
    )  # fmt: skip
    return booking.version


async def _expect_open(ctx: Ctx, booking: Booking) -> None:
    if booking.status in ("cancelled", "no_show"):
        raise Conflict("This booking didn't take place; its extras stay as they are.")
    billed = await ctx.session.scalar(
        select(col(Invoice.number)).where(
            col(Invoice.booking_id) == booking.id, col(Invoice.status) != "void"
        )
    )
    if billed is not None:
        raise Conflict(f"This booking is on invoice {billed} already. Change the invoice instead.")
