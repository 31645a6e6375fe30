"""Time off, on the phone: what I asked for, what became of it, and asking for more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import crew, forms, local, pieces, toast, words
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import time_off

_COLOURS = {
    "pending": "amber",
    "approved": "green",
    "declined": "red",
    "withdrawn": "grey",
    "revoked": "red",
}


@dataclass
class Line:
    """One of my requests."""

    id: str
    what: str
    when: str
    note: str
    answer: str
    status: str
    colour: str
    can_withdraw: bool


class TimeOffState(words.Spoken, forms.FormState, rx.State):
    """My requests, and the form for another."""

    ready: bool = False
    asking: bool = False
    whole: bool = True
    today: str = ""
    lines: list[Line] = []

    @handler(permissions.OWN_BOOKINGS)
    async def load(self, ctx: Ctx):
        """Show my requests."""
        self.asking = False
        await self._refresh(ctx)
        self.ready = True

    async def _refresh(self, ctx: Ctx) -> None:
        language = words.language(self, ctx)
        self.today = ctx.today().isoformat()
        self.lines = [_line(ctx, language, one) for one in await time_off.own(ctx)]

    @handler(permissions.OWN_BOOKINGS)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """The office answered."""
        if read_notices(sent):
            await self._refresh(ctx)

    @handler(permissions.OWN_BOOKINGS)
    async def set_asking(self, ctx: Ctx, asking: bool):
        """Open or close the form."""
        self.asking, self.whole, self.problems = asking, True, {}

    @handler(permissions.OWN_BOOKINGS)
    async def set_whole(self, ctx: Ctx, whole: bool):
        """Whole days, or hours of one day."""
        self.whole = whole

    @handler(permissions.OWN_BOOKINGS, once=())
    async def ask(self, ctx: Ctx, form: dict[str, Any]):
        """Send the request to the office."""
        language = words.language(self, ctx)
        text = {name: str(value).strip() for name, value in form.items()}
        first = _day(language, text.get("first", ""), "first")
        last = first
        times: list[time | None] = [None, None]
        if self.whole:
            last = _day(language, text.get("last") or text.get("first", ""), "last")
        else:
            times = [_time(language, text.get(name, ""), name) for name in ("from_time", "to_time")]
        request_id = await time_off.ask(
            ctx,
            kind=text.get("kind", ""),
            first=first,
            last=last,
            from_time=times[0],
            to_time=times[1],
            note=text.get("note", ""),
        )
        self.asking = False
        await self._refresh(ctx)
        return toast.done(
            words.say(language, "off_sent"),
            undo=TimeOffState.withdraw(str(request_id)),
            label=words.say(language, "off_undo"),
        )

    @handler(permissions.OWN_BOOKINGS)
    async def withdraw(self, ctx: Ctx, request_id: UUID):
        """Take a request back."""
        await time_off.withdraw(ctx, request_id)
        await self._refresh(ctx)
        return toast.done(words.say(words.language(self, ctx), "off_taken_back"))


def _line(ctx: Ctx, language: str, one: time_off.Asked) -> Line:
    return Line(
        id=str(one.id),
        what=words.say(language, f"off_{one.kind}"),
        when=_when(ctx, language, one),
        note=one.note,
        answer=f"{one.decided_by}: {one.answer}" if one.answer and one.decided_by else one.answer,
        status=words.say(language, f"off_status_{one.status}"),
        colour=_COLOURS[one.status],
        can_withdraw=one.status == "pending",
    )


def _when(ctx: Ctx, language: str, one: time_off.Asked) -> str:
    first, last = (local.short_day(language, day, ctx.today()) for day in (one.first, one.last))
    if not one.whole_days:
        return f"{first}, {local.span(language, one.starts_at, one.ends_at, ctx.zone)}"
    if one.first == one.last:
        return first
    days = words.count(language, "off_days", (one.last - one.first).days + 1)
    return f"{first} – {last}, {days}"


def _day(language: str, text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.field(field, words.say(language, "off_choose_day")) from None


def _time(language: str, text: str, field: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Invalid.field(field, words.say(language, "off_choose_time")) from None


@page(
    "/time-off",
    title="Time off",
    permission=permissions.OWN_BOOKINGS,
    audience="worker",
    parent="/me",
    on_load=TimeOffState.load,
)
def time_off_page() -> rx.Component:
    s = TimeOffState
    none = pieces.empty("tree-palm", words.text("off_none"), words.text("off_none_hint"))
    ask = rx.el.button(
        words.text("off_ask"), type="button", class_name="thumb", on_click=s.set_asking(True)
    )
    listed = rx.cond(
        s.lines.length() > 0,
        rx.el.div(rx.foreach(s.lines, _request), class_name="visits num"),
        none,
    )
    return rx.fragment(
        rx.el.div(
            pieces.link("‹ ", words.text("me"), href="/me", class_name="muted back"),
            rx.el.h1(words.text("off_title")),
            class_name="phone-head",
        ),
        crew.last_seen(
            "time-off",
            s.ready,
            rx.cond(
                s.ready,
                rx.cond(s.asking, _form(), rx.fragment(ask, listed)),
                pieces.skeleton(6),
            ),
        ),
        live_feed(topics=["time_off"], on_notice=s.hear),
    )


def _request(r: rx.Var[Line]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.b(r.when),
            rx.el.span(pieces.badge(r.status, r.colour, plain=True), class_name="push"),
            class_name="row",
        ),
        rx.el.span(r.what),
        rx.cond(r.note != "", rx.el.span("“", r.note, "”", class_name="muted")),
        rx.cond(r.answer != "", rx.el.span(r.answer, class_name="muted")),
        rx.cond(
            r.can_withdraw,
            rx.el.button(
                words.text("off_take_back"),
                type="button",
                class_name="underlined",
                on_click=TimeOffState.withdraw(r.id),
            ),
        ),
        class_name="visit",
    )


def _field(key: str, control: rx.Component, problem: Any) -> rx.Component:
    return forms.field(words.text(key), control, problem=problem)


def _form() -> rx.Component:
    s, wrong = TimeOffState, TimeOffState.problems
    kinds = rx.el.select(
        *[
            rx.el.option(words.text(f"off_{kind}"), value=kind)
            for kind in ("vacation", "sick", "training", "other")
        ],
        name="kind",
        class_name="input",
    )
    first = forms.date_input("first", default_value=s.today, required=True)
    hours = forms.columns(
        _field("off_from", forms.time_input("from_time", required=True), wrong["from_time"]),
        _field("off_to", forms.time_input("to_time", required=True), wrong["to_time"]),
    )
    last = _field(
        "off_last", forms.date_input("last", default_value=s.today, follows="first"), wrong["last"]
    )
    return rx.el.form(
        _field("off_kind", kinds, wrong["kind"]),
        _how_long(),
        _field("off_first", first, wrong["first"]),
        rx.cond(s.whole, last, hours),
        _field("off_note", forms.textarea("note", max_length=500), wrong["note"]),
        rx.el.div(
            rx.el.button(
                words.text("cancel"),
                type="button",
                class_name="thumb second",
                on_click=s.set_asking(False),
            ),
            rx.el.button(words.text("send"), type="submit", class_name="thumb"),
            class_name="row",
            style={"gap": "10px"},
        ),
        on_submit=s.ask,
        class_name="visit form",
    )


def _how_long() -> rx.Component:
    s = TimeOffState
    ways = [(True, words.text("off_days")), (False, words.text("off_hours"))]
    return pieces.segmented(ways, s.whole, s.set_whole, words.attribute("off_how_long"))
