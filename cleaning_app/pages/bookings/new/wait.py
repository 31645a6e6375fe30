"""When nothing fits: the client goes on the waitlist instead."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.bookings.new.draft import Draft, maybe
from cleaning_app.services import waitlist

_FIELDS = ("wait_from", "wait_to", "wait_after", "wait_until")


class WaitCard(Draft, mixin=True):
    """Within which days and hours the client would take a time."""

    wait_from: str = ""
    wait_to: str = ""
    wait_after: str = ""
    wait_until: str = ""

    def _no_wait(self, ctx: Ctx) -> None:
        self.wait_from = ctx.today().isoformat()
        self.wait_to = (ctx.today() + timedelta(days=14)).isoformat()
        self.wait_after = self.wait_until = ""

    @handler("bookings.edit")
    async def set_wait(self, ctx: Ctx, name: str, value: str):
        """A day or an hour of the wish."""
        if name in _FIELDS:
            setattr(self, name, value.strip()[:10])

    @handler("bookings.edit", once=("client_id", "service_id"))
    async def wait(self, ctx: Ctx):
        """Put the client on the waitlist."""
        if not self.client_id:
            words = "Choose a client first; somebody new is saved with their first booking."
            raise Invalid(words, [FieldError("client", words)])
        minutes = self._length()
        if minutes is None:
            raise Invalid("Check the length.", [FieldError("minutes", "Minutes, such as 120.")])
        wish = waitlist.Wish(
            client_id=known_id(self.client_id),
            service_id=known_id(self.service_id),
            minutes=minutes,
            first_day=_day("wait_from", self.wait_from),
            last_day=_day("wait_to", self.wait_to),
            address_id=maybe(self.address_id),
            not_before=_clock("wait_after", self.wait_after),
            not_after=_clock("wait_until", self.wait_until),
        )
        await waitlist.add(ctx, wish)
        return [toast.done("On the waitlist."), rx.redirect("/waitlist")]


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("Check the days.", [FieldError(name, "Choose a day.")]) from error


def _clock(name: str, text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError as error:
        raise Invalid("Check the times.", [FieldError(name, "Give a time.")]) from error


def wait_fields(s: Any) -> rx.Component:
    """Folded away until nothing fits."""

    def ask(name: str, label: str, value: Any, kind: str, problem: str) -> rx.Component:
        box = forms.text_input(
            name, type=kind, value=value, on_change=lambda typed: s.set_wait(name, typed)
        )
        return forms.field(
            label, box, problem=rx.cond(s.problems[name], s.problems[name], s.problems[problem])
        )

    return rx.el.details(
        rx.el.summary("Nothing fits? Put them on the waitlist"),
        rx.el.div(
            rx.el.div(
                ask("wait_from", "From day", s.wait_from, "date", "first_day"),
                ask("wait_to", "To day", s.wait_to, "date", "last_day"),
                ask("wait_after", "Not before", s.wait_after, "time", "not_before"),
                ask("wait_until", "Over by", s.wait_until, "time", "not_after"),
                class_name="measures",
            ),
            rx.el.div(
                pieces.button("Put on the waitlist", on_click=s.wait), class_name="form-foot"
            ),
            class_name="form",
        ),
        class_name="fold",
    )
