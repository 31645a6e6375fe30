"""The extras of a series: done at every visit, at the prices they were agreed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import BookingAddOn, SeriesAddOn
from cleaning_app.services.bookings import Extra
from cleaning_app.services.bookings.extras import cents, choose_anew, minutes


async def of_series(ctx: Ctx, series_id: UUID) -> list[Extra]:
    """The extras of every visit, by name. The caller has checked permission."""
    found = await ctx.session.scalars(
        select(SeriesAddOn)
        .where(col(SeriesAddOn.series_id) == series_id)
        .order_by(col(SeriesAddOn.name), col(SeriesAddOn.id))
    )
    return [Extra(row.key, row.name, row.quantity, row.unit_cents, row.minutes) for row in found]


@dataclass(frozen=True)
class Weight:
    """What extras come to: in cents, and in minutes."""

    cents: int
    minutes: int


async def weigh_extras(ctx: Ctx, series_id: UUID, wanted: Mapping[str, int]) -> Weight:
    """What extras of a series would come to, as key → count: those it has at the price agreed on,
    others at today's. Changes nothing. Raises Invalid for unknown ones and odd counts."""
    ctx.require("bookings.edit")
    after = await choose_anew(ctx, await of_series(ctx, series_id), wanted)
    return Weight(cents(after), minutes(after))


async def of_visits(ctx: Ctx, booking_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """What some visits have, as key → count."""
    rows = await ctx.session.execute(
        select(
            col(BookingAddOn.booking_id), col(BookingAddOn.key), col(BookingAddOn.quantity)
        ).where(col(BookingAddOn.booking_id).in_(booking_ids))
    )
    found: dict[UUID, dict[str, int]] = {}
    for booking_id, key, quantity in rows:
        found.setdefault(booking_id, {})[key] = quantity
    return found


async def put(ctx: Ctx, series_id: UUID, chosen: Iterable[Extra]) -> None:
    """Replace the extras of a series; its visits are not touched."""
    await ctx.session.execute(delete(SeriesAddOn).where(col(SeriesAddOn.series_id) == series_id))
    ctx.session.add_all(
        SeriesAddOn(
            org_id=ctx.org.id,
            series_id=series_id,
            key=extra.key,
            name=extra.name,
            quantity=extra.quantity,
            unit_cents=extra.unit_cents,
            minutes=extra.minutes,
        )
        for extra in chosen
    )
    await ctx.session.flush()
