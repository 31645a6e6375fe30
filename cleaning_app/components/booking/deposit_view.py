"""The card of a booking's deposit, and the forms behind its buttons."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.booking.deposit import DepositCard as S
from cleaning_app.components.booking.deposit_forms import deposit_forms
from cleaning_app.components.card_standing import dispute_line


def deposit_card() -> rx.Component:
    """Shown when there is a deposit, or when one could be asked for."""
    return rx.fragment(
        rx.cond(
            (S.deposits.length() > 0) | (S.may_ask & (S.due != "")),
            pieces.card(
                "Deposit",
                rx.cond(S.deposits.length() > 0, _newest(), _none()),
                action=_ask_button(),
            ),
        ),
        deposit_forms(),
    )


def _ask_button() -> rx.Component:
    return rx.cond(
        S.may_ask, pieces.button("Ask for a deposit", kind="quiet", on_click=S.open("ask"))
    )


def _none() -> rx.Component:
    return rx.el.p(
        "Its terms ask for ", rx.el.strong(S.due, class_name="num"), ".", class_name="card-body"
    )


def _newest() -> rx.Component:
    d = S.deposits[0]
    return rx.el.div(
        rx.el.div(
            rx.el.strong(d.amount, class_name="num"),
            pieces.badge(d.status, d.colour),
            rx.cond(
                (d.held != "") & (d.held != d.amount),
                rx.el.span(d.held, " held", class_name="muted num"),
            ),
            rx.el.span(class_name="grow"),
            _buttons(d),
            class_name="row deposit-head",
        ),
        rx.cond(d.note != "", rx.el.p(d.note, class_name="muted")),
        rx.foreach(S.card.disputes, dispute_line),
        rx.cond(S.card.link != "", _by_card()),
        rx.cond(
            d.settle != "",
            rx.el.div(
                rx.el.span("By the terms of the booking, ", d.settle, ".", class_name="grow"),
                rx.cond(d.may_refund, pieces.button("Settle", kind="primary", on_click=S.settle)),
                class_name="offer",
                role="note",
            ),
        ),
        rx.cond(
            S.moves.length() > 0,
            rx.el.ul(
                rx.foreach(
                    S.moves,
                    lambda m: rx.el.li(
                        rx.el.span(m.what, class_name="grow truncate"),
                        rx.el.span(m.when, class_name="faint"),
                        rx.el.span(m.amount, class_name="num"),
                        key=m.id,
                    ),
                ),
                class_name="money-moves",
            ),
        ),
        class_name="card-body stack tight",
    )


def _by_card() -> rx.Component:
    """The address to pay under, and how the newest try stands."""
    c = S.card
    copy = [rx.set_clipboard(c.link), S.copied]
    return rx.el.div(
        pieces.button("Copy payment link", icon_name="copy", on_click=copy),
        rx.cond(c.words != "", pieces.badge(c.words, c.colour)),
        rx.cond(c.words == "", rx.el.span("To pay by card", class_name="muted")),
        class_name="row",
    )


def _buttons(d: Any) -> rx.Component:
    close = {"data-close": "true"}

    def item(label: str, form: str, when: Any) -> rx.Component:
        return rx.cond(when, rx.el.button(label, on_click=S.open(form), custom_attrs=close))

    return rx.fragment(
        rx.cond(d.may_pay, pieces.button("Record payment", on_click=S.open("pay"))),
        rx.cond(d.may_ask_again, pieces.button("Ask again", on_click=S.again(d.id))),
        rx.cond(
            d.may_waive | d.may_refund,
            pieces.more_menu(
                item("Give back…", "refund", d.may_refund),
                item("Keep…", "keep", d.may_refund),
                item("Waive…", "waive", d.may_waive),
            ),
        ),
    )
