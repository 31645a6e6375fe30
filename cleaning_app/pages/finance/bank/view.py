"""The bank page: choose a file, look at its lines, take them over; rules and earlier files beside."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.bank.state import NEEDS, UPLOAD, BankState
from cleaning_app.pages.finance.sections import sections
from cleaning_app.services.banking.preview import MOST_BYTES

_ACCEPTED = {"text/csv": [".csv", ".txt", ".tsv"], "application/vnd.ms-excel": [".csv"]}


@page(
    "/finance/expenses/bank",
    title="Bank file",
    icon="landmark",
    permission=NEEDS,
    module="module.finance",
    parent="/finance/expenses",
    on_load=BankState.load,
)
def bank_page() -> rx.Component:
    s = BankState
    return rx.fragment(
        sections("/finance/expenses"),
        rx.el.div(
            pieces.page_head(
                "Bank file",
                pieces.link_button(s.open_in, "/finance/expenses/bank/in"),
                under="You see every line before anything is entered, and can take it all back.",
            ),
            shown(s, rx.cond(s.name != "", _looking(s), _choosing(s)), 8),
            class_name="page wide",
        ),
    )


def _choosing(s: Any) -> rx.Component:
    zone = _zone(
        s,
        "drop",
        pieces.icon("landmark", 24),
        rx.el.b("Drop the CSV from your bank here, or choose it"),
        rx.el.span("RBC, TD, BMO, Scotiabank and most others, with any columns."),
        rx.el.span("Lines that are there already are recognised.", class_name="faint"),
    )
    return rx.el.div(zone, rx.el.div(_earlier(s), _rules(s), class_name="stack"), class_name="side")


def _zone(s: Any, css: str, *content: Any) -> rx.Component:
    zone = rx.upload.root(
        *content,
        id=UPLOAD,
        multiple=False,
        accept=_ACCEPTED,
        max_size=MOST_BYTES,
        on_drop=s.take(rx.upload_files(upload_id=UPLOAD)),  # type: ignore[call-arg]
        class_name=css,
        custom_attrs={"role": "button", "aria-label": "Choose a bank file"},
    )
    # The hidden input that the zone brings along has no name of its own for screen readers.
    zone.children[0].children[0].custom_attrs["aria-label"] = "Bank file"
    return zone


def _looking(s: Any) -> rx.Component:
    trouble = rx.el.div(s.unreadable, class_name="error-box", role="alert")
    return rx.el.div(
        rx.el.div(
            _head(s),
            rx.cond(s.unreadable != "", trouble),
            rx.cond(s.problems.length() > 0, _problems(s)),
            rx.cond(s.unreadable == "", _lines(s)),
            class_name="stack",
        ),
        rx.el.div(_reading(s), _rules(s), _earlier(s), class_name="stack"),
        class_name="side narrow",
    )


def _head(s: Any) -> rx.Component:
    take = pieces.button(
        rx.cond(s.button != "", s.button, "Nothing to take over"),
        kind="primary",
        on_click=s.apply,
        disabled=s.button == "",
    )
    return pieces.card(
        s.name,
        rx.el.div(
            take,
            rx.cond(s.undecided != "", rx.el.span(s.undecided, class_name="muted", role="status")),
            class_name="card-body row wrap",
        ),
        action=pieces.button("Put away", kind="quiet", on_click=s.leave),
    )


def _problems(s: Any) -> rx.Component:
    return rx.el.div(
        rx.el.b("Left out, as they can't be read:"),
        rx.foreach(s.problems, lambda words: rx.el.div(words)),
        class_name="warning",
        role="note",
    )


_KINDS = (
    ("new", "New"), ("linked", "Entered already"), ("in", "Money in"),
    ("other", "Elsewhere"), ("before", "Taken before"),
)  # fmt: skip
_HINTS = {
    "linked": "An expense of the same amount is there, within three days, at a name like it. "
    "Linked lines change nothing; they are only known from then on.",
    "in": "Kept when you take the file over, to be matched with your clients' payments under Money in. "
    "Take the tick off what nobody should see.",
    "other": "Pay, taxes and transfers, days to come, and days of a GST return that was filed. "
    "Choose a category for what is an expense all the same.",
    "before": "These came with an earlier file.",
}


def _lines(s: Any) -> rx.Component:
    ways = pieces.segmented(_KINDS, s.kind, s.show_kind, "Which lines", counts=s.counts)
    came = rx.el.span(s.came, " came in. ", class_name="strong num")
    hints = [rx.cond(s.kind == "in", rx.el.div(came, _HINTS["in"], class_name="muted card-body"))]
    hints += [rx.cond(s.kind == kind, rx.el.div(words, class_name="muted card-body"))
             for kind, words in _HINTS.items() if kind != "in"]  # fmt: skip
    nothing = pieces.empty("check", "Nothing here", "No line of this kind is in the file.")
    listed = rx.el.div(
        rx.foreach(s.lines, lambda one: _line(s, one)), class_name="lines bank-lines num"
    )
    return rx.el.section(
        rx.el.div(ways, class_name="toolbar"),
        *hints,
        rx.cond(s.lines.length() > 0, listed, nothing),
        _paging(s),
        class_name="card",
        aria_label="Lines",
    )


def _line(s: Any, one: Any) -> rx.Component:
    named = one.vendor.to(str)
    takes = (s.kind == "new") | (s.kind == "other")
    tick = rx.el.input(
        type="checkbox",
        checked=one.on,
        on_change=lambda on: s.include(one.row, on),
        aria_label="Take " + named,
    )
    words = rx.el.div(
        rx.el.div(
            rx.el.span(one.vendor, class_name="strong"),
            rx.cond(one.why != "", rx.el.span(one.why, class_name="faint why")),
            class_name="row wrap",
        ),
        rx.el.span(one.said, class_name="faint wrap-any"),
        class_name="bank-words",
    )
    match = rx.el.span(pieces.icon("link", 13), one.match, class_name="muted row bank-match")
    as_new = rx.el.label(
        rx.el.input(type="checkbox", on_change=lambda on: s.set_as_new(one.row, on)),
        rx.el.span("Enter as new"),
        class_name="check",
    )
    return rx.el.div(
        rx.cond(takes | (s.kind == "linked") | (s.kind == "in"), tick, rx.el.span()),
        rx.el.span(one.day, class_name="muted bank-day"),
        words,
        rx.cond(takes, _filing(s, one, named)),
        rx.cond(s.kind == "linked", rx.el.div(match, as_new, class_name="bank-filing")),
        rx.el.span(one.amount, class_name="strong bank-amount"),
        class_name=rx.cond(one.on, "bank-line on", "bank-line"),
    )


def _filing(s: Any, one: Any, named: Any) -> rx.Component:
    """The category of a line, whether GST is in it, whether its like is filed so always."""
    category = rx.el.select(
        rx.el.option("Category…", value=""),
        rx.foreach(s.categories, lambda o: rx.el.option(o.label, value=o.value)),
        value=one.category_id,
        on_change=lambda value: s.set_category(one.row, value),
        class_name="input small",
        aria_label="Category of " + named,
    )
    gst = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=one.has_gst,
            on_change=lambda on: s.set_gst(one.row, on),
            aria_label="GST in " + named,
        ),
        rx.el.span(rx.cond(one.has_gst, "GST " + one.tax.to(str), "No GST")),
        class_name="check",
    )
    always = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=one.always,
            on_change=lambda on: s.set_always(one.row, on),
            aria_label="Always file " + named + " so",
        ),
        rx.el.span("Always"),
        class_name="check",
        title="File what this payee sends so from now on",
    )
    return rx.el.div(category, gst, always, class_name="bank-filing")


def _paging(s: Any) -> rx.Component:
    return rx.cond(
        (s.place > 0) | ~s.last,
        rx.el.nav(
            rx.el.span(s.where, class_name="num"),
            rx.el.span(class_name="push"),
            pieces.button("Previous", on_click=s.turn_page(-1), disabled=s.place == 0),
            pieces.button("Next", on_click=s.turn_page(1), disabled=s.last),
            class_name="paging",
            aria_label="Pages",
        ),
    )


def _reading(s: Any) -> rx.Component:
    """Which column is what, and the two questions a file may leave open."""

    def column(one: Any) -> rx.Component:
        return rx.el.label(
            rx.el.span(one.label, class_name="grow", title=one.help),
            rx.el.select(
                rx.foreach(s.headers, lambda o: rx.el.option(o.label, value=o.value)),
                value=one.header,
                on_change=lambda header: s.set_column(one.field, header),
                class_name="input small",
                aria_label="Column for " + one.label.to(str),
                style={"maxWidth": "150px"},
            ),
        )

    order = forms.field(
        "03/04 is",
        rx.el.select(
            rx.el.option("March 4, month first", value="month"),
            rx.el.option("3 April, day first", value="day"),
            value=rx.cond(s.day_first, "day", "month"),
            on_change=lambda value: s.set_day_first(value == "day"),
            class_name="input",
        ),
    )
    turned = rx.el.label(
        rx.el.input(type="checkbox", checked=s.turned, on_change=s.set_turned),
        rx.el.span("Purchases have no minus (some cards)"),
        class_name="check",
    )
    return pieces.card(
        "How it is read",
        rx.cond(
            s.columns.length() > 0,
            rx.el.div(rx.foreach(s.columns, column), class_name="lines tight"),
        ),
        rx.el.div(rx.cond(s.asks_order, order), turned, class_name="card-body stack"),
    )


def _rules(s: Any) -> rx.Component:
    def line(one: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(
                rx.el.code(one.words),
                rx.el.span(one.filed, class_name="muted"),
                class_name="grow stack",
                style={"gap": "2px"},
            ),
            pieces.icon_button(
                "x", "Remove the rule " + one.words.to(str), on_click=s.forget_rule(one.id)
            ),
        )

    none = rx.el.div(
        "Tick Always beside a line, and what this payee sends is filed so from then on.",
        class_name="card-body faint",
    )
    rows = rx.el.div(rx.foreach(s.rules, line), class_name="lines tight")
    return pieces.card("Always filed as", rx.cond(s.rules.length() > 0, rows, none))


def _earlier(s: Any) -> rx.Component:
    def line(one: Any) -> rx.Component:
        undo = pieces.button(
            "Take back",
            kind="quiet",
            on_click=s.undo(one.id),
            aria_label="Take back " + one.name.to(str),
        )
        return rx.el.div(
            rx.el.span(
                rx.el.span(one.name, class_name="strong truncate"),
                rx.el.span(one.did, " · ", one.when, class_name="faint"),
                class_name="grow stack",
                style={"gap": "2px", "minWidth": "0"},
            ),
            rx.cond(one.undone, pieces.badge("Taken back", "grey"), undo),
        )

    rows = rx.el.div(rx.foreach(s.batches, line), class_name="lines tight num")
    return rx.cond(s.batches.length() > 0, pieces.card("Earlier files", rows))
