"""What a change of a booking is called, before it is made and in the toast that offers to undo it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.services.bookings import Cancelled, Moved


def fees(c: Cancelled) -> str:
    """This late it costs the client $50.00. $20.00 of it is still to be paid."""
    said = "It costs the client nothing."
    if c.fee_cents:
        paid = {c.fee_cents: ", still to be paid", 0: ", which they have paid"}
        whole = "" if c.refund_cents else paid.get(c.owed_cents, "")
        said = f"This late it costs the client {format.money(c.fee_cents)}{whole}."
    if 0 < c.owed_cents < c.fee_cents:
        said += f" {format.money(c.owed_cents)} of it is still to be paid."
    if c.refund_cents:
        said += f" {format.money(c.refund_cents)} goes back to them."
    return said


def moved(ctx: Ctx, m: Moved, names: dict[UUID, str]) -> str:
    """Moved Jia Nguyen to 10:45 with Chloé. Then the first soft rule it breaks, if any."""
    said = _moved(ctx, m, {id: name.split()[0] for id, name in names.items()})
    return f"{said}. {m.warnings[0].message}" if m.warnings else said


def _moved(ctx: Ctx, m: Moved, first: dict[UUID, str]) -> str:
    joined, left = _listed(m.joined, first), _listed(m.left, first)
    if m.before.starts_at != m.after.starts_at:
        to = _to(ctx, m.before.starts_at, m.after.starts_at)
        with_ = f" with {joined}" if joined else "" if m.after.crew else ", unassigned"
        return f"Moved {m.client} to {to}{with_}"
    if joined and left:
        return f"Handed {m.client} from {left} to {joined}"
    if joined:
        return f"Put {joined} on {m.client}"
    if left:
        return f"Took {left} off {m.client}"
    if m.before.minutes != m.after.minutes:
        return f"{m.client} now takes {format.duration(m.after.minutes)}"
    return f"{m.client} stays where it was"


def _to(ctx: Ctx, before: datetime, after: datetime) -> str:
    clock = format.time(after, ctx.zone)
    day, old = (at.astimezone(ctx.zone).date() for at in (after, before))
    return clock if day == old else f"{format.short_day(day, ctx.today())} {clock}"


def _listed(ids: tuple[UUID, ...], first: dict[UUID, str]) -> str:
    return " and ".join(first.get(id, "a former worker") for id in ids)
