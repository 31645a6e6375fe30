"""What a worker's hour is paid and from when: a card of their page, and the form for a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, overlay, pieces, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.payroll import Rate
from cleaning_app.services import workers

_MODULE = "module.teams"


@dataclass
class RateLine:
    """A rate in the card; `day` is "" for the one they began with."""

    day: str
    since: str
    rate: str
    badge: str
    colour: str


class RatesState(forms.FormState, rx.State):
    """The pay of the worker whose page is open; empty for who may not see it."""

    worker_id: str = ""
    may_manage: bool = False
    lines: list[RateLine] = []
    open: bool = False
    today: str = ""

    @handler("bookings.view", module=_MODULE)
    async def show(self, ctx: Ctx, worker_id: UUID):
        """Fill the card."""
        self.open = False
        await self._fill(ctx, worker_id)

    async def _fill(self, ctx: Ctx, worker_id: UUID) -> None:
        self.worker_id, self.may_manage = str(worker_id), ctx.can("users.manage")
        self.lines = []
        if workers.sees_pay(ctx):
            self.lines = _lines(ctx, await workers.pay_rates.of_worker(ctx, worker_id))

    @handler("users.manage", module=_MODULE)
    async def ask(self, ctx: Ctx):
        """Open the form."""
        self.open, self.problems, self.today = True, {}, ctx.today().isoformat()

    @handler("users.manage")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.open = False

    @handler("users.manage", module=_MODULE)
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Pay another rate from a day on."""
        cents = reading.cents(form.get("rate", ""), "rate_cents")
        day = reading.day(form.get("valid_from", ""), "valid_from")
        before = await self._change(ctx, cents, day)
        self.open = False
        said = f"{format.money(cents)} an hour from {format.day(day)}."
        return toast.done(said, undo=RatesState.put_back(day.isoformat(), before))

    @handler("users.manage", module=_MODULE)
    async def remove(self, ctx: Ctx, day: str):
        """Take a change away: the rate before it goes on."""
        before = await self._change(ctx, None, reading.day(day, "valid_from"))
        return toast.done("Removed.", undo=RatesState.put_back(day, before))

    @handler("users.manage", module=_MODULE)
    async def put_back(self, ctx: Ctx, day: str, cents: int | None):
        """What was set for that day before."""
        await self._change(ctx, cents, reading.day(day, "valid_from"))
        return toast.done("Taken back.")

    async def _change(self, ctx: Ctx, cents: int | None, day: date) -> int | None:
        worker_id = address.known_id(self.worker_id)
        before = await workers.pay_rates.change(ctx, worker_id, cents, day)
        await self._fill(ctx, worker_id)
        return before


def _lines(ctx: Ctx, rates: list[Rate]) -> list[RateLine]:
    """The latest first; the one that is paid today is marked, later ones say so."""
    today = ctx.today()
    begun = [one for one in rates if one.valid_from is None or one.valid_from <= today]
    return [
        RateLine(
            one.valid_from.isoformat() if one.valid_from else "",
            f"from {format.day(one.valid_from)}" if one.valid_from else "from the start",
            format.money(one.cents),
            "Now" if one == begun[-1] else "Planned" if one not in begun else "",
            "green" if one == begun[-1] else "blue",
        )
        for one in reversed(rates)
    ]


def rates() -> rx.Component:
    """The card, with its drawer; nothing for who may not see pay."""
    s = RatesState

    def line(r: Any) -> rx.Component:
        remove = pieces.icon_button(
            "x", "Remove the rate " + r.since.to(str), on_click=s.remove(r.day)
        )
        return rx.el.div(
            rx.el.span(
                rx.el.span(r.rate, " an hour", class_name="strong num"),
                rx.el.span(r.since, class_name="muted num"),
                class_name="two-lines grow",
            ),
            rx.cond(r.badge != "", pieces.badge(r.badge, r.colour)),
            rx.cond(s.may_manage & (r.day != ""), remove),
        )

    card = pieces.card(
        "Pay",
        rx.el.div(rx.foreach(s.lines, line), class_name="lines tight"),
        action=rx.cond(s.may_manage, pieces.button("Change", on_click=s.ask)),
    )
    return rx.fragment(rx.cond(s.lines.length() > 0, card), _drawer())


def _drawer() -> rx.Component:
    s, wrong = RatesState, RatesState.problems
    body = forms.form(
        forms.columns(
            forms.field(
                "Hourly rate",
                forms.money_input("rate", required=True),
                problem=wrong["rate_cents"],
            ),
            forms.field(
                "From",
                forms.date_input("valid_from", default_value=s.today, required=True),
                problem=wrong["valid_from"],
            ),
        ),
        rx.el.p(
            "Hours worked before that day keep the rate they had. Approved pay is never changed.",
            class_name="muted",
        ),
        on_submit=s.save,
        on_cancel=s.close,
        submit="Change pay",
    )
    return overlay.drawer(s.open, s.close, "Change pay", body, label="Change pay")
