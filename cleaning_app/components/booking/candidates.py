"""Who could come, in words."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.components import format
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.services import bookings
from cleaning_app.services.bookings import Candidate


async def who_could_join(ctx: Ctx, booking_id: UUID) -> list[Option]:
    """Everybody who is not on a booking yet, the best first, each with what speaks against them."""
    b = await bookings.get(ctx, booking_id)
    on_it = {member.id for member in b.crew}
    found = await bookings.candidates(
        ctx,
        b.starts_at,
        b.minutes,
        service_id=b.service_id,
        address_id=b.address.id if b.address else None,
        booking_id=booking_id,
        client_id=b.client.id,
    )
    return [
        Option(str(one.worker_id), f"{one.worker} · {_in_short(ctx, one)}")
        for one in found
        if one.worker_id not in on_it
    ]


def _in_short(ctx: Ctx, one: Candidate) -> str:
    if busy := in_the_way(ctx, one):
        return busy
    if one.warnings:
        return one.warnings[0].message
    return way(one)


def in_the_way(ctx: Ctx, one: Candidate) -> str:
    """At Gwen Abbott 9:00–11:00, or why they are off; empty for who is free."""
    if one.job is not None:
        return f"At {one.job.client} {format.span(one.job.starts_at, one.job.ends_at, ctx.zone)}"
    return f"Off: {one.off.words}" if one.off is not None else ""


def way(one: Candidate) -> str:
    """11 min drive · 2 jobs that day"""
    liked = "preferred · " if one.preferred else ""
    drive = "" if one.drive_minutes is None else f"{one.drive_minutes} min drive · "
    jobs = format.count(one.jobs_that_day, "job") if one.jobs_that_day else "nothing else"
    said = f"{liked}{drive}{jobs} that day"
    return said[0].upper() + said[1:]
