"""The forms for what is taken off an invoice."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces


def credit_form(state: Any) -> rx.Component:
    wrong = state.problems
    amount = forms.field(
        "Amount with tax",
        forms.money_input("amount", on_change=state.type_credit.debounce(250)),
        problem=wrong["amount"],
        help=rx.fragment(
            "Up to ", state.left, ". It is spread over the invoice's tax codes in proportion."
        ),
    )
    return forms.form(
        rx.el.p(
            "The client owes that much less from today. The tax comes off as this invoice charged it.",
            class_name="muted",
        ),
        pieces.segmented(
            [("whole", "All of it"), ("amount", "An amount"), ("lines", "By line")],
            state.how,
            state.choose_how,
            "What to credit",
        ),
        rx.match(
            state.how,
            ("amount", amount),
            ("lines", _lines(state)),
            rx.fragment(),
        ),
        forms.field(
            "Reason",
            forms.text_input("reason", required=True, max_length=500),
            problem=wrong["reason"],
            help="Stands on the credit note.",
        ),
        _sums(state.credit_sums),
        on_submit=state.issue_credit,
        on_cancel=state.open(""),
        submit="Issue credit note",
    )


def _lines(state: Any) -> rx.Component:
    def line(one: Any) -> rx.Component:
        return rx.el.label(
            rx.el.span(
                rx.el.span(one.description, class_name="truncate"),
                rx.el.span("of ", one.net, class_name="faint num"),
                class_name="what",
            ),
            rx.el.input(
                name="line-" + one.position.to_string(),
                class_name="input num",
                placeholder="0.00",
                input_mode="decimal",
                auto_complete="off",
                default_value=one.typed,
                on_change=lambda value: state.type_credit_line(one.position, value).debounce(250),
                on_blur=lambda value: state.type_credit_line(one.position, value),
            ),
            class_name="credit-line",
            key=one.position,
        )

    return rx.el.div(
        rx.el.span("Amounts before tax", class_name="label"),
        rx.foreach(state.credit_lines, line),
        rx.cond(
            state.problems["lines"],
            rx.el.span(state.problems["lines"], class_name="problem bad-text", role="alert"),
        ),
        class_name="credit-lines",
    )


def _sums(sums: Any) -> rx.Component:
    def pair(label: str, value: Any, css: str = "", when: Any = True) -> list[rx.Component]:
        return [
            rx.cond(when, rx.el.dt(label, class_name=css or "muted")),
            rx.cond(when, rx.el.dd(value, class_name=css)),
        ]

    said = rx.el.dl(
        *pair("Before tax", sums.base),
        *pair("GST/HST", sums.tax),
        *pair("Provincial tax", sums.provincial, when=sums.provincial != ""),
        *pair("Credit note", sums.total, "sum"),
        *pair("Still owed after it", sums.balance),
        *pair("To the client's credit", sums.to_client, when=sums.to_client != ""),
        class_name="totals num",
    )
    body = rx.cond(
        sums.trouble != "",
        rx.el.p(sums.trouble, class_name="warn-text"),
        rx.cond(sums.total != "", said, rx.el.p("Nothing to credit yet.", class_name="faint")),
    )
    return rx.el.div(body, class_name="sum-box", role="status")


def write_off_form(state: Any) -> rx.Component:
    wrong = state.problems
    return forms.form(
        rx.el.p(
            "For money that will never come. The invoice stops asking for it, and the tax in it comes"
            " back to you as a bad debt on the GST return.",
            class_name="muted",
        ),
        forms.field(
            "Amount",
            forms.money_input("amount", default_value=state.owed_plain),
            problem=wrong["amount"],
            help=rx.fragment(state.invoice.balance, " is owed."),
        ),
        forms.field(
            "Reason",
            forms.text_input("reason", required=True, max_length=500),
            problem=wrong["reason"],
        ),
        on_submit=state.write_off,
        on_cancel=state.open(""),
        kind="danger",
        submit="Write off",
    )


def give_back_form(state: Any) -> rx.Component:
    wrong = state.problems
    return forms.form(
        rx.el.p(
            "Record that you paid the credit out. It goes back the way the last payment came.",
            class_name="muted",
        ),
        forms.field(
            "Amount",
            forms.money_input("amount", default_value=state.invoice.credit_plain),
            problem=wrong["amount"],
            help=rx.fragment(state.invoice.credit, " is to the client's credit here."),
        ),
        forms.field("Note", forms.text_input("note", max_length=500), problem=wrong["note"]),
        on_submit=state.give_credit_back,
        on_cancel=state.open(""),
        submit="Record refund",
    )
