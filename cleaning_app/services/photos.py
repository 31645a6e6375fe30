"""Photos of a visit: taken by its crew, kept in storage, shown to the crew and the office."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain.time_tracking import moment_of_tap
from cleaning_app.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from cleaning_app.models import Booking, BookingCrew, BookingPhoto, Worker
from cleaning_app.models.visits import PHOTO_KINDS
from cleaning_app.permissions import OWN_BOOKINGS
from cleaning_app.services import audit, kept_files, live, photo_files, problems, rows
from cleaning_app.services.bookings import holding
from cleaning_app.services.visit_notes import expect_own

FEATURE = "quality.photo_evidence"
MOST_OF_A_VISIT = 60
_MISSING = "There is no such photo."


@dataclass(frozen=True)
class Photo:
    """A picture from a visit; its bytes come from `open_file`. `problem_id`: what it shows."""

    id: UUID
    booking_id: UUID
    kind: str
    worker: str
    width: int
    height: int
    taken_at: datetime
    problem_id: UUID | None


async def add(
    identity: Identity,
    booking_id: UUID,
    *,
    upload_id: UUID,
    kind: str,
    data: bytes,
    age: timedelta = timedelta(),
    report_id: UUID | None = None,
    clock: Clock | None = None,
    request_id: str = "-",
) -> Photo:
    """Keep a photo of an own booking, taken `age` ago; the same `upload_id` again is the same photo.
    `report_id` names the problem it was taken for, as `problems.report` was told.

    Opens its own units of work: none is held while the picture is decoded and stored.

    Raises:
        NotFound: not theirs. Forbidden: switched off, or the client does not want photos.
        Invalid: no picture we take. Conflict: too many. Unavailable: storage is away.
    """
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        if (known := await _expect_wanted(ctx, booking_id, upload_id, kind)) is not None:
            return known
    picture = await kept_files.picture(data)
    key = photo_files.key_of(identity.org.id, booking_id, upload_id)
    await kept_files.put_picture(key, picture)
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        if (known := await _expect_wanted(ctx, booking_id, upload_id, kind)) is not None:
            return known
        problem_id = await problems.reported(ctx, booking_id, report_id)
        photo = BookingPhoto(
            org_id=ctx.org.id,
            booking_id=booking_id,
            worker_id=ctx.own_worker(),
            upload_id=upload_id,
            kind=kind if problem_id is None else "problem",
            problem_id=problem_id,
            storage_key=key,
            width=picture.width,
            height=picture.height,
            bytes=len(picture.full),
            sha256=hashlib.sha256(picture.full).digest(),
            taken_at=moment_of_tap(ctx.now(), ctx.now() - age, None),
        )
        ctx.session.add(photo)
        await ctx.session.flush()
        audit.record(ctx, "photo.add", "booking", booking_id, kind=kind, photo=str(photo.id))
        await live.announce(ctx, "bookings", booking_id, "photo")
        return _photo(photo, ctx.actor.name)


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Photo]:
    """The photos of a booking, oldest first."""
    ctx.require("bookings.view")
    return (await load(ctx, [booking_id])).get(booking_id, [])


async def load(ctx: Ctx, booking_ids: Collection[UUID]) -> dict[UUID, list[Photo]]:
    """The photos of some bookings, by booking. The caller has checked permission."""
    if not booking_ids:
        return {}
    found: Any = await ctx.session.execute(
        select(BookingPhoto, col(Worker.name))
        .join(Worker, col(Worker.id) == col(BookingPhoto.worker_id))
        .where(
            col(BookingPhoto.booking_id).in_(booking_ids), col(BookingPhoto.deleted_at).is_(None)
        )
        .order_by(col(BookingPhoto.taken_at), col(BookingPhoto.id))
    )
    by_booking: dict[UUID, list[Photo]] = {}
    for row, name in found:
        by_booking.setdefault(row.booking_id, []).append(_photo(row, name))
    return by_booking


async def remove(ctx: Ctx, photo_id: UUID) -> None:
    """Take a photo away: one's own while the visit lasts, any with `quality.manage`. Restorable.

    Raises:
        NotFound: no such photo, or not theirs. Conflict: the visit is over.
    """
    ctx.require("quality.manage", OWN_BOOKINGS)
    photo = await rows.locked(ctx, BookingPhoto, photo_id, _MISSING)
    if not ctx.can("quality.manage"):
        if photo.worker_id != ctx.own_worker():
            raise NotFound(_MISSING)
        booking = await rows.one(ctx, Booking, photo.booking_id, _MISSING)
        if booking.status not in ("confirmed", "in_progress"):
            words = "This job is over. Ask the office if the times are wrong."
            raise Conflict(words, extra={"said": "refused_over"})
    if photo.deleted_at is None:
        photo.deleted_at, photo.deleted_by = ctx.now(), ctx.actor.name
        await _changed(ctx, photo, "delete")


async def restore(ctx: Ctx, photo_id: UUID) -> None:
    """Take `remove` back. Raises NotFound."""
    ctx.require("quality.manage")
    photo = await rows.locked(ctx, BookingPhoto, photo_id, _MISSING)
    if photo.deleted_at is not None:
        photo.deleted_at, photo.deleted_by = None, ""
        await _changed(ctx, photo, "restore")


async def open_file(ctx: Ctx, photo_id: UUID, *, small: bool) -> AsyncGenerator[bytes, None]:
    """The JPEG of a photo, for the office and the crew of its booking, as pieces to be sent.

    Raises:
        NotFound: no such photo, taken away, or another crew's.
    """
    ctx.require("bookings.view", OWN_BOOKINGS)
    photo = await rows.one(ctx, BookingPhoto, photo_id, _MISSING)
    if photo.deleted_at is not None or not await _may_see(ctx, photo):
        raise NotFound(_MISSING)
    ending = kept_files.SMALL if small else kept_files.FULL
    return kept_files.pieces(f"{photo.storage_key}{ending}", _MISSING)


async def _may_see(ctx: Ctx, photo: BookingPhoto) -> bool:
    if ctx.can("bookings.view"):
        return True
    on_it = select(col(BookingCrew.worker_id)).where(
        col(BookingCrew.booking_id) == photo.booking_id,
        col(BookingCrew.worker_id) == ctx.actor.worker_id,
    )
    return await ctx.session.scalar(on_it) is not None


async def _expect_wanted(ctx: Ctx, booking_id: UUID, upload_id: UUID, kind: str) -> Photo | None:
    """Refuse what may not be kept; the photo itself when it is here already."""
    worker_id = ctx.own_worker()
    if not ctx.org.has(FEATURE):
        raise Forbidden("Photos are switched off.", extra={"said": "refused_photos_off"})
    if kind not in PHOTO_KINDS:
        raise Invalid("Say which photo it is.", [FieldError("kind", "before, after or problem")])
    await expect_own(ctx, booking_id, worker_id)
    booking = await holding.booking(ctx, booking_id)
    known = await ctx.session.scalar(
        select(BookingPhoto).where(col(BookingPhoto.upload_id) == upload_id)
    )
    if known is not None:
        if (known.booking_id, known.worker_id) != (booking_id, worker_id):
            raise Conflict("This upload belongs to something else.")
        return _photo(known, ctx.actor.name)
    if not booking.consent_photos:
        words = "The client does not want photos."
        raise Forbidden(words, extra={"said": "refused_photo_consent"})
    if len((await load(ctx, [booking_id])).get(booking_id, [])) >= MOST_OF_A_VISIT:
        words = f"A visit has at most {MOST_OF_A_VISIT} photos."
        raise Conflict(words, extra={"said": "refused_photo_many"})
    return None


async def _changed(ctx: Ctx, photo: BookingPhoto, verb: str) -> None:
    await ctx.session.flush()
    audit.record(ctx, f"photo.{verb}", "booking", photo.booking_id, photo=str(photo.id))
    await live.announce(ctx, "bookings", photo.booking_id, f"photo_{verb}")


def _photo(row: BookingPhoto, worker: str) -> Photo:
    return Photo(
        id=row.id,
        booking_id=row.booking_id,
        kind=row.kind,
        worker=worker,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        problem_id=row.problem_id,
    )
