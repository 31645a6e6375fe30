"""Reminding clients of tomorrow's visits by e-mail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import reminders
from cleaning_app.errors import Invalid
from cleaning_app.models import Address, Booking, Client, ServiceType
from cleaning_app.services import audit, messages


async def remind(ctx: Ctx) -> dict[str, int]:
    """Queue a reminder for every confirmed visit that is due for one; for the job.

    The key holds booking and start: running again sends nothing twice, a moved visit is reminded
    of anew. Returns how many were `queued` and how many `unreachable` (an address that is none).
    """
    ctx.require("bookings.edit")
    now, counts = ctx.now(), {"queued": 0, "unreachable": 0}
    rows: Any = await ctx.session.execute(_soon(ctx))
    for booking, client, service, address in rows:
        if not reminders.is_due(booking.starts_at, booking.created_at, now, ctx.zone):
            continue
        try:
            queued = await messages.email(
                ctx,
                "booking_reminder",
                client.email,
                {
                    "client_name": client.name,
                    "number": f"B-{booking.number:05d}",
                    "service": service,
                    "starts_at": booking.starts_at,
                    "ends_at": booking.ends_at,
                    "address": f"{address.street}, {address.city}".rstrip(", ") if address else "",
                },
                dedupe_key=f"booking:{booking.id}:reminder:{booking.starts_at:%Y%m%dT%H%M}",
            )
        except Invalid:
            counts["unreachable"] += 1
            continue
        counts["queued"] += queued
    if counts["queued"]:
        audit.record(ctx, "booking.remind", "booking", count=counts["queued"])
    return counts


def _soon(ctx: Ctx) -> Any:
    now = ctx.now()
    return (
        select(Booking, Client, col(ServiceType.name), Address)
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
        .outerjoin(Address, col(Address.id) == col(Booking.address_id))
        .where(
            col(Booking.org_id) == ctx.org.id,
            col(Booking.status) == "confirmed",
            col(Booking.starts_at).between(now, now + reminders.LOOK_AHEAD),
            col(Booking.deleted_at).is_(None),
            col(Client.email).is_not(None),
            col(Client.deleted_at).is_(None),
        )
        .order_by(col(Booking.starts_at))
    )
