"""Working out the price of a booking that stands from its home, by the list in use now."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.services import catalogue
from cleaning_app.services.bookings import extras, holding, pricing, telling
from cleaning_app.services.bookings.pricing import HomeInputs


async def estimate(
    ctx: Ctx,
    booking_id: UUID,
    home: HomeInputs,
    *,
    add_ons: Mapping[str, int] | None = None,
    version: int | None = None,
) -> int:
    """Price a booking by its home and what is done beside the cleaning, today's prices for both;
    extras stay unless `add_ons` are given, and so does its length. Returns the new version. Undo:
    `update` the price, `put_extras_back` the extras.

    Raises:
        NotFound, PreconditionFailed; Invalid: naming what can't be priced.
        Conflict: it was cancelled, is on an invoice, or its service isn't priced by the home.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id, version)
    await extras.expect_open(ctx, booking)
    day = booking.starts_at.astimezone(ctx.zone).date()
    service = await catalogue.service(ctx, booking.service_type_id, on=day)
    if add_ons is None:
        add_ons = {one.key: one.quantity for one in await extras.of_booking(ctx, booking_id)}
    quoted = await pricing.work_out(ctx, service, None, home, add_ons)
    if not quoted.snapshot:
        raise Conflict(f"{service.name} has its own price; it isn't worked out from a home.")
    before, booking.price_cents = booking.price_cents, quoted.price_cents
    booking.pricing = quoted.snapshot
    await extras.replace_all(ctx, booking_id, quoted.extras)
    await telling.changed(
        ctx, booking, "estimate", "updated", price_cents=[before, quoted.price_cents]
    )
    return booking.version
