"""The worker app's own routes: what the phone keeps, what is tapped on it, photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from starlette.requests import Request

from cleaning_app import cookies, crypto
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, Moment, Query
from cleaning_app.api.uploads import Upload
from cleaning_app.context import Ctx, Identity
from cleaning_app.domain.time_tracking import LATEST_TAP
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.permissions import OWN_BOOKINGS
from cleaning_app.services import (
    checklists,
    phone,
    photos,
    problems,
    time_tracking,
    visit_notes,
    worker_day,
)
from cleaning_app.services.phone import KeptDay, KeptJob, Offset
from cleaning_app.services.photos import Photo

PHONE_TIME = "x-phone-time"


class Week(Query):
    """Seven days from `from`, today unless told."""

    first_day: Day | None = Field(default=None, alias="from")


@dataclass(frozen=True)
class Kept:
    """What a phone keeps: whose it is, when it was read, seven days of jobs."""

    who: str
    person: str
    offsets: list[Offset]
    now: datetime
    today: date
    takes_photos: bool
    csrf_token: str | None
    days: list[KeptDay]


class Tap(Body):
    """Something a worker tapped, maybe a while ago and without a line."""

    kind: Literal[
        "start",
        "undo_start",
        "pause",
        "resume",
        "finish",
        "complete",
        "tick",
        "untick",
        "note",
        "problem",
    ]
    booking_id: UUID
    tapped_at: Moment
    item_id: UUID | None = None
    report_id: UUID | None = None
    text: Annotated[str, Field(max_length=2000)] = ""
    reason: Annotated[str, Field(max_length=20)] = ""
    despite_missing: bool = False


class Looked(Body):
    """Keys and codes, in clear."""

    notes: str


@endpoint(
    "GET", "/phone/days", needs=OWN_BOOKINGS, answer=Kept, module="", tag="phone", in_document=False
)
async def days(ctx: Ctx, query: Week, request: Request) -> Kept:
    """The worker's own jobs of a week, with all that their pages show."""
    token = cookies.session_token(request.headers.get("cookie"))
    return Kept(
        who=str(ctx.actor.worker_id),
        person=ctx.actor.name,
        offsets=phone.offsets(ctx),
        now=ctx.now(),
        today=ctx.today(),
        takes_photos=ctx.org.has(photos.FEATURE),
        csrf_token=crypto.csrf_token(token) if token else None,
        days=await phone.days(ctx, query.first_day),
    )


@endpoint(
    "GET", "/phone/jobs/{id}", needs=OWN_BOOKINGS, answer=KeptJob, module="", in_document=False
)
async def job(ctx: Ctx, id: UUID) -> KeptJob:
    """One of the worker's own jobs."""
    return await phone.job(ctx, id)


@endpoint(
    "POST", "/phone/jobs/{id}/access", needs=OWN_BOOKINGS, answer=Looked, module="",
    in_document=False,
)  # fmt: skip
async def access(ctx: Ctx, id: UUID) -> Looked:
    """Keys and codes of an own job of today; each look leaves an audit row."""
    return Looked(notes=await worker_day.access_notes(ctx, id))


@endpoint(
    "POST", "/phone/taps", needs=OWN_BOOKINGS, answer=KeptJob, module="", idempotency="required",
    in_document=False,
)  # fmt: skip
async def tap(ctx: Ctx, body: Tap, request: Request) -> KeptJob:
    """Do what was tapped, as of when it was tapped; the job as it is now.

    The header X-Phone-Time says what the phone's clock shows while sending, so that one that is
    wrong doesn't make the times wrong.
    """
    at = _moment(ctx, request, body.tapped_at)
    await _TAPS[body.kind](ctx, body, at)
    return await phone.job(ctx, body.booking_id)


def _moment(ctx: Ctx, request: Request, tapped_at: datetime) -> datetime:
    """When something was tapped, by our clock."""
    given = request.headers.get(PHONE_TIME)
    if given is None:
        return tapped_at
    try:
        shown = TypeAdapter(AwareDatetime).validate_strings(given[:40])
        age = max(timedelta(), shown - tapped_at)
    except (ValidationError, OverflowError):
        raise Invalid("X-Phone-Time is not a moment with its offset.") from None
    # An age beyond what is taken at all is refused by the service, in its words.
    return ctx.now() - min(age, LATEST_TAP + timedelta(days=1))


async def _clock(ctx: Ctx, body: Tap, at: datetime) -> None:
    await getattr(time_tracking, body.kind)(ctx, body.booking_id, at=at)


async def _finish(ctx: Ctx, body: Tap, at: datetime) -> None:
    await phone.finish(
        ctx, body.booking_id, at=at, overrun_reason=body.reason, overrun_note=body.text,
        despite_missing=body.despite_missing,
    )  # fmt: skip


async def _tick(ctx: Ctx, body: Tap, at: datetime) -> None:
    if body.item_id is None:
        raise Invalid("Which line?", [FieldError("item_id", "Name a line of the checklist.")])
    done = body.kind == "tick"
    await checklists.tick(ctx, body.booking_id, body.item_id, done=done, at=at)


async def _note(ctx: Ctx, body: Tap, at: datetime) -> None:
    await visit_notes.add(ctx, body.booking_id, body.text, at=at)


async def _problem(ctx: Ctx, body: Tap, at: datetime) -> None:
    await problems.report(
        ctx, body.booking_id, body.reason, body.text, at=at, report_id=body.report_id
    )


_TAPS = {
    "start": _clock,
    "undo_start": _clock,
    "pause": _clock,
    "resume": _clock,
    "complete": _clock,
    "finish": _finish,
    "tick": _tick,
    "untick": _tick,
    "note": _note,
    "problem": _problem,
}


@endpoint(
    "POST", "/phone/jobs/{id}/photos", needs=OWN_BOOKINGS, answer=Photo, status=201, module="",
    in_document=False,
)  # fmt: skip
async def add_photo(identity: Identity, request_id: str, id: UUID, upload: Upload) -> Photo:
    """Keep a photo: form fields `upload_id`, `kind`, `age_seconds`, `report_id` when it shows a
    problem, and the file `photo`."""
    upload_id, age = upload.uuid("upload_id"), upload.number("age_seconds", 0, 10**9)
    return await photos.add(
        identity,
        id,
        upload_id=upload_id,
        kind=upload.fields.get("kind", ""),
        data=upload.data,
        age=timedelta(seconds=age),
        report_id=upload.uuid("report_id") if upload.fields.get("report_id") else None,
        request_id=request_id,
    )


@endpoint(
    "DELETE", "/phone/photos/{id}", needs=OWN_BOOKINGS, status=204, module="", in_document=False
)
async def remove_photo(ctx: Ctx, id: UUID) -> None:
    """Take an own photo away again."""
    await photos.remove(ctx, id)
