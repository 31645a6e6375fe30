"""Who is told of a change: open boards, the audit log, and the client by e-mail.

An e-mail waits the half minute in which the office can undo what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import Address, Booking, Client, ServiceType
from cleaning_app.services import audit, live, messages, outbox, rows

# The request that uses the last of the window is still on its way.
UNDO_UNTIL = outbox.UNDO_WINDOW + timedelta(seconds=5)


async def changed(ctx: Ctx, booking: Booking, verb: str, announced: str, **details: Any) -> None:
    """Count a change of a booking, write it, audit it and tell open boards."""
    rows.touched(booking)
    await ctx.session.flush()
    await recorded(ctx, booking, verb, announced, **details)


async def recorded(ctx: Ctx, booking: Booking, verb: str, announced: str, **details: Any) -> None:
    """Audit a change that is written and counted, and tell open boards."""
    audit.record(ctx, f"booking.{verb}", "booking", booking.id, **details)
    await live.announce(ctx, "bookings", booking.id, announced)


async def tell_confirmed(ctx: Ctx, booking: Booking) -> bool:
    """Promise the client their booking. Returns whether an e-mail was queued."""
    await withdraw(ctx, booking.id)
    return await _tell(ctx, booking, "booking_confirmed", price_cents=booking.price_cents)


async def tell_moved(ctx: Ctx, booking: Booking, before: datetime) -> bool:
    """Tell the client of another start. Moves within half a minute make one e-mail, a move that was
    undone makes none, and a confirmation that has not left yet simply says the new time."""
    return await tell_each_moved(ctx, [(booking, before)]) == 1


async def tell_each_moved(ctx: Ctx, moved: Sequence[tuple[Booking, datetime]]) -> int:
    """Tell the clients of several bookings; each comes with the start it had. Returns how many
    e-mails were queued."""
    if not moved:
        return 0
    ids = [booking.id for booking, _ in moved]
    unsent = await _withdraw_each(ctx, ids)
    about = await _about_each(ctx, ids)
    queued = 0
    for booking, before in moved:
        queued += await _tell_moved(ctx, booking, before, unsent[booking.id], about[booking.id])
    return queued


async def _tell_moved(
    ctx: Ctx, booking: Booking, before: datetime, unsent: Sequence[dict[str, Any]], about: _About
) -> bool:
    if any(payload["template"] == "booking_confirmed" for payload in unsent):
        return await _tell(
            ctx, booking, "booking_confirmed", about, price_cents=booking.price_cents
        )
    for payload in unsent:
        if payload["template"] == "booking_moved":
            before = datetime.fromisoformat(payload["data"]["was_starts_at"])
    if before == booking.starts_at:
        return False
    return await _tell(ctx, booking, "booking_moved", about, was_starts_at=before)


async def tell_cancelled(ctx: Ctx, booking: Booking) -> bool:
    """Tell the client that nobody will come, and what it costs. The reason stays in the office."""
    await withdraw(ctx, booking.id)
    fee = booking.cancel_fee_cents
    return await _tell(ctx, booking, "booking_cancelled", fee_cents=fee)


async def withdraw(ctx: Ctx, booking_id: UUID) -> list[dict[str, Any]]:
    """Take back the e-mails about a booking that have not left yet, reminders of its old time
    included; returns what they were going to say."""
    return (await _withdraw_each(ctx, [booking_id]))[booking_id]


async def _withdraw_each(ctx: Ctx, booking_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    taken = await outbox.withdraw(ctx, *(f"booking:{id}:" for id in booking_ids))
    unsent: dict[UUID, list[dict[str, Any]]] = {id: [] for id in booking_ids}
    for one in taken:
        unsent[UUID(one.key.split(":")[1])].append(one.payload)
    return unsent


@dataclass(frozen=True)
class _About:
    """Whom and what an e-mail about a booking names."""

    client: Client
    service: str
    address: Address | None


async def _about_each(ctx: Ctx, booking_ids: Sequence[UUID]) -> dict[UUID, _About]:
    found = await ctx.session.execute(
        select(col(Booking.id), Client, col(ServiceType.name), Address)
        .select_from(Booking)
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
        .outerjoin(Address, col(Address.id) == col(Booking.address_id))
        .where(col(Booking.id).in_(booking_ids))
    )
    return {id: _About(client, service, address) for id, client, service, address in found}


async def facts(ctx: Ctx, booking: Booking) -> tuple[dict[str, Any], str]:
    """What every e-mail about a booking says, and where its client gets it ("" for nowhere)."""
    about = (await _about_each(ctx, [booking.id]))[booking.id]
    return _facts(booking, about), about.client.email or ""


def _facts(booking: Booking, about: _About) -> dict[str, Any]:
    address = about.address
    return {
        "client_name": about.client.name,
        "number": f"B-{booking.number:05d}",
        "service": about.service,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "address": f"{address.street}, {address.city}".rstrip(", ") if address else "",
    }


async def _tell(
    ctx: Ctx, booking: Booking, template: str, about: _About | None = None, **more: Any
) -> bool:
    about = about or (await _about_each(ctx, [booking.id]))[booking.id]
    if not about.client.email:
        return False
    return await messages.email(
        ctx,
        template,
        about.client.email,
        {**_facts(booking, about), **more},
        dedupe_key=f"booking:{booking.id}:{template}:{booking.version}",
        not_before=ctx.now() + outbox.UNDO_WINDOW,
    )
