"""What is in the bank, on the cash flow page: said once, counted on from there, and where it leads."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, forms, overlay, pieces, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.money import to_decimal_string
from cleaning_app.pages.finance.cash_flow import rows
from cleaning_app.services import finance
from cleaning_app.services.finance import Forecast, bank_balance
from cleaning_app.services.finance.bank_balance import Reading

NEEDS, MODULE = "finance.manage", "module.finance"
Typed = Annotated[str, Field(max_length=40)]


class BankState(forms.FormState, rx.State, mixin=True):
    """What the running figure counts from, and the form that says it."""

    counts_from: str = ""
    in_bank: str = ""
    lowest: str = ""
    short: bool = False
    may_manage: bool = False
    saying: bool = False
    bank_amount: str = ""
    bank_day: str = ""

    def _show_bank(
        self, ctx: Ctx, known: Reading | None, cents: int, day: date, coming: Forecast | None
    ) -> None:
        """The sentence about `cents`, what is there at the end of `day`, and what is expected."""
        self.may_manage, self.saying = ctx.can(NEEDS), False
        self.counts_from = self.in_bank = self.lowest = ""
        self.short = False
        self.bank_amount = to_decimal_string(known.cents) if known else ""
        self.bank_day = str(known.on if known else ctx.today())
        if known is None:
            return
        self.counts_from = f"{format.money(known.cents)} at the end of {format.day(known.on)}"
        self.in_bank = rows.balance_words(cents, day, is_today=day == ctx.today())
        self.short = cents < 0
        if coming is not None:
            weeks = finance.in_parts(coming, spans.weeks(coming.first, coming.last))
            self.lowest = rows.lowest_words(weeks, cents)
            self.short = min(cents, weeks.lowest(cents)[1]) < 0

    @handler(NEEDS, module=MODULE)
    async def say_balance(self, ctx: Ctx):
        """Open the form."""
        self.saying, self.problems = True, {}

    @handler(NEEDS, module=MODULE)
    async def close_balance(self, ctx: Ctx):
        """Close the form."""
        self.saying = False

    @handler(NEEDS, module=MODULE)
    async def save_balance(self, ctx: Ctx, form: dict[str, Any]):
        """Count from what was typed."""
        given = _read(str(form.get("bank_cents", "")), str(form.get("on", "")))
        return self._counted(await bank_balance.set_reading(ctx, given), "Counting from there.")

    @handler(NEEDS, module=MODULE)
    async def forget_balance(self, ctx: Ctx):
        """Count from zero again."""
        return self._counted(await bank_balance.set_reading(ctx, None), "Counting from zero.")

    @handler(NEEDS, module=MODULE)
    async def put_balance_back(self, ctx: Ctx, amount: Typed, day: Typed):
        """Undo: what was counted from before, "" for nothing."""
        await bank_balance.set_reading(ctx, _read(amount, day) if amount else None)
        return [toast.done("As before."), type(self).load]

    def _counted(self, before: Reading | None, words: str) -> list[Any]:
        said = (to_decimal_string(before.cents), str(before.on)) if before else ("", "")
        undo = type(self).put_balance_back(*said)
        return [toast.done(words, undo=undo), type(self).load]


def _read(amount: str, day: str) -> Reading:
    """What was typed. Raises Invalid, naming the field."""
    return Reading(reading.cents(amount, "bank_cents"), reading.day(day, "on"))


def sentence(s: Any) -> rx.Component:
    """What is there, and the lowest it will be."""
    said = rx.el.div(
        pieces.icon("landmark", 18),
        rx.el.span(rx.el.b(s.in_bank), " ", s.lowest),
        class_name=rx.cond(s.short, "verdict num bad", "verdict num good"),
        role="status",
    )
    return rx.cond(s.in_bank != "", said)


def counting(s: Any) -> rx.Component:
    """Below the table: what it counts from, and the way to say so."""
    change = pieces.button("Change", kind="quiet", on_click=s.say_balance)
    say = pieces.button("Say what is in the bank", kind="quiet", on_click=s.say_balance)
    known = s.counts_from != ""
    words = rx.cond(
        known, "Counted from " + s.counts_from + ".", "The running figure begins at zero."
    )
    return rx.el.div(
        rx.el.span(words, class_name="grow faint num"),
        rx.cond(s.may_manage, rx.cond(known, change, say)),
        class_name="card-end row wrap no-print",
    )


def dialog(s: Any) -> rx.Component:
    """What was in the bank, at the end of which day."""
    stop = pieces.button("Count from zero", kind="quiet", on_click=s.forget_balance)
    body = forms.form(
        rx.el.p(
            "Read it off your bank's statement. From there on it is counted with what moved by your "
            "books, so check it again when the month is closed.",
            class_name="muted",
        ),
        forms.columns(
            forms.field(
                "In the bank",
                forms.measure("bank_cents", "$", default_value=s.bank_amount, placeholder="0.00"),
                problem=s.problems["bank_cents"],
                help="With a minus when overdrawn.",
            ),
            forms.field(
                "At the end of",
                forms.date_input("on", default_value=s.bank_day),
                problem=s.problems["on"],
            ),
        ),
        on_submit=s.save_balance,
        on_cancel=s.close_balance,
        submit="Save",
        also=[rx.cond(s.counts_from != "", stop)],
    )
    return overlay.dialog(s.saying, s.close_balance, "In the bank", body, label="In the bank")
