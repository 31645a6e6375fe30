"""What the demo charges: a price list of its own, and visits that were quoted by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST
from cleaning_app.models import Booking, ServiceType
from cleaning_app.services import bookings, price_lists
from cleaning_app.services.bookings import HomeInputs

_HOMES = {
    "standard": ((2, "1"), (2, "2"), (3, "2")),
    "deep": ((2, "1"), (3, "2"), (2, "1.5")),
    "move_out": ((4, "3"), (3, "2"), (4, "2")),
}
_EXTRAS: tuple[dict[str, int], ...] = (
    {"oven": 1, "fridge": 1},
    {},
    {"windows_up_to_5": 1},
    {"linen_per_bed": 2},
)


async def publish(ctx: Ctx) -> None:
    """What an hour costs in Edmonton."""
    await price_lists.publish(ctx, replace(DEFAULT_PRICE_LIST, hourly_rate_cents=55_00))


async def quote(ctx: Ctx) -> None:
    """Quote the homes that are visited once, so that their pages say how the price came about."""
    once = (
        select(col(Booking.id), col(ServiceType.key))
        .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
        .where(
            col(Booking.status).in_(NOT_BEGUN),
            col(Booking.series_id).is_(None),
            col(Booking.starts_at) > ctx.now(),
            col(ServiceType.key).in_(_HOMES),
        )
        .order_by(col(Booking.number))
    )
    for n, (booking_id, kind) in enumerate((await ctx.session.execute(once)).all()):
        beds, baths = _HOMES[kind][n % len(_HOMES[kind])]
        home = HomeInputs(beds, Decimal(baths), heavy_grease=n % 5 == 0)
        await bookings.estimate(ctx, booking_id, home, add_ons=_EXTRAS[n % len(_EXTRAS)])
