"""Finance → Expenses → Bank file → Money in: which payment each line is, confirmed by the office."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.money_in.rows import ASIDE
from cleaning_app.pages.finance.money_in.state import MoneyInState
from cleaning_app.pages.finance.sections import sections

_KINDS = (("open", "To match"), ("matched", "Matched"), ("aside", "Not ours"))
_HINTS = {
    "open": "Each line with the payment it probably is. Nothing is matched until you confirm it.",
    "matched": "These lines and the payments that came in with them.",
    "aside": "Money that is no client's: it counts for nothing here.",
}
_EMPTY = {
    "open": (
        "check",
        "Every line is matched",
        "Lines of money in come here from your bank's file.",
    ),
    "matched": ("link", "Nothing matched yet", "Confirm a line under To match, and find it here."),
    "aside": (
        "landmark",
        "Nothing set aside",
        "A loan or a transfer of your own is set aside here.",
    ),
}


@page(
    "/finance/expenses/bank/in",
    title="Money in",
    icon="landmark",
    permission="finance.view",
    module="module.finance",
    parent="/finance/expenses",
    on_load=MoneyInState.load,
)
def money_in() -> rx.Component:
    s = MoneyInState
    confirm = pieces.button(s.confirm_words, kind="primary", on_click=s.confirm_all)
    return rx.fragment(
        sections("/finance/expenses"),
        rx.el.div(
            pieces.page_head(
                "Money in",
                rx.cond(s.may_manage, pieces.link_button("Bank file", "/finance/expenses/bank")),
                rx.cond(s.may_manage & (s.confirm_words != ""), confirm),
                under="What came into the account, beside the payments in your books.",
            ),
            shown(s, _lines(s), 10),
            _picker(s),
            class_name="page wide",
        ),
    )


def _lines(s: Any) -> rx.Component:
    ways = pieces.segmented(_KINDS, s.outcome, s.show, "Which lines", counts=s.counts)
    listed = rx.el.div(rx.foreach(s.lines, lambda one: _line(s, one)), class_name="lines num")
    hints = [rx.cond(s.outcome == o, rx.el.span(words)) for o, words in _HINTS.items()]
    nothing = [rx.cond(s.outcome == o, pieces.empty(*words)) for o, words in _EMPTY.items()]
    return rx.el.section(
        rx.el.div(ways, class_name="toolbar"),
        rx.cond(
            s.lines.length() > 0,
            rx.fragment(rx.el.div(*hints, class_name="muted card-body"), listed),
            rx.fragment(*nothing),
        ),
        rx.cond(s.more != "", rx.el.div(s.more, class_name="card-end faint")),
        class_name="card",
        aria_label="Lines",
    )


def _line(s: Any, one: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(one.day, class_name="muted bank-day"),
        rx.el.div(
            rx.el.span(one.payee, class_name="strong"),
            rx.el.span(one.said, class_name="faint wrap-any"),
            class_name="bank-words",
        ),
        _what(one),
        rx.cond(s.may_manage, rx.el.div(_deeds(s, one), class_name="bank-filing"), rx.el.span()),
        rx.el.span(one.amount, class_name="strong bank-amount"),
        class_name="bank-line in on",
    )


def _what(one: Any) -> rx.Component:
    """The payments a line is or may be, or why none is named."""

    def paid(payment: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(payment.who, class_name="strong"),
            " ",
            rx.el.span(payment.said, class_name="faint"),
        )

    doubt = rx.cond(one.state == "unclear", "badge amber", "badge grey")
    known = (one.state == "clear") | (one.state == "matched")
    return rx.el.div(
        rx.foreach(one.payments, paid),
        rx.cond(
            one.words != "",
            rx.el.span(one.words, class_name=rx.cond(known, "faint", doubt)),
        ),
        class_name="bank-words",
    )


def _deeds(s: Any, one: Any) -> rx.Component:
    named = " " + one.payee.to(str) + ", " + one.amount.to(str)
    confirm = pieces.button("Confirm", on_click=s.confirm(one.id), aria_label="Confirm" + named)
    pick = pieces.button(
        rx.cond(one.state == "clear", "Other…", "Choose…"),
        kind="quiet",
        on_click=s.pick(one.id),
        aria_label="Choose the payments of" + named,
    )
    aside = rx.el.select(
        rx.el.option("Not ours…", value=""),
        *[rx.el.option(words, value=key) for key, words in ASIDE.items()],
        value="",
        on_change=lambda as_: s.set_aside(one.id, as_),
        class_name="input small",
        aria_label="Set aside" + named,
    )
    back = pieces.button("Take back", on_click=s.reopen(one.id), aria_label="Take back" + named)
    is_open = (one.state != "matched") & (one.state != "aside")
    return rx.cond(is_open, rx.fragment(rx.cond(one.state == "clear", confirm), pick, aside), back)


def _picker(s: Any) -> rx.Component:
    """The payments to choose from, and what the chosen ones come to."""

    def payment(one: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", checked=one.on, on_change=lambda on: s.choose(one.id, on)),
            rx.el.span(
                rx.el.span(one.who, class_name="strong"),
                rx.el.span(one.said, class_name="faint"),
                class_name="bank-words grow",
            ),
            rx.el.span(one.amount, class_name="strong"),
            class_name="row bank-pick",
        )

    search = forms.text_input(
        "search",
        key=s.line.id,
        placeholder="Client or invoice, whenever it was",
        aria_label="Search payments",
        **forms.as_typed(s.search),
    )
    none = rx.el.div(
        "No payment around that day stands on no line yet. Record it on its invoice first, then choose "
        "it here.",
        class_name="muted",
    )
    return overlay.drawer(
        s.picking,
        s.close,
        "Which payments is it?",
        rx.el.div(
            rx.el.div(
                s.line.payee, rx.el.span(s.line.amount, class_name="push"), class_name="row strong"
            ),
            rx.el.div(s.line.day, " · ", s.line.said, class_name="faint wrap-any"),
            class_name="stack num",
            style={"gap": "2px"},
        ),
        search,
        rx.cond(
            s.offered.length() > 0,
            rx.el.div(rx.foreach(s.offered, payment), class_name="lines num"),
            none,
        ),
        rx.el.div(
            rx.el.span(s.sum_words, class_name="grow num", role="status"),
            pieces.button("Match", kind="primary", on_click=s.match_picked, disabled=~s.fits),
            class_name="row wrap bank-pick-foot",
        ),
        label="Which payments is it?",
    )
