"""Prepayments of GST: entered, marked as paid and taken out; a part of the GST page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, overlay, pieces, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.money import to_decimal_string
from cleaning_app.services import instalments
from cleaning_app.services.instalments import InstalmentRow

_SHOWN = 12
"""Three years of them."""


@dataclass
class Instalment:
    """One instalment as a line of the card, and as its form holds it."""

    id: str = ""
    due: str = ""
    amount: str = ""
    status: str = ""
    colour: str = "grey"
    open: bool = False
    due_on: str = ""
    plain: str = ""
    paid_on: str = ""
    note: str = ""


class InstalmentForm(forms.FormState, mixin=True):
    """The instalments, and the one whose form is open: an empty id for a new one."""

    instalments: list[Instalment] = []
    instalment: Instalment = Instalment()
    writing: bool = False

    async def _show_instalments(self, ctx: Ctx) -> None:
        self.instalments = [_line(one) for one in (await instalments.every(ctx))[:_SHOWN]]
        self.writing = False

    @handler("finance.manage", module="module.finance")
    async def write_instalment(self, ctx: Ctx, instalment_id: UUID | None):
        """Open the form for one, or for a new one."""
        self.instalment = (
            _line(await instalments.get(ctx, instalment_id)) if instalment_id else Instalment()
        )
        self.writing, self.problems = True, {}

    @handler("finance.manage", module="module.finance")
    async def close_instalment(self, ctx: Ctx):
        """Close the form."""
        self.writing = False

    @handler("finance.manage", module="module.finance", once=("instalment.id",))
    async def save_instalment(self, ctx: Ctx, form: dict[str, Any]):
        """Enter a new one, or say of one when it was paid."""
        if not self.instalment.id:
            return await self._enter(ctx, form, "Instalment entered.")
        one = await instalments.get(ctx, address.known_id(self.instalment.id))
        await instalments.change(ctx, one.id, **_paying(form))
        undo = type(self).put_instalment_back(str(one.id), _typed(one))
        return [toast.done("Saved.", undo=undo), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def pay_instalment(self, ctx: Ctx, instalment_id: UUID):
        """Mark an instalment as paid today."""
        one = await instalments.get(ctx, instalment_id)
        await instalments.mark_paid(ctx, instalment_id)
        undo = type(self).put_instalment_back(str(one.id), _typed(one))
        return [toast.done("Instalment marked as paid.", undo=undo), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def put_instalment_back(self, ctx: Ctx, instalment_id: UUID, before: dict[str, Any]):
        """Undo what was said of when it was paid."""
        await instalments.change(ctx, instalment_id, **_paying(before))
        return [toast.done("As it was."), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def remove_instalment(self, ctx: Ctx, instalment_id: UUID):
        """Take one out of the books."""
        gone = await instalments.remove(ctx, instalment_id)
        undo = type(self).enter_again(_typed(gone))
        return [toast.done("Instalment removed.", undo=undo), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def enter_again(self, ctx: Ctx, before: dict[str, Any]):
        """Undo removing one."""
        return await self._enter(ctx, before, "It is back.")

    async def _enter(self, ctx: Ctx, form: dict[str, Any], words: str) -> Any:
        made = await instalments.create(
            ctx,
            due_on=reading.day(form.get("due_on", ""), "due_on"),
            amount_cents=reading.cents(form.get("plain", ""), "amount"),
            **_paying(form),
        )
        undo = type(self).remove_instalment(str(made))
        return [toast.done(words, undo=undo), type(self).load]


def _line(one: InstalmentRow) -> Instalment:
    return Instalment(
        str(one.id),
        format.day(one.due_on),
        format.money(one.amount_cents),
        f"Paid {format.day(one.paid_on)}" if one.paid_on else format.words(one.status),
        format.colour(one.status),
        one.paid_on is None,
        **_typed(one),
    )


def _typed(one: InstalmentRow) -> dict[str, str]:
    """An instalment in the words of its form."""
    return {
        "due_on": one.due_on.isoformat(),
        "plain": to_decimal_string(one.amount_cents),
        "paid_on": one.paid_on.isoformat() if one.paid_on else "",
        "note": one.note,
    }


def _paying(form: dict[str, Any]) -> dict[str, Any]:
    return {
        "paid_on": reading.optional_day(form.get("paid_on", ""), "paid_on"),
        "note": str(form.get("note", "")),
    }


def card(s: Any) -> rx.Component:
    """The instalments, the latest first."""

    def line(row: Any) -> rx.Component:
        pay = pieces.button("Paid today", on_click=s.pay_instalment(row.id))
        said = rx.fragment(
            rx.el.span(row.amount, class_name="strong"),
            rx.el.span(" due ", row.due, class_name="faint"),
        )
        opens = rx.el.button(
            said, type="button", class_name="plain", on_click=s.write_instalment(row.id)
        )
        return rx.el.div(
            rx.cond(s.may_manage, opens, rx.el.span(said)),
            rx.el.span(
                rx.cond(row.open & s.may_manage, pay),
                pieces.badge(row.status, row.colour),
                class_name="push row",
            ),
        )

    add = pieces.button("Add", kind="quiet", on_click=s.write_instalment(None))
    return pieces.card(
        "Instalments",
        rx.cond(
            s.instalments.length() > 0,
            rx.el.div(rx.foreach(s.instalments, line), class_name="lines"),
            rx.el.p(
                "What you prepay to the CRA is taken off the return of the days it was paid in.",
                class_name="card-body faint",
            ),
        ),
        action=rx.cond(s.may_manage, add),
    )


def form(s: Any) -> rx.Component:
    """The form of one instalment."""
    one, wrong = s.instalment, s.problems
    is_new = one.id == ""
    asked = forms.columns(
        forms.field(
            "Amount",
            forms.money_input("plain", required=True, auto_focus=True),
            problem=wrong["amount"],
        ),
        forms.field("Due on", forms.date_input("due_on", required=True), problem=wrong["due_on"]),
    )
    body = forms.form(
        rx.cond(is_new, asked),
        forms.field(
            "Paid on",
            forms.date_input("paid_on", default_value=one.paid_on),
            problem=wrong["paid_on"],
            help="Empty while it is not paid. It counts in the return of that day.",
        ),
        forms.field(
            "Note",
            forms.text_input("note", default_value=one.note, max_length=500),
            problem=wrong["note"],
        ),
        on_submit=s.save_instalment,
        on_cancel=s.close_instalment,
        submit="Save",
    )
    remove = pieces.button("Remove", kind="danger", on_click=s.remove_instalment(one.id))
    return overlay.drawer(
        s.writing,
        s.close_instalment,
        rx.cond(is_new, "New instalment", one.amount + " due " + one.due),
        body,
        rx.el.div(rx.cond(is_new, rx.fragment(), remove)),
        label="Instalment",
    )
