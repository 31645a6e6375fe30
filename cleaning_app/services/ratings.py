"""What clients thought of their visits: one to five stars and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import performance
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Booking, BookingCrew, BookingRating, Client, Worker
from cleaning_app.services import audit, live, rows
from cleaning_app.services.bookings import holding

_LATEST = 5


@dataclass(frozen=True)
class Rating:
    """What a client thought of one visit."""

    booking_id: UUID
    stars: int
    comment: str
    source: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True)
class Opinion:
    """A rating as a worker's page tells it: by the client's first name, or a company's whole name."""

    booking_id: UUID
    client: str
    day: date
    stars: int
    comment: str


@dataclass(frozen=True)
class Standing:
    """All ratings of a worker's visits. `average` has one decimal; None without any."""

    average: Decimal | None
    count: int
    latest: list[Opinion]


async def rate(ctx: Ctx, booking_id: UUID, stars: int, comment: str = "") -> Rating | None:
    """Write down what the client thought of a visit; the one before, for undo (None: there was none).

    Raises:
        Invalid: not one to five stars, or a comment over 500 characters.
        Conflict: the visit has not been completed.
        NotFound: there is no such booking here.
    """
    ctx.require("bookings.edit")
    form = Fields()
    if not 1 <= stars <= 5:
        form.refuse("stars", "Choose one to five stars.")
    plain = form.text("comment", comment, 500)
    form.finish("This rating can't be saved.")
    booking = await holding.booking(ctx, booking_id)
    if booking.status != "completed":
        raise Conflict("Only a completed visit can be rated.")
    found = await _row(ctx, booking_id)
    before = _rating(found) if found is not None else None
    if before is not None and (before.stars, before.comment) == (stars, plain):
        return before
    if found is None:
        found = BookingRating(org_id=ctx.org.id, booking_id=booking_id, stars=stars)
        ctx.session.add(found)
    found.stars, found.comment = stars, plain
    found.source, found.created_by, found.created_at = "office", ctx.actor.name, ctx.now()
    await ctx.session.flush()
    was = before.stars if before is not None else None
    audit.record(ctx, "booking.rate", "booking", booking_id, stars=stars, before=was)
    await live.announce(ctx, "bookings", booking_id, "rated")
    return before


async def forget(ctx: Ctx, booking_id: UUID) -> Rating:
    """Take a rating away; what it was, for undo. Raises NotFound: there is none."""
    ctx.require("bookings.edit")
    await holding.booking(ctx, booking_id)
    found = await _row(ctx, booking_id)
    if found is None:
        raise NotFound("This visit has no rating.")
    before = _rating(found)
    await ctx.session.delete(found)
    await ctx.session.flush()
    audit.record(ctx, "booking.unrate", "booking", booking_id, before=before.stars)
    await live.announce(ctx, "bookings", booking_id, "rated")
    return before


async def of_booking(ctx: Ctx, booking_id: UUID) -> Rating | None:
    """What the client thought of a visit, if they said."""
    ctx.require("bookings.view")
    found = await _row(ctx, booking_id)
    return _rating(found) if found is not None else None


async def of_worker(ctx: Ctx, worker_id: UUID) -> Standing:
    """What clients thought of a worker's visits; every member of a crew has the visit's stars.

    Raises NotFound: there is no such worker here.
    """
    ctx.require("bookings.view")
    await rows.one(ctx, Worker, worker_id, "There is no such worker.")
    theirs = (
        col(BookingCrew.worker_id) == worker_id,
        col(Booking.status) == "completed",
        col(Booking.deleted_at).is_(None),
    )
    totals = await ctx.session.execute(
        select(func.count(), func.avg(col(BookingRating.stars)))
        .join(Booking, col(Booking.id) == col(BookingRating.booking_id))
        .join(BookingCrew, col(BookingCrew.booking_id) == col(Booking.id))
        .where(*theirs)
    )
    count, mean = totals.one()
    latest = await ctx.session.execute(
        select(BookingRating, col(Booking.starts_at), col(Client.name), col(Client.is_company))
        .join(Booking, col(Booking.id) == col(BookingRating.booking_id))
        .join(BookingCrew, col(BookingCrew.booking_id) == col(Booking.id))
        .join(Client, col(Client.id) == col(Booking.client_id))
        .where(*theirs)
        .order_by(col(Booking.starts_at).desc(), col(Booking.id))
        .limit(_LATEST)
    )
    return Standing(
        average=performance.stars(mean),
        count=count,
        latest=[
            Opinion(
                booking_id=row.booking_id,
                client=name if is_company else name.split(" ")[0],
                day=starts_at.astimezone(ctx.zone).date(),
                stars=row.stars,
                comment=row.comment,
            )
            for row, starts_at, name, is_company in latest
        ],
    )


async def _row(ctx: Ctx, booking_id: UUID) -> BookingRating | None:
    return await ctx.session.scalar(
        select(BookingRating)
        .where(col(BookingRating.booking_id) == booking_id)
        .execution_options(populate_existing=True)
    )


def _rating(row: BookingRating) -> Rating:
    return Rating(
        row.booking_id, row.stars, row.comment, row.source, row.created_by, row.created_at
    )
