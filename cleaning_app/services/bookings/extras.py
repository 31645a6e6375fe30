"""The extras of a booking: chosen with it or later, each with the price it had then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Booking, BookingAddOn, Invoice
from cleaning_app.services import price_lists, rows
from cleaning_app.services.bookings import holding, pricing, telling
from cleaning_app.services.bookings.views import Extra

MOST = 100
"""How often one extra may be chosen."""


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


async def replace_all(ctx: Ctx, booking_id: UUID, chosen: Iterable[Extra]) -> None:
    """Keep these extras with a booking instead of those it has."""
    await ctx.session.execute(
        delete(BookingAddOn).where(col(BookingAddOn.booking_id) == booking_id)
    )
    await write(ctx, booking_id, chosen)


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


@dataclass(frozen=True)
class Rechosen:
    """What other extras make of a booking. Cents, and minutes its length would grow by (or shrink)."""

    booking_id: UUID
    before: list[Extra]
    after: list[Extra]
    price_before_cents: int
    price_cents: int
    version: int

    @property
    def more_minutes(self) -> int:
        return minutes(self.after) - minutes(self.before)

    @property
    def is_same(self) -> bool:
        return _counts(self.before) == _counts(self.after)


async def weigh_extras(ctx: Ctx, booking_id: UUID, wanted: Mapping[str, int]) -> Rechosen:
    """What `set_extras` would come to. Changes nothing; raises what it raises."""
    ctx.require("bookings.edit")
    booking = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    await expect_open(ctx, booking)
    return await _rechosen(ctx, booking, wanted)


async def set_extras(
    ctx: Ctx, booking_id: UUID, wanted: Mapping[str, int], *, version: int | None = None
) -> Rechosen:
    """Choose the extras of a booking anew, as key → count. Its price follows; its length is left to
    `reschedule`, as somebody may be elsewhere by then. What stays keeps the price it was chosen at.
    Undo: `put_extras_back`.

    Raises:
        NotFound, PreconditionFailed; Invalid: an unknown extra.
        Conflict: it was cancelled, or is on an invoice already.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id, version)
    await expect_open(ctx, booking)
    chosen = await _rechosen(ctx, booking, wanted)
    return chosen if chosen.is_same else await _store(ctx, booking, chosen)


async def put_extras_back(ctx: Ctx, done: Rechosen) -> Rechosen:
    """Undo `set_extras`: the extras and their prices as they were, the price by as much as it moved.

    Raises:
        NotFound; Conflict: it was cancelled, or is on an invoice by now.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, done.booking_id)
    await expect_open(ctx, booking)
    price = booking.price_cents - done.price_cents + done.price_before_cents
    back = Rechosen(
        done.booking_id, await of_booking(ctx, booking.id), done.before, booking.price_cents,
        max(0, price), booking.version,
    )  # fmt: skip
    return await _store(ctx, booking, back)


async def choose_anew(ctx: Ctx, before: Sequence[Extra], wanted: Mapping[str, int]) -> list[Extra]:
    """Extras by key → count: those that were there at the price they had, new ones at today's.

    Raises Invalid for unknown ones and odd counts. The caller has checked permission.
    """
    known = {extra.key: extra for extra in before}
    odd = [key for key in known if not 0 <= wanted.get(key, 0) <= MOST]
    if odd:
        problems = [FieldError(f"add_ons.{key}", f"Between 0 and {MOST}.") for key in odd]
        raise Invalid("Some extras can't be chosen.", problems)
    fresh = {key: count for key, count in wanted.items() if key not in known}
    kept = [replace(old, quantity=wanted[old.key]) for old in before if wanted.get(old.key)]
    if not fresh:
        return kept
    return [*kept, *pricing.extras((await price_lists.current(ctx)).prices, fresh)]


async def take_over(ctx: Ctx, booking: Booking, chosen: Sequence[Extra]) -> None:
    """Give a locked booking the extras of its series; its price is the series' too."""
    before = await of_booking(ctx, booking.id)
    if _by_key(before) == _by_key(chosen):
        return
    await replace_all(ctx, booking.id, chosen)
    await telling.changed(
        ctx, booking, "extras", "updated", before=_counts(before), after=_counts(chosen)
    )


async def _rechosen(ctx: Ctx, booking: Booking, wanted: Mapping[str, int]) -> Rechosen:
    before = await of_booking(ctx, booking.id)
    after = await choose_anew(ctx, before, wanted)
    price = max(0, booking.price_cents - cents(before) + cents(after))
    return Rechosen(booking.id, before, after, booking.price_cents, price, booking.version)


async def _store(ctx: Ctx, booking: Booking, chosen: Rechosen) -> Rechosen:
    await replace_all(ctx, booking.id, chosen.after)
    booking.price_cents = chosen.price_cents
    await telling.changed(
        ctx, booking, "extras", "updated",
        before=_counts(chosen.before),
        after=_counts(chosen.after),
        price_cents=[chosen.price_before_cents, chosen.price_cents],
    )  # fmt: skip
    return replace(chosen, version=booking.version)


def _counts(chosen: Iterable[Extra]) -> dict[str, int]:
    return {extra.key: extra.quantity for extra in chosen}


def _by_key(chosen: Iterable[Extra]) -> dict[str, Extra]:
    return {extra.key: extra for extra in chosen}


def cents(chosen: Iterable[Extra]) -> int:
    """What extras come to."""
    return sum(extra.total_cents for extra in chosen)


def minutes(chosen: Iterable[Extra]) -> int:
    """How much longer they make a visit."""
    return sum(extra.minutes * extra.quantity for extra in chosen)


async def expect_open(ctx: Ctx, booking: Booking) -> None:
    """Raise Conflict when what a booking costs is settled: it didn't take place, or is billed."""
    if booking.status in CALLED_OFF:
        raise Conflict("This booking didn't take place; its extras stay as they are.")
    if (billed := await billed_on(ctx, booking.id)) is not None:
        raise Conflict(f"This booking is on invoice {billed} already. Change the invoice instead.")


async def billed_on(ctx: Ctx, booking_id: UUID) -> str | None:
    """The number of the invoice a booking is on; None while it is on none."""
    return await ctx.session.scalar(
        select(col(Invoice.number)).where(
            col(Invoice.booking_id) == booking_id, col(Invoice.status) != "void"
        )
    )
