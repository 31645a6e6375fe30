"""One series' page: what it shows, and everything that can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, reading, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.view import extra_words, quoted_words
from cleaning_app.components.handler import handler
from cleaning_app.components.history import Happening
from cleaning_app.components.live import read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.components.series import words
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.pages.series.edit import EditSeries
from cleaning_app.pages.series.story import story
from cleaning_app.services import series
from cleaning_app.services.series import SeriesDay, SeriesDetail, Undo


@dataclass
class Facts:
    """What the page says of the series."""

    id: str = ""
    client: str = ""
    client_id: str = ""
    words: str = ""
    time: str = ""
    service: str = ""
    address: str = ""
    crew: str = ""
    price: str = ""
    window: str = ""
    team: str = ""
    extras: str = ""
    quoted: str = ""
    notes: str = ""
    holidays: str = ""
    state: str = ""
    colour: str = "grey"
    paused: str = ""
    ended: str = ""
    done: str = ""
    previous_id: str = ""
    following_id: str = ""
    can_edit: bool = False
    is_paused: bool = False
    is_ended: bool = False
    is_finished: bool = False


@dataclass
class VisitRow:
    """A visit of the series; `day` is the day of the rule it stands for."""

    id: str
    number: str
    when: str
    crew: str
    status: str
    colour: str
    price: str
    day: str = ""
    changed: str = ""


@dataclass
class SkippedDay:
    """A day that is left out."""

    day: str
    words: str


class SeriesState(EditSeries, LoadState, forms.FormState, rx.State):
    """One series' page."""

    facts: Facts = Facts()
    upcoming: list[VisitRow] = []
    past: list[VisitRow] = []
    skipped: list[SkippedDay] = []
    problems_open: list[str] = []
    happenings: list[Happening] = []
    today: str = ""
    asking: str = ""
    _undo: Undo | None = None

    @handler("bookings.view", module="module.schedule", fills=True)
    async def load(self, ctx: Ctx):
        """Fill the page for the series in the address."""
        self.ready = False
        await self._show(ctx, address.path_id(self))
        self.asking, self.ready = "", True

    async def _show(self, ctx: Ctx, series_id: UUID) -> None:
        found = await series.get(ctx, series_id)
        self.facts, self.today = _facts(ctx, found), ctx.today().isoformat()
        self.upcoming = [_coming(ctx, one) for one in found.upcoming]
        self.past = [_row(ctx, one) for one in found.past]
        self.skipped = [SkippedDay(day.isoformat(), format.day(day)) for day in found.skipped]
        self.problems_open = [
            f"{words.day(ctx, one.on_day)}: {one.reason}" for one in found.conflicts
        ]
        self.happenings = story(ctx, found.history)
        self._version = found.row.version

    def _id(self) -> UUID:
        return known_id(self.facts.id)

    @handler("bookings.edit")
    async def ask(self, ctx: Ctx, what: str):
        """Open a form ("edit", "pause", "end") or close it ("")."""
        if what == "edit":
            await self._begin_edit(ctx, await series.get(ctx, self._id()))
        self.asking = what[:10]

    @handler("bookings.edit", module="module.schedule")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Change all visits to come, or those from a day on."""
        done = await self._saved(ctx, self._id(), form)
        self.asking, self._undo = "", done.undo
        said = toast.done(words.changed(done), undo=SeriesState.undo)
        if done.id != self._id():
            return [said, rx.redirect(f"/series/{done.id}")]
        await self._show(ctx, done.id)
        return said

    @handler("bookings.edit", module="module.schedule")
    async def undo(self, ctx: Ctx):
        """Put the series back as it was before the last change from this page."""
        if self._undo is None:
            raise Conflict("There is nothing to undo any more.")
        undo, self._undo = self._undo, None
        back = await series.take_back(ctx, undo)
        said = toast.done("The series is as it was.")
        if back.id != self._id():
            return [said, rx.redirect(f"/series/{back.id}")]
        await self._show(ctx, back.id)
        return said

    @handler("bookings.edit", module="module.schedule")
    async def pause(self, ctx: Ctx, form: dict[str, Any]):
        """Make no visits for a while."""
        done = await series.pause(
            ctx,
            self._id(),
            reading.day(form.get("from", ""), "from"),
            reading.optional_day(form.get("until", ""), "until"),
            version=self._version,
        )
        self.asking = ""
        await self._show(ctx, done.id)
        return toast.done(words.stopped("Paused", done), undo=SeriesState.resume)

    @handler("bookings.edit", module="module.schedule")
    async def resume(self, ctx: Ctx):
        """Go on."""
        done = await series.resume(ctx, self._id())
        await self._show(ctx, self._id())
        return toast.done(words.taken_up("Resumed", done))

    @handler("bookings.edit", module="module.schedule")
    async def end(self, ctx: Ctx, form: dict[str, Any]):
        """Make no more visits."""
        done = await series.end(
            ctx,
            self._id(),
            str(form.get("reason", "")),
            since=reading.day(form.get("since", ""), "since"),
            cancel=form.get("cancel") in ("on", "true", "True"),
            version=self._version,
        )
        self.asking = ""
        await self._show(ctx, done.id)
        return toast.done(words.stopped("Ended", done), undo=SeriesState.reopen)

    @handler("bookings.edit", module="module.schedule")
    async def reopen(self, ctx: Ctx):
        """Take the series up again."""
        done = await series.reopen(ctx, self._id())
        await self._show(ctx, self._id())
        return toast.done(words.taken_up("The series goes on", done))

    @handler("bookings.edit", module="module.schedule")
    async def skip(self, ctx: Ctx, day: date):
        """Leave one visit out; the client is told."""
        done = await series.skip(ctx, self._id(), day)
        await self._show(ctx, self._id())
        undo = SeriesState.unskip(day.isoformat())
        return toast.done(words.stopped("Skipped", done), undo=undo)

    @handler("bookings.edit", module="module.schedule")
    async def unskip(self, ctx: Ctx, day: date):
        """Have a skipped day again."""
        await series.unskip(ctx, self._id(), day)
        await self._show(ctx, self._id())
        return toast.done("The visit stands again.")

    @handler("bookings.view", module="module.schedule")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Somebody changed it or one of its visits: look again."""
        shown = {self.facts.id, *(row.id for row in self.upcoming)}
        if any(notice.id in shown for notice in read_notices(sent)):
            await self._show(ctx, self._id())


def _facts(ctx: Ctx, s: SeriesDetail) -> Facts:
    row = s.row
    edit = ctx.can("bookings.edit")
    return Facts(
        id=str(row.id),
        client=row.client,
        client_id=str(row.client_id),
        words=row.words,
        time=words.clock(row.at, row.minutes),
        service=row.service,
        address=s.address,
        crew=", ".join(worker.name for worker in row.crew),
        price=format.money(row.price_cents),
        window=_window(s),
        team=s.team,
        extras=", ".join(extra_words(extra) for extra in s.extras),
        quoted=quoted_words(s.quoted),
        notes=s.notes,
        holidays=_HOLIDAYS[s.holiday_policy],
        state=format.words(row.state),
        colour=words.STATE_COLOURS.get(row.state, "grey"),
        paused=words.paused(s.paused_from, s.paused_until),
        ended=_ended(s),
        done=format.count(s.done, "visit done", "visits done"),
        previous_id=str(s.previous_id or ""),
        following_id=str(s.following_id or ""),
        can_edit=edit and row.state != "finished" and s.ended_from is None,
        is_paused=s.paused_from is not None,
        is_ended=s.ended_from is not None,
        is_finished=row.state == "finished",
    )


_HOLIDAYS = {
    "keep": "We come all the same",
    "skip": "The visit is left out",
    "move": "Moved to the next working day",
}


def _window(s: SeriesDetail) -> str:
    """Between 8:00 and 10:00"""
    if s.earliest_at is None or s.latest_at is None:
        return ""
    first, last = (f"{at.hour}:{at:%M}" for at in (s.earliest_at, s.latest_at))
    return f"Begins between {first} and {last}"


def _ended(s: SeriesDetail) -> str:
    if s.ended_from is None:
        return ""
    reason = s.end_reason.rstrip(".")
    return f"No visits from {format.day(s.ended_from)} on: {reason}."


def _coming(ctx: Ctx, one: SeriesDay) -> VisitRow:
    row = _row(ctx, one.booking)
    row.day, row.changed = one.on_day.isoformat(), ", ".join(one.changed)
    return row


def _row(ctx: Ctx, b: Any) -> VisitRow:
    return VisitRow(
        id=str(b.id),
        number=f"B-{b.number:05}",
        when=words.visit(ctx, b.starts_at, b.ends_at),
        crew=", ".join(member.name for member in b.crew),
        status=format.words(b.status),
        colour=format.colour(b.status),
        price=format.money(b.price_cents),
    )
