"""What the demo's crews have left behind: checklists, clocks of past visits, notes, photos, a problem."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

from PIL import Image, ImageDraw
from sqlalchemy import String, cast, func, select, text
from sqlmodel import col

from cleaning_app import db
from cleaning_app.clock import Clock
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.domain.checklist_suggestions import suggested
from cleaning_app.models import Booking, BookingCrew
from cleaning_app.services import bookings, catalogue, checklists, photos, problems, visit_notes

# Everybody who was on a visit that took place was on the clock from its start to its end, a minute
# or two apart; every fifth took a break in between.
_CLOCKS = text(
    """
    WITH worked AS (
        SELECT b.org_id, b.id AS booking_id, c.worker_id, gen_random_uuid() AS entry_id,
               b.started_at AS begun, b.finished_at AS done,
               extract(epoch FROM b.ends_at - b.starts_at)::int / 60 AS planned,
               row_number() OVER (PARTITION BY c.worker_id ORDER BY b.started_at) AS nth,
               lead(b.started_at) OVER (PARTITION BY c.worker_id ORDER BY b.started_at) AS next_begun
        FROM bookings b JOIN booking_crew c ON c.org_id = b.org_id AND c.booking_id = b.id
        WHERE b.status = 'completed' AND b.deleted_at IS NULL AND b.finished_at > b.started_at
          AND NOT EXISTS (SELECT 1 FROM time_entries e
                          WHERE e.org_id = b.org_id AND e.booking_id = b.id)
    ), apart AS (
        SELECT *, least(done, coalesce(next_begun, done)) AS ended FROM worked
    ), entries AS (
        INSERT INTO time_entries (id, org_id, booking_id, worker_id, state, planned_minutes,
                                  started_at, finished_at, overrun_reason, overrun_note, version)
        SELECT entry_id, org_id, booking_id, worker_id, 'finished', planned, begun, ended,
               CASE WHEN extract(epoch FROM ended - begun) > planned * 72 THEN 'extra_dirt' END,
               '', 1
        FROM apart WHERE ended > begun
        RETURNING id
    )
    INSERT INTO time_segments (id, org_id, entry_id, worker_id, started_at, ended_at)
    SELECT gen_random_uuid(), org_id, entry_id, worker_id, begun,
           CASE WHEN nth % 5 = 0 THEN begun + (ended - begun) * 0.5 ELSE ended END
    FROM apart WHERE ended > begun
    UNION ALL
    SELECT gen_random_uuid(), org_id, entry_id, worker_id, begun + (ended - begun) * 0.6, ended
    FROM apart WHERE ended > begun AND nth % 5 = 0
    """
)

_TICKED = text(
    """
    UPDATE checklist_items i SET ticked_at = b.finished_at - interval '12 minutes',
                                 ticked_by = (SELECT min(c.worker_id::text)::uuid
                                              FROM booking_crew c WHERE c.booking_id = b.id)
    FROM bookings b WHERE b.id = i.booking_id AND b.id = ANY(:bookings)
    """
)

_COPIED = text(
    """
    INSERT INTO checklist_items (id, org_id, booking_id, position, label, phase, is_required)
    SELECT gen_random_uuid(), b.org_id, b.id, i.position, i.label, i.phase, i.is_required
    FROM bookings b
    JOIN checklist_templates t ON t.org_id = b.org_id AND t.service_type_id = b.service_type_id
    JOIN checklist_template_items i ON i.org_id = t.org_id AND i.template_id = t.id
    WHERE b.id = ANY(:bookings)
      AND NOT EXISTS (SELECT 1 FROM checklist_items mine WHERE mine.booking_id = b.id)
    """
)

_CONSENT = text("UPDATE bookings SET consent_photos = number % 4 <> 0 WHERE deleted_at IS NULL")

_PHOTOGRAPHED = 3

_NOTES = (
    "New vacuum bags next time, this was the last one.",
    "The kitchen tap drips; told the client.",
    "Side door sticks. Push hard, then turn the key.",
)


async def prepare(ctx: Ctx) -> None:
    """Checklists for every service, and clients who don't mind photos. Acts as the owner."""
    for service in await catalogue.services(ctx):
        lines = [checklists.Line(*line) for line in suggested(service.key)]
        await checklists.save_template(ctx, service.id, lines)
    await ctx.session.execute(_CONSENT)


async def clock_the_past(ctx: Ctx) -> None:
    """Everybody's times on the visits that took place."""
    await ctx.session.flush()
    await ctx.session.execute(_CLOCKS)


async def look_back(ctx: Ctx, crew: dict[UUID, Actor]) -> None:
    """Ticked lists, notes and a problem on the newest visits."""
    recent = await _recent(ctx)
    ids = [booking_id for booking_id, _ in recent]
    await ctx.session.execute(_COPIED, {"bookings": ids})
    await ctx.session.execute(_TICKED, {"bookings": ids})
    for (booking_id, worker_id), note in zip(recent, _NOTES, strict=False):
        await visit_notes.add(replace(ctx, actor=crew[worker_id]), booking_id, note)
    if recent:
        booking_id, worker_id = recent[0]
        await problems.report(
            replace(ctx, actor=crew[worker_id]),
            booking_id,
            "damage",
            "The tap in the washroom drips and will not close; it did when we came.",
            at=ctx.now() - timedelta(minutes=25),
        )


async def _recent(ctx: Ctx) -> Sequence[tuple[UUID, UUID]]:
    """The newest visits that took place, with one of their crew each."""
    first = func.min(cast(col(BookingCrew.worker_id), String))
    found = await ctx.session.execute(
        select(col(Booking.id), first)
        .join(BookingCrew, col(BookingCrew.booking_id) == col(Booking.id))
        .where(col(Booking.status) == "completed", col(Booking.deleted_at).is_(None))
        .group_by(col(Booking.id), col(Booking.finished_at))
        .order_by(col(Booking.finished_at).desc(), col(Booking.id))
        .limit(12)
    )
    return [(booking_id, UUID(worker_id)) for booking_id, worker_id in found]


async def photograph(org: Identity, crew: dict[UUID, Actor], clock: Clock) -> None:
    """Photos of the newest visits, in units of work of their own."""
    async with db.unit(org, clock=clock) as ctx:
        consenting = [
            (booking_id, worker_id)
            for booking_id, worker_id in await _recent(ctx)
            if (await bookings.get(ctx, booking_id)).consent_photos
        ]
    for n, (booking_id, worker_id) in enumerate(consenting[:_PHOTOGRAPHED]):
        worker = replace(org, actor=crew[worker_id])
        for kind in ("before", "after"):
            upload_id = uuid5(booking_id, kind)
            data = _drawn(kind, n)
            await photos.add(
                worker, booking_id, upload_id=upload_id, kind=kind, data=data, clock=clock
            )


def _drawn(kind: str, seed: int) -> bytes:
    """A drawn kitchen counter, before or after, so that galleries have something to show."""
    width, height = 960, 720
    image = Image.new("RGB", (width, height), (226, 222, 214))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 300), fill=(203, 213, 210))
    for x in range(0, width, 96):
        for y in range(0, 300, 75):
            draw.rectangle((x + 3, y + 3, x + 92, y + 71), fill=(222, 230, 227))
    draw.rectangle((0, 300, width, 360), fill=(120, 104, 90))
    draw.rectangle((0, 360, width, height), fill=(238, 234, 226))
    draw.rounded_rectangle((560, 280, 820, 372), 18, fill=(168, 174, 178))
    draw.arc((650, 170, 750, 290), 180, 360, fill=(128, 134, 138), width=14)
    if kind == "before":
        for n in range(26):
            x, y = (n * 137 + seed * 61) % 900, 305 + (n * 53 + seed * 17) % 330
            draw.ellipse((x, y, x + 14 + n % 5 * 7, y + 10 + n % 4 * 5), fill=(122, 96, 66))
        draw.rectangle((120, 228, 200, 300), fill=(176, 92, 70))
        draw.ellipse((250, 250, 360, 300), fill=(214, 190, 120))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
