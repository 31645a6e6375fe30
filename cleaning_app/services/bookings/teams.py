"""A booking handed from one team to another: who of the one is on it, who of the other should be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.models import BookingCrew, Worker
from cleaning_app.services.bookings.candidates import candidates
from cleaning_app.services.bookings.get import get


async def of_team(ctx: Ctx, booking_id: UUID, team_id: UUID | None) -> list[UUID]:
    """Who of a team (None: of those in no team) is on a booking."""
    ctx.require("bookings.view")
    found = await ctx.session.scalars(
        select(col(BookingCrew.worker_id))
        .join(Worker, col(Worker.id) == col(BookingCrew.worker_id))
        .where(
            col(BookingCrew.booking_id) == booking_id,
            col(Worker.team_id).is_not_distinct_from(team_id),
        )
        .order_by(col(BookingCrew.created_at), col(BookingCrew.worker_id))
    )
    return list(found)


async def best_of_team(
    ctx: Ctx, booking_id: UUID, team_id: UUID | None, *, starts_at: datetime | None, count: int
) -> list[UUID]:
    """Who of a team (None: of those in no team) should take a booking over, the best first, as in
    `candidates`. Whoever is not free comes last, and booking them is refused in the usual way.

    Raises:
        NotFound; Invalid: nobody else is in that team.
    """
    ctx.require("bookings.view")
    b = await get(ctx, booking_id)
    members = set(
        await ctx.session.scalars(
            select(col(Worker.id)).where(
                col(Worker.team_id).is_not_distinct_from(team_id),
                col(Worker.archived_at).is_(None),
            )
        )
    )
    ranked = await candidates(
        ctx,
        starts_at or b.starts_at,
        b.minutes,
        service_id=b.service_id,
        address_id=b.address.id if b.address else None,
        booking_id=booking_id,
        client_id=b.client.id,
    )
    on_it = {member.id for member in b.crew}
    best = [one.worker_id for one in ranked if one.worker_id in members - on_it]
    if not best:
        raise Invalid("Nobody else is in that team. Put people in it under Settings, Teams.")
    return best[:count]
