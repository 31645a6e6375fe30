"""Time off, on the phone: what I asked for, what became of it, and asking for more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import format, forms, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services import time_off

_COLOURS = {
    "pending": "amber",
    "approved": "green",
    "declined": "red",
    "withdrawn": "grey",
    "revoked": "red",
}
_WORDS = {
    "pending": "Waiting",
    "withdrawn": "You took it back",
    "revoked": "Taken back by the office",
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


class TimeOffState(forms.FormState, rx.State):
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
        self.today = ctx.today().isoformat()
        self.lines = [_line(ctx, one) for one in await time_off.own(ctx)]

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
        text = {name: str(value).strip() for name, value in form.items()}
        first = _day(text.get("first", ""), "first")
        last = _day(text.get("last") or text.get("first", ""), "last") if self.whole else first
        from_time, to_time = (
            (None, None)
            if self.whole
            else (_time(text.get(name, ""), name) for name in ("from_time", "to_time"))
        )
        request_id = await time_off.ask(
            ctx,
            kind=text.get("kind", ""),
            first=first,
            last=last,
            from_time=from_time,
            to_time=to_time,
            note=text.get("note", ""),
        )
        self.asking = False
        await self._refresh(ctx)
        return toast.done("Sent to the office.", undo=TimeOffState.withdraw(str(request_id)))

    @handler(permissions.OWN_BOOKINGS)
    async def withdraw(self, ctx: Ctx, request_id: UUID):
        """Take a request back."""
        await time_off.withdraw(ctx, request_id)
        await self._refresh(ctx)
        return toast.done("Taken back.")


def _line(ctx: Ctx, one: time_off.Asked) -> Line:
    return Line(
        id=str(one.id),
        what=format.words(one.kind),
        when=_when(ctx, one),
        note=one.note,
        answer=f"{one.decided_by}: {one.answer}" if one.answer and one.decided_by else one.answer,
        status=_WORDS.get(one.status, format.words(one.status)),
        colour=_COLOURS[one.status],
        can_withdraw=one.status == "pending",
    )


def _when(ctx: Ctx, one: time_off.Asked) -> str:
    first, last = (format.short_day(day, ctx.today()) for day in (one.first, one.last))
    if not one.whole_days:
        return f"{first}, {format.span(one.starts_at, one.ends_at, ctx.zone)}"
    if one.first == one.last:
        return first
    days = (one.last - one.first).days + 1
    return f"{first} – {last}, {format.count(days, 'day')}"


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = FieldError(field, "Choose a day.")
        raise Invalid("Look at the form.", errors=[problem]) from None


def _time(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        problem = FieldError(field, "Give a time, such as 13:30.")
        raise Invalid("Look at the form.", errors=[problem]) from None


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
    none = pieces.empty(
        "palmtree", "Nothing asked for yet", "Ask here; the office answers and you see it at once."
    )
    return rx.fragment(
        rx.el.div(
            pieces.link("‹ Me", href="/me", class_name="muted back"),
            rx.el.h1("Time off"),
            class_name="phone-head",
        ),
        rx.cond(
            s.ready,
            rx.cond(
                s.asking,
                _form(),
                rx.fragment(
                    rx.el.button(
                        "Ask for time off",
                        type="button",
                        class_name="thumb",
                        on_click=s.set_asking(True),
                    ),
                    rx.cond(
                        s.lines.length() > 0,
                        rx.el.div(rx.foreach(s.lines, _request), class_name="visits num"),
                        none,
                    ),
                ),
            ),
            pieces.skeleton(6),
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
                "Take back",
                type="button",
                class_name="underlined",
                on_click=TimeOffState.withdraw(r.id),
            ),
        ),
        class_name="visit",
    )


def _form() -> rx.Component:
    s, wrong = TimeOffState, TimeOffState.problems
    kinds = [
        ("vacation", "Vacation"), ("sick", "Sick"), ("training", "Training"),
        ("other", "Something else"),
    ]  # fmt: skip
    days = forms.field(
        "First day", forms.date_input("first", default_value=s.today, required=True),
        problem=wrong["first"],
    )  # fmt: skip
    until = forms.field(
        "Last day", forms.date_input("last", default_value=s.today), problem=wrong["last"]
    )
    hours = forms.columns(
        forms.field(
            "From", forms.time_input("from_time", required=True), problem=wrong["from_time"]
        ),
        forms.field("To", forms.time_input("to_time", required=True), problem=wrong["to_time"]),
    )
    return rx.el.form(
        forms.field("What for", forms.select("kind", kinds), problem=wrong["kind"]),
        pieces.segmented(
            [("days", "Whole days"), ("hours", "Some hours")],
            rx.cond(s.whole, "days", "hours"),
            lambda key: s.set_whole(key == "days"),
            "How long",
        ),
        days,
        rx.cond(s.whole, until, hours),
        forms.field(
            "Note for the office",
            forms.textarea("note", max_length=500),
            problem=wrong["note"],
        ),
        rx.el.div(
            rx.el.button(
                "Cancel", type="button", class_name="thumb second", on_click=s.set_asking(False)
            ),
            rx.el.button("Send", type="submit", class_name="thumb"),
            class_name="row",
            style={"gap": "10px"},
        ),
        on_submit=s.ask,
        class_name="visit form",
    )
