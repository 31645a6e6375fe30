"""The buttons over the list of invoices, their forms, and what was left out."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces

_METHODS = [
    ("etransfer", "E-transfer"),
    ("cheque", "Cheque"),
    ("cash", "Cash"),
    ("card", "Card"),
    ("other", "Other"),
]


def bulk_buttons(state: Any) -> list[rx.Component]:
    """For the table's `bulk`: what may be done with the ticked rows."""
    return [
        rx.cond(
            state.may_edit,
            rx.fragment(
                pieces.button("Send", icon_name="send", on_click=state.bulk_send),
                pieces.button("Remind", icon_name="bell", on_click=state.bulk_remind),
            ),
        ),
        rx.cond(
            state.may_record,
            pieces.button("Paid in full…", icon_name="banknote", on_click=state.bulk_ask("pay")),
        ),
        rx.cond(
            state.may_edit,
            pieces.button("Void…", icon_name="ban", on_click=state.bulk_ask("void")),
        ),
    ]


def bulk_dialogs(state: Any) -> rx.Component:
    """The forms behind the buttons, and what was left out; once on a page."""
    close = state.bulk_ask("")

    def dialog(what: str, title: str, form: rx.Component) -> rx.Component:
        return overlay.dialog(state.bulk_asking == what, close, title, form, label=title)

    return rx.fragment(
        dialog(
            "pay",
            "Record payment in full",
            forms.form(
                rx.el.p("All that is owed on each of them came just now.", class_name="muted"),
                forms.field(
                    "Method", forms.select("method", _METHODS), problem=state.problems["method"]
                ),
                on_submit=state.bulk_pay,
                submit="Record payments",
                on_cancel=close,
            ),
        ),
        dialog(
            "void",
            "Void invoices",
            forms.form(
                rx.el.p(
                    "Void invoices count nowhere. Their numbers stay taken, and those with money on"
                    " them are left as they are.",
                    class_name="muted",
                ),
                forms.field(
                    "Reason",
                    forms.text_input("reason", required=True, max_length=500),
                    problem=state.problems["reason"],
                ),
                on_submit=state.bulk_void,
                submit="Void them",
                kind="danger",
                cancel="Keep them",
                on_cancel=close,
            ),
        ),
        overlay.dialog(
            state.left_out.length() > 0,
            state.bulk_close,
            "Some were left as they were",
            rx.el.p(state.bulk_said, class_name="muted"),
            rx.el.ul(rx.foreach(state.left_out, _left), class_name="left-out num"),
            rx.el.div(pieces.button("Close", on_click=state.bulk_close), class_name="form-foot"),
            label="Some were left as they were",
        ),
    )


def _left(one: Any) -> rx.Component:
    return rx.el.li(
        pieces.link(one.number, href="/invoices/" + one.id, class_name="name"),
        rx.el.span(one.client),
        rx.el.span(one.reason, class_name="muted"),
    )
