"""The conflict inbox: visits of series that did not come out as planned, each with what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, pieces, toast
from cleaning_app.components.booking.times import FewIds
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.components.series import words
from cleaning_app.context import Ctx
from cleaning_app.services import bookings, series
from cleaning_app.services.bookings import CrewChange, Moved
from cleaning_app.services.bookings.alternatives import Alternative


@dataclass
class Choice:
    """A free slot: who could come, and when. `starts_at` is ISO 8601 in UTC."""

    worker_id: str
    worker: str
    initials: str
    starts_at: str
    when: str
    same_time: bool


@dataclass
class Line:
    """One visit that needs somebody."""

    id: str
    client: str
    client_id: str
    series_id: str
    booking_id: str
    when: str
    service: str
    words: str
    reason: str
    choices: list[Choice] = field(default_factory=list)


class ConflictsState(LoadState, rx.State):
    """What is open, the soonest first."""

    lines: list[Line] = []
    count: int = 0
    may_edit: bool = False

    @handler("bookings.view", module="module.schedule", fills=True)
    async def load(self, ctx: Ctx):
        """Look at what is open."""
        found = await series.conflicts.listed(ctx)
        self.lines = [_line(ctx, one) for one in found]
        self.count = await series.conflicts.count(ctx)
        self.may_edit = ctx.can("bookings.edit")
        self.ready = True

    @handler("bookings.assign", module="module.schedule")
    async def take(self, ctx: Ctx, conflict_id: UUID, worker_id: UUID, starts_at: datetime):
        """Have somebody else come, then or at another time."""
        done = await series.conflicts.move(ctx, conflict_id, worker_id, starts_at)
        return [toast.done(_moved(ctx, done), undo=back(done)), ConflictsState.load]

    @handler("bookings.edit", module="module.schedule")
    async def put_back(self, ctx: Ctx, booking_id: UUID, starts_at: datetime, joined: FewIds):
        """Undo it: the visit waits again. Nobody joined where a colleague was quicker."""
        change = CrewChange(remove=joined) if joined else None
        await bookings.reschedule(ctx, booking_id, starts_at, crew=change, expect_reason=False)
        return [toast.done("The visit waits again."), ConflictsState.load]

    @handler("bookings.edit", module="module.schedule")
    async def skip(self, ctx: Ctx, conflict_id: UUID):
        """Leave that day out; the client is told."""
        series_id, on = await series.conflicts.skip(ctx, conflict_id)
        undo = ConflictsState.unskip(str(series_id), on.isoformat())
        return [toast.done("Skipped; the client is told.", undo=undo), ConflictsState.load]

    @handler("bookings.edit", module="module.schedule")
    async def unskip(self, ctx: Ctx, series_id: UUID, day: date):
        """Have that day again."""
        await series.unskip(ctx, series_id, day)
        return [toast.done("The visit stands again."), ConflictsState.load]

    @handler("bookings.edit", module="module.schedule")
    async def dismiss(self, ctx: Ctx, conflict_id: UUID):
        """Leave it as it is."""
        await series.conflicts.dismiss(ctx, conflict_id)
        undo = ConflictsState.recall(str(conflict_id))
        return [toast.done("Left as it is.", undo=undo), ConflictsState.load]

    @handler("bookings.edit", module="module.schedule")
    async def recall(self, ctx: Ctx, conflict_id: UUID):
        """Put it back on the list."""
        await series.conflicts.recall(ctx, conflict_id)
        return [toast.done("Back on the list."), ConflictsState.load]

    @handler("bookings.view")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Somebody changed a series or a booking: look again."""
        return ConflictsState.load if read_notices(sent) else None


def _moved(ctx: Ctx, done: Moved) -> str:
    if done.before.starts_at == done.after.starts_at:
        return f"{done.client} has a crew again."
    return f"{done.client} goes to {format.moment(done.after.starts_at, ctx.zone)}."


def back(done: Moved) -> Any:
    """The event that undoes it."""
    joined = [str(id) for id in done.joined]
    return ConflictsState.put_back(str(done.id), done.before.starts_at.isoformat(), joined)


def _line(ctx: Ctx, c: series.Conflict) -> Line:
    when = words.day(ctx, c.on_day)
    if c.starts_at is not None and c.ends_at is not None:
        when = words.visit(ctx, c.starts_at, c.ends_at)
    return Line(
        id=str(c.id),
        client=c.client,
        client_id=str(c.client_id),
        series_id=str(c.series_id),
        booking_id=str(c.booking_id or ""),
        when=when,
        service=c.service,
        words=c.words,
        reason=c.reason if c.booking_id else f"Not booked: {c.reason}",
        choices=[_choice(ctx, free, c.starts_at) for free in c.alternatives],
    )


def _choice(ctx: Ctx, free: Alternative, wanted: datetime | None) -> Choice:
    same = free.starts_at == wanted
    return Choice(
        worker_id=str(free.worker_id),
        worker=free.worker,
        initials=format.initials(free.worker),
        starts_at=free.starts_at.isoformat(),
        when="Same time" if same else words.visit(ctx, free.starts_at, free.ends_at),
        same_time=same,
    )


@page(
    "/series/conflicts",
    title="To settle",
    permission="bookings.view",
    module="module.schedule",
    parent="/series",
    on_load=ConflictsState.load,
)
def inbox() -> rx.Component:
    S = ConflictsState
    return rx.el.div(
        pieces.page_head(
            "To settle",
            under="Visits of series that could not be made as planned. They stand without whoever "
            "can't come, in the unassigned lane.",
        ),
        shown(S, _lines(), 8),
        live_feed(topics=["series", "bookings"], on_notice=S.hear),
        class_name="page",
        style={"maxWidth": "920px"},
    )


def _lines() -> rx.Component:
    S = ConflictsState
    none = rx.el.section(
        pieces.empty(
            "check",
            "Everything fits",
            "When somebody can't come to a visit of a series, it waits here with who could.",
            pieces.link_button("All series", "/series"),
        ),
        class_name="card",
    )
    more = rx.cond(
        S.count > S.lines.length(),
        rx.el.p(
            S.count.to_string(), " in all; the soonest are shown first.", class_name="faint num"
        ),
    )
    return rx.cond(
        S.lines.length() > 0,
        rx.el.div(rx.foreach(S.lines, _card), more, class_name="stack"),
        none,
    )


def _card(line: Any) -> rx.Component:
    S = ConflictsState
    head = rx.el.div(
        rx.el.div(
            rx.el.h2(pieces.link(line.client, href="/clients/" + line.client_id), class_name="row"),
            rx.el.div(line.when, " · ", line.service, class_name="muted num"),
            class_name="grow",
        ),
        pieces.link(
            pieces.icon("repeat", 13),
            line.words,
            href="/series/" + line.series_id,
            class_name="row faint",
        ),
        class_name="conflict-head",
    )
    free = rx.cond(
        line.choices.length() > 0,
        rx.el.div(
            rx.foreach(line.choices.to(list[Choice]), lambda one: _take(line, one)),
            class_name="choices three-up",
        ),
        rx.cond(
            line.booking_id != "",
            rx.el.p("Nobody who can do this is free within three days.", class_name="muted"),
        ),
    )
    acts = rx.el.div(
        rx.cond(
            line.booking_id != "",
            pieces.link_button("Open booking", "/bookings/" + line.booking_id, kind="quiet"),
            pieces.link_button("Open series", "/series/" + line.series_id, kind="quiet"),
        ),
        rx.el.span(class_name="push"),
        pieces.button("Skip this one", on_click=S.skip(line.id)),
        pieces.button("Leave as it is", on_click=S.dismiss(line.id)),
        class_name="row wrap conflict-acts",
    )
    return rx.el.section(
        head,
        rx.el.p(line.reason, class_name="warn-text"),
        rx.cond(S.may_edit, rx.fragment(free, acts)),
        class_name="card conflict",
        aria_label=line.client,
        key=line.id,
    )


def _take(line: Any, one: Any) -> rx.Component:
    return rx.el.button(
        pieces.avatar(one.initials),
        rx.el.span(
            rx.el.span(one.worker, class_name="strong"),
            rx.el.span(one.when, class_name=rx.cond(one.same_time, "good", "faint")),
            class_name="two-lines",
        ),
        type="button",
        class_name="choice num",
        on_click=ConflictsState.take(line.id, one.worker_id, one.starts_at),
    )
