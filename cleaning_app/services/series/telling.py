"""Telling a client about visits that come back: one e-mail for all of them, not one for each.

It waits the half minute in which the office can undo what it is about; a later one replaces it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.series import starts_at
from cleaning_app.domain.spans import day_words
from cleaning_app.models import Address, Booking, BookingSeries, Client, ServiceType
from cleaning_app.services import messages, outbox
from cleaning_app.services.series import terms

_SHOWN = 6


async def tell(ctx: Ctx, series: BookingSeries, event: str) -> bool:
    """Tell the client that their visits have "begun", "changed", been "paused", "resumed" or
    "ended", or that a change was "undone". Visits nobody confirmed yet are no promise, and nothing
    is said about them. Returns whether an e-mail was queued."""
    event = _said_instead(event, await withdraw(ctx, series))
    if not event or not series.confirmed:
        return False
    client, service, address = await _about(ctx, series)
    coming = await _coming(ctx, series)
    if not client.email or (event == "begun" and not coming):
        return False
    first = coming[0] if coming else (starts_at(series.starts_on, series.at, ctx.zone),) * 2
    facts: dict[str, Any] = {
        "client_name": client.name,
        "service": service,
        "rule": terms.rule_of(series).words,
        "starts_at": first[0],
        "ends_at": first[1],
        "coming": [start for start, _ in coming] if event != "ended" else [],
        "address": f"{address.street}, {address.city}".rstrip(", ") if address else "",
        "price_cents": series.price_cents,
    }
    template = "series_confirmed"
    if event != "begun":
        template, facts["what"] = "series_changed", _what(series, event)
    return await messages.email(
        ctx,
        template,
        client.email,
        facts,
        dedupe_key=f"series:{series.id}:{event}:{series.version}",
        not_before=ctx.now() + outbox.UNDO_WINDOW,
    )


def _said_instead(event: str, unsent: set[str]) -> str:
    """What is said when something else has not left yet; "" for nothing, when it comes to nothing."""
    if "begun" in unsent:
        return "begun"
    if event == "undone":
        return "" if unsent else "changed"
    if event == "resumed" and unsent & {"paused", "ended"}:
        return ""
    return event


async def withdraw(ctx: Ctx, series: BookingSeries) -> set[str]:
    """Take back what has not left yet; returns which events that was about."""
    taken = await outbox.withdraw(ctx, f"series:{series.id}:")
    return {one.key.split(":")[2] for one in taken}


def _what(series: BookingSeries, event: str) -> str:
    if event == "paused" and series.paused_from is not None:
        from_ = day_words(series.paused_from)
        if series.paused_until is None:
            return f"Your regular cleaning is paused from {from_} on."
        return f"Your regular cleaning is paused from {from_} to {day_words(series.paused_until)}."
    if event == "ended":
        from_ = f" from {day_words(series.ended_from)} on" if series.ended_from else ""
        return f"There will be no more regular visits{from_}."
    if event == "resumed":
        return "Your regular cleaning goes on."
    return "Your regular cleaning has changed."


async def _about(ctx: Ctx, series: BookingSeries) -> Any:
    found = await ctx.session.execute(
        select(Client, col(ServiceType.name), Address)
        .select_from(BookingSeries)
        .join(Client, col(Client.id) == col(BookingSeries.client_id))
        .join(ServiceType, col(ServiceType.id) == col(BookingSeries.service_type_id))
        .outerjoin(Address, col(Address.id) == col(BookingSeries.address_id))
        .where(col(BookingSeries.id) == series.id)
    )
    return found.one()


async def _coming(ctx: Ctx, series: BookingSeries) -> list[Any]:
    """Start and end of the next visits."""
    found = await ctx.session.execute(
        select(col(Booking.starts_at), col(Booking.ends_at))
        .where(
            col(Booking.series_id) == series.id,
            col(Booking.status).in_(LIVE),
            col(Booking.deleted_at).is_(None),
            col(Booking.starts_at) > ctx.now(),
        )
        .order_by(col(Booking.starts_at))
        .limit(_SHOWN)
    )
    return [tuple(row) for row in found]
