"""What came from the crew of a booking: times, checklist, photos, notes, problems; and putting it right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import resolve_local
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid
from cleaning_app.services import (
    bookings,
    checklists,
    photos,
    problems,
    time_tracking,
    visit_notes,
)
from cleaning_app.services.bookings import BookingDetail
from cleaning_app.services.time_tracking import Clock

_STATES = {
    "running": ("On the clock", "violet"),
    "paused": ("On a break", "amber"),
    "finished": ("Finished", "green"),
}
_REASONS = {
    "access_delay": "getting in took long",
    "extra_dirt": "dirtier than usual",
    "client_request": "the client asked for more",
    "supplies_missing": "supplies were missing",
    "estimate_wrong": "planned too short",
    "parking_delay": "parking took long",
    "other": "other",
}
STRETCHES = 3


@dataclass
class ClockRow:
    """One of the crew, and their time."""

    worker_id: str
    name: str
    initials: str
    times: str
    worked: str
    state: str
    colour: str
    over: str


@dataclass
class PhotoRow:
    """A photo, by its addresses."""

    id: str
    small: str
    full: str
    words: str


@dataclass
class ProblemRow:
    """A problem, what became of it, and what it looks like."""

    id: str
    words: str
    text: str
    said: str
    answer: str
    is_open: bool
    photos: list[PhotoRow]


@dataclass
class LineRow:
    """A line of the checklist."""

    label: str
    done: bool
    required: bool
    by: str


@dataclass
class NoteRow:
    """A note of the crew."""

    text: str
    said: str


@dataclass
class Stretch:
    """Start and end of a stretch, as the correction's form shows them."""

    start: str = ""
    end: str = ""


class OnSite(forms.FormState, rx.State):
    """What the crew sent, for the booking whose page is open."""

    clocks: list[ClockRow] = []
    troubles: list[ProblemRow] = []
    lines: list[LineRow] = []
    ticked: str = ""
    photos: list[PhotoRow] = []
    notes: list[NoteRow] = []
    correcting: str = ""
    correcting_name: str = ""
    stretches: list[Stretch] = []
    looking_at: PhotoRow = PhotoRow("", "", "", "")
    can_edit: bool = False
    can_manage: bool = False
    is_open: bool = False
    _booking: str = ""
    _version: int | None = None

    @handler("bookings.view")
    async def show(self, ctx: Ctx, booking_id: UUID):
        """Fill for a booking."""
        await self._fill(ctx, booking_id)

    async def _fill(self, ctx: Ctx, booking_id: UUID) -> None:
        booking = await bookings.get(ctx, booking_id)
        self._booking, self.correcting = str(booking_id), ""
        self.can_edit, self.can_manage = ctx.can("bookings.edit"), ctx.can("quality.manage")
        self.is_open = booking.status in ("in_progress", "completed")
        self.clocks = _clocks(ctx, booking, await time_tracking.of_booking(ctx, booking_id))
        taken = await photos.of_booking(ctx, booking_id)
        found = await problems.of_booking(ctx, booking_id)
        self.troubles = [_problem(ctx, one, taken) for one in found]
        self.photos = [_photo(ctx, one) for one in taken if one.problem_id is None]
        items = await checklists.of_booking(ctx, booking_id)
        self.lines = [_line(ctx, item) for item in items]
        self.ticked = f"{sum(line.done for line in self.lines)} of {len(self.lines)}"
        self.notes = [
            NoteRow(one.text, f"{one.author} · {format.moment(one.written_at, ctx.zone)}")
            for one in await visit_notes.of_booking(ctx, booking_id)
        ]

    async def _again(self, ctx: Ctx) -> None:
        await self._fill(ctx, address.known_id(self._booking))

    @handler("bookings.edit")
    async def resolve(self, ctx: Ctx, problem_id: UUID, form: dict[str, Any]):
        """Say that a problem has been dealt with."""
        await problems.resolve(ctx, problem_id, str(form.get("resolution", "")))
        await self._again(ctx)
        return toast.done("Marked as solved.", undo=OnSite.reopen(str(problem_id)))

    @handler("bookings.edit")
    async def reopen(self, ctx: Ctx, problem_id: UUID):
        """Take that back."""
        await problems.reopen(ctx, problem_id)
        await self._again(ctx)
        return toast.done("Open again.")

    @handler("bookings.view")
    async def look(self, ctx: Ctx, photo_id: str):
        """Show a photo large, or none ("")."""
        shown = [*self.photos, *(photo for one in self.troubles for photo in one.photos)]
        found = [photo for photo in shown if photo.id == photo_id]
        self.looking_at = found[0] if found else PhotoRow("", "", "", "")

    @handler("quality.manage")
    async def remove_photo(self, ctx: Ctx, photo_id: UUID):
        """Take a photo away."""
        await photos.remove(ctx, photo_id)
        self.looking_at = PhotoRow("", "", "", "")
        await self._again(ctx)
        return toast.done("Photo removed.", undo=OnSite.restore_photo(str(photo_id)))

    @handler("quality.manage")
    async def restore_photo(self, ctx: Ctx, photo_id: UUID):
        """Bring it back."""
        await photos.restore(ctx, photo_id)
        await self._again(ctx)
        return toast.done("Photo restored.")

    @handler("bookings.edit")
    async def ask(self, ctx: Ctx, worker_id: str):
        """Open the correction of somebody's times, or close it ("")."""
        self.correcting, self.problems = worker_id[:40], {}
        rows = [row for row in self.clocks if row.worker_id == worker_id]
        if not rows:
            self.correcting = ""
            return
        self.correcting_name = rows[0].name
        found = await time_tracking.of_booking(ctx, address.known_id(self._booking))
        clock = next((one for one in found if str(one.worker_id) == worker_id), None)
        self._version = clock.version if clock else None
        spans = clock.spans if clock else []
        shown = [
            Stretch(*(f"{at.astimezone(ctx.zone):%H:%M}" if at else "" for at in ends))
            for ends in ((span.started_at, span.ended_at) for span in spans)
        ]
        self.stretches = (shown + [Stretch()] * STRETCHES)[: max(STRETCHES, len(shown))]

    @handler("bookings.edit")
    async def correct(self, ctx: Ctx, form: dict[str, Any]):
        """Save somebody's times."""
        booking = await bookings.get(ctx, address.known_id(self._booking))
        spans = [
            span
            for n in range(len(self.stretches))
            if (
                span := _span(
                    ctx, booking, str(form.get(f"start{n}", "")), str(form.get(f"end{n}", ""))
                )
            )
        ]
        await time_tracking.correct(
            ctx, booking.id, address.known_id(self.correcting), spans,
            str(form.get("reason", "")), version=self._version,
        )  # fmt: skip
        await self._again(ctx)
        return toast.done("Times corrected.")


def _span(ctx: Ctx, booking: BookingDetail, start: str, end: str) -> Interval | None:
    """A stretch on the day of the visit; an end before its start is of the next day."""
    if not start.strip() and not end.strip():
        return None
    day = (booking.started_at or booking.starts_at).astimezone(ctx.zone).date()
    try:
        first, last = (
            datetime.combine(day, time.fromisoformat(at.strip().zfill(5))) for at in (start, end)
        )
    except ValueError:
        raise Invalid.field(
            "spans", "Give each stretch a start and an end, such as 8:30 and 10:15."
        ) from None
    if last <= first:
        last += timedelta(days=1)
    return Interval(resolve_local(first, ctx.zone), resolve_local(last, ctx.zone))


def _clocks(ctx: Ctx, booking: BookingDetail, found: list[Clock]) -> list[ClockRow]:
    rows = [_clock(ctx, one) for one in found]
    have = {row.worker_id for row in rows}
    rows += [
        ClockRow(str(one.id), one.name, format.initials(one.name), "", "", "", "grey", "")
        for one in booking.crew
        if str(one.id) not in have
    ]
    return rows


def _clock(ctx: Ctx, one: Clock) -> ClockRow:
    state, colour = _STATES.get(one.state, ("", "grey"))
    spans = ", ".join(
        f"{format.time(span.started_at, ctx.zone)}–"
        + (format.time(span.ended_at, ctx.zone) if span.ended_at else "now")
        for span in one.spans
    )
    over = ""
    if one.is_overrun:
        reason = _REASONS.get(one.overrun_reason or "", "")
        over = " · ".join(
            part for part in ("Longer than planned", reason, one.overrun_note) if part
        )
    return ClockRow(
        str(one.worker_id),
        one.worker,
        format.initials(one.worker),
        spans,
        f"{format.duration(one.worked_seconds // 60)} of {format.duration(one.planned_minutes)}",
        state,
        colour,
        over,
    )


def _problem(ctx: Ctx, one: problems.Problem, taken: list[photos.Photo]) -> ProblemRow:
    answer = ""
    if one.resolved_at is not None:
        when = format.moment(one.resolved_at, ctx.zone)
        solved = f"Solved by {one.resolved_by}, {when}"
        answer = f"{solved}: {one.resolution}" if one.resolution else solved
    said = f"{one.worker} · {format.moment(one.reported_at, ctx.zone)}"
    return ProblemRow(
        id=str(one.id),
        words=one.words,
        text=one.text,
        said=said,
        answer=answer,
        is_open=one.resolved_at is None,
        photos=[_photo(ctx, photo) for photo in taken if photo.problem_id == one.id],
    )


def _line(ctx: Ctx, item: checklists.Item) -> LineRow:
    by = ""
    if item.ticked_at is not None:
        by = f"{item.ticked_by.split(' ')[0]} {format.time(item.ticked_at, ctx.zone)}"
    return LineRow(item.label, item.ticked_at is not None, item.is_required, by)


def _photo(ctx: Ctx, one: photos.Photo) -> PhotoRow:
    words = f"{one.kind.capitalize()} · {one.worker} · {format.moment(one.taken_at, ctx.zone)}"
    return PhotoRow(str(one.id), f"/photos/{one.id}/small", f"/photos/{one.id}", words)
