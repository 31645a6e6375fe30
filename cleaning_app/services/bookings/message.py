"""A message of the office's own words to the client of a booking, by e-mail, and taking it back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.ids import new_id
from cleaning_app.models import OutboxEvent
from cleaning_app.services import audit, messages, outbox
from cleaning_app.services.bookings import holding, telling

LONGEST_SUBJECT, LONGEST_TEXT = 120, 2000


@dataclass(frozen=True)
class Messaged:
    """A message on its way. `key` is what `take_back` wants to know it by."""

    id: UUID
    number: int
    key: str


@dataclass(frozen=True)
class Wording:
    """What is written, checked."""

    subject: str
    text: str


def checked(subject: str, text: str) -> Wording:
    """Raises Invalid: one of them is missing or too long."""
    form = Fields()
    about = form.text("subject", subject, LONGEST_SUBJECT, required=True)
    words = form.text("text", text, LONGEST_TEXT, required=True)
    form.finish("Say what the message is about, and what it says.")
    return Wording(about, words)


async def message(ctx: Ctx, booking_id: UUID, wording: Wording) -> Messaged:
    """Queue a message to a booking's client, with the visit it is about below it; it leaves when the
    half minute for taking it back is over. Undo: `take_back`.

    Raises:
        NotFound; Conflict: the client has no usable e-mail address, or has had these very words
            about this visit already.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id)
    facts, address = await telling.facts(ctx, booking)
    if not address:
        raise Conflict("The client has no e-mail address.")
    same = hashlib.sha256(f"{wording.subject}\0{wording.text}".encode()).hexdigest()[:24]
    key = f"message:{booking_id}:{booking.starts_at:%Y%m%dT%H%M}:{same}"
    try:
        queued = await messages.email(
            ctx,
            "booking_message",
            address,
            {**facts, "about": wording.subject, "notes": wording.text},
            dedupe_key=key,
            not_before=ctx.now() + outbox.UNDO_WINDOW,
        )
    except Invalid:
        raise Conflict("The client's e-mail address cannot be written to.") from None
    if not queued:
        raise Conflict("They have had this very message about this visit already.")
    audit.record(ctx, "booking.message", "booking", booking_id, about=wording.subject)
    return Messaged(booking_id, booking.number, key)


async def take_back(ctx: Ctx, booking_id: UUID, key: str) -> Messaged:
    """Take a message back that has not left yet. Raises NotFound; Conflict: it has left."""
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id)
    # Another key, so that the same words can be sent after all.
    taken = update(OutboxEvent).values(
        status="skipped", last_error="Taken back.", dedupe_key=f"{key}:{new_id()}"
    )
    mine = key if key.startswith(f"message:{booking_id}:") else ""
    unsent = col(OutboxEvent.dedupe_key) == mine, col(OutboxEvent.status) == "pending"
    found = await ctx.session.execute(taken.where(*unsent).returning(col(OutboxEvent.id)))
    if found.one_or_none() is None:
        raise Conflict("It's too late to take this back: the message has left.")
    audit.record(ctx, "booking.undo_message", "booking", booking_id)
    return Messaged(booking_id, booking.number, key)
