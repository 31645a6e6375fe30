"""The waitlist: who waits for what, and which free time would suit them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.override import Overriding, override_dialog
from cleaning_app.components.booking.times import time_row
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import waitlist
from cleaning_app.services.bookings import NeedsReason
from cleaning_app.services.waitlist import Chance, Waiting

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FewIds = Annotated[list[UUID], Field(max_length=10)]


@dataclass
class Choice:
    """A free time that suits somebody."""

    starts_at: str
    when: str
    who: str
    workers: list[str]


@dataclass
class WaitRow:
    """Somebody who waits."""

    id: str
    client_id: str
    client: str
    what: str
    wish: str
    notes: str
    since: str
    choices: list[Choice] = field(default_factory=list[Choice])


class WaitlistState(Overriding, LoadState, rx.State):
    """Everybody who waits."""

    rows: list[WaitRow] = []
    may_edit: bool = False

    @handler("bookings.view", module="module.schedule", fills=True)
    async def load(self, ctx: Ctx):
        """Who waits, and what is free for them."""
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        self.rows = [_row(ctx, chance) for chance in await waitlist.chances(ctx)]
        self.may_edit = ctx.can("bookings.edit") and ctx.can("bookings.assign")

    @handler("bookings.edit", module="module.schedule", once=("ready",))
    async def book(self, ctx: Ctx, entry_id: UUID, starts_at: datetime, crew: FewIds):
        """Book the free time, and take them off the list."""
        return await self._book(ctx, entry_id, starts_at, crew)

    async def _book(
        self, ctx: Ctx, entry_id: UUID, starts_at: datetime, crew: list[UUID], reason: str = ""
    ) -> Any:
        try:
            saved = await waitlist.book(ctx, entry_id, starts_at, crew, override_reason=reason)
        except NeedsReason as refused:
            deed = {"entry": str(entry_id), "start": starts_at, "crew": crew}
            self._ask_why(refused, "Nothing is booked yet.", **deed)
            return None
        await self._fill(ctx)
        said = f"Booked B-{saved.number:05}. It waits to be confirmed."
        return toast.done(said, undo=WaitlistState.unbook(str(entry_id)))

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """The booking that waited for a reason."""
        return await self._book(ctx, known_id(deed["entry"]), deed["start"], deed["crew"], reason)

    @handler("bookings.edit", module="module.schedule")
    async def unbook(self, ctx: Ctx, entry_id: UUID):
        """Undo booking it."""
        await waitlist.unbook(ctx, entry_id)
        await self._fill(ctx)
        return toast.done("Back on the waitlist.")

    @handler("bookings.edit", module="module.schedule")
    async def set_closed(self, ctx: Ctx, entry_id: UUID, closed: bool):
        """Take them off the list, or put them back."""
        await (waitlist.close if closed else waitlist.reopen)(ctx, entry_id)
        await self._fill(ctx)
        if not closed:
            return toast.done("Back on the waitlist.")
        undo = WaitlistState.set_closed(str(entry_id), False)
        return toast.done("Taken off the waitlist.", undo=undo)

    @handler("bookings.view", module="module.schedule")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Somebody changed a booking or the list: look again."""
        await self._fill(ctx)


def _row(ctx: Ctx, chance: Chance) -> WaitRow:
    one = chance.entry
    choices = [time_row(ctx, slot) for slot in chance.slots]
    return WaitRow(
        id=str(one.id),
        client_id=str(one.client_id),
        client=one.client,
        what=" · ".join(p for p in (one.service, format.duration(one.minutes), one.area) if p),
        wish=_wish(ctx, one),
        notes=one.notes,
        since=f"waits since {format.moment(one.created_at, ctx.zone)}",
        choices=[Choice(c.starts_at, c.when, c.who, c.workers) for c in choices],
    )


def _wish(ctx: Ctx, one: Waiting) -> str:
    """Tomorrow to Fri 4 Dec, on Mon and Wed, 9:00 to 13:00"""
    today = ctx.today()
    days = f"{format.short_day(one.first_day, today)} to {format.short_day(one.last_day, today)}"
    parts = [days if one.first_day != one.last_day else format.short_day(one.first_day, today)]
    if one.weekdays:
        parts.append("on " + ", ".join(_DAYS[day] for day in one.weekdays))
    if one.not_before:
        parts.append(f"from {one.not_before:%H:%M}")
    if one.not_after:
        parts.append(f"until {one.not_after:%H:%M}")
    return ", ".join(parts)


@page(
    "/waitlist",
    title="Waitlist",
    icon="hourglass",
    group="Work",
    permission="bookings.view",
    module="module.schedule",
    position=45,
    on_load=WaitlistState.load,
)
def waitlist_page() -> rx.Component:
    s = WaitlistState
    none = pieces.empty(
        "hourglass",
        "Nobody is waiting",
        "When nothing fits while you make a booking, put the client on the waitlist there.",
        pieces.link_button("New booking", "/bookings/new"),
    )
    return rx.el.div(
        live_feed(topics=["waitlist", "bookings"], on_notice=s.hear),
        pieces.page_head(
            "Waitlist",
            rx.cond(s.may_edit, pieces.link_button("New booking", "/bookings/new")),
            under="Free times of the next three weeks that suit them, the shortest drive first.",
        ),
        shown(
            s,
            rx.cond(
                s.rows.length() > 0,
                rx.el.div(rx.foreach(s.rows, _card), class_name="stack"),
                none,
            ),
            8,
        ),
        override_dialog(s),
        class_name="page",
        style={"maxWidth": "980px"},
    )


def _card(row: Any) -> rx.Component:
    s = WaitlistState
    off = rx.cond(
        s.may_edit,
        pieces.button("Take off the list", kind="quiet", on_click=s.set_closed(row.id, True)),
    )
    return pieces.card(
        pieces.link(row.client, href="/clients/" + row.client_id),
        rx.el.div(
            rx.el.div(
                rx.el.div(row.what),
                rx.el.div(row.wish, class_name="muted num"),
                rx.cond(row.notes != "", rx.el.div(row.notes, class_name="faint")),
            ),
            rx.cond(
                row.choices.length() > 0,
                rx.el.div(
                    rx.foreach(row.choices, lambda one: _choice(row, one)),
                    class_name="choices two-up",
                ),
                rx.el.span("Nothing that suits is free yet.", class_name="faint"),
            ),
            class_name="card-body stack",
        ),
        note=row.since,
        action=off,
    )


def _choice(row: Any, one: Any) -> rx.Component:
    s = WaitlistState
    return rx.el.div(
        rx.el.span(
            rx.el.span(one.when, class_name="strong"),
            rx.el.span(one.who, class_name="faint"),
            class_name="two-lines",
        ),
        rx.cond(
            s.may_edit,
            pieces.button("Book", on_click=s.book(row.id, one.starts_at, one.workers)),
        ),
        class_name="choice num plain-choice",
    )
