"""The forms behind the buttons of a booking's deposit."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay
from cleaning_app.components.booking.deposit import DepositCard as S

_METHODS = [
    ("etransfer", "E-transfer"),
    ("cash", "Cash"),
    ("cheque", "Cheque"),
    ("card", "Card"),
    ("other", "Other"),
]
_WAYS_BACK = [("", "The way it came"), *(way for way in _METHODS if way[0] != "card")]


def deposit_forms() -> rx.Component:
    def dialog(name: str, title: str, form: rx.Component) -> rx.Component:
        return overlay.dialog(S.form == name, S.open(""), title, form, label=title)

    return rx.fragment(
        dialog("ask", "Ask for a deposit", _ask_form()),
        dialog("pay", "Record the deposit", _pay_form()),
        dialog("refund", "Give the deposit back", _end_form("refund")),
        dialog("keep", "Keep the deposit", _end_form("keep")),
        dialog("waive", "Waive the deposit", _waive_form()),
    )


def _amount(default: Any, help: Any = None) -> rx.Component:
    return forms.field(
        "Amount",
        forms.money_input("amount", default_value=default),
        problem=S.problems["amount"],
        help=help,
    )


def _ask_form() -> rx.Component:
    return forms.form(
        rx.el.p("It is taken off the invoice of this booking.", class_name="muted"),
        _amount(
            S.due_plain,
            rx.cond(S.due != "", rx.fragment("The terms of this booking say ", S.due, "."), ""),
        ),
        forms.checkbox(
            "tell",
            rx.cond(S.takes_cards, "E-mail the client a link to pay by card", "E-mail the client"),
            default_checked=True,
        ),
        on_submit=S.ask,
        on_cancel=S.open(""),
        submit="Ask for it",
    )


def _pay_form() -> rx.Component:
    d = S.deposits[0]
    return forms.form(
        forms.columns(
            _amount(d.missing_plain, rx.fragment(d.missing, " is missing.")),
            forms.field("Method", forms.select("method", _METHODS), problem=S.problems["method"]),
        ),
        forms.field("Note", forms.text_input("note", max_length=500), problem=S.problems["note"]),
        on_submit=S.record,
        on_cancel=S.open(""),
        submit="Record payment",
    )


def _end_form(how: str) -> rx.Component:
    d = S.deposits[0]
    words, label, submit = {
        "refund": (
            "What came by card goes back to that card by itself. Anything else is recorded here, and"
            " you send it.",
            "Note",
            "Give it back",
        ),
        "keep": (
            "It becomes yours, with the tax inside it. An invoice over that amount is written and"
            " paid by the deposit.",
            "Reason",
            "Keep it",
        ),
    }[how]
    amount = _amount(d.held_plain, rx.fragment(d.held, " is held."))
    ways = forms.field("How", forms.select("method", _WAYS_BACK), problem=S.problems["method"])
    return forms.form(
        rx.el.p(words, class_name="muted"),
        forms.columns(amount, ways) if how == "refund" else amount,
        forms.field(
            label,
            forms.text_input("reason", max_length=300, required=how == "keep"),
            problem=S.problems["reason"],
        ),
        on_submit=S.refund if how == "refund" else S.keep,
        on_cancel=S.open(""),
        submit=submit,
    )


def _waive_form() -> rx.Component:
    return forms.form(
        rx.el.p("The booking can be confirmed without it.", class_name="muted"),
        forms.field(
            "Reason",
            forms.text_input("reason", max_length=500, required=True),
            problem=S.problems["reason"],
        ),
        on_submit=S.waive,
        on_cancel=S.open(""),
        submit="Waive it",
    )
