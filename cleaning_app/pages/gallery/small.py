"""Small pieces: buttons, badges, menus, tabs, figures, what a page says while it waits."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import history, loading, pieces
from cleaning_app.components.format import STATUS_COLOURS, words
from cleaning_app.components.history import Happening
from cleaning_app.components.loading import LoadState

_LINE = "0,18 14,12 28,15 42,9 56,11 70,6 86,2"
_HISTORY = [
    Happening("1", "Put on it", "Priya MacNeil", "20 Nov 16:42"),
    Happening("2", "Moved", "Priya MacNeil", "18 Nov 9:05"),
    Happening("3", "Created", "Maya Lindqvist", "12 Oct 11:20"),
]


class LostPage(LoadState, rx.State):
    """A page that could not be filled."""

    ready: bool = True
    trouble: str = "There is no such booking."

    load = rx.noop()


def figures() -> rx.Component:
    """Figures with their small lines."""
    return pieces.kpi_strip(
        pieces.kpi("Jobs today", "14", "73% of 46h booked", _LINE),
        pieces.kpi("Revenue this week", "$9,412", rx.el.span("+6%", class_name="good"), _LINE),
        pieces.kpi(
            "Unassigned", "2", rx.el.span("first at 10:00", class_name="warn-text"), href="#"
        ),
        pieces.kpi("Owed to you", "$78,204", rx.el.span("$37,210 late", class_name="bad-text")),
    )


def buttons(state: Any) -> rx.Component:
    """Buttons, links that look like them, segments and menus."""
    choices = [("board", "Board"), ("week", "Week"), ("month", "Month"), ("list", "List")]
    every = [
        pieces.button("Plain"),
        pieces.button("Primary", kind="primary", kbd="N"),
        pieces.button("With icon", icon_name="send"),
        pieces.button("Quiet", kind="quiet"),
        pieces.button("Void", kind="danger"),
        pieces.button("Waiting", disabled=True),
        pieces.icon_button("chevron-left", "Earlier"),
        pieces.link_button("A link", "#"),
        pieces.link("Link in text", href="#", class_name="link"),
        pieces.download("Download", href="#", class_name="link"),
        pieces.csv("#"),
    ]
    menu = pieces.menu(
        rx.el.span("A menu", class_name="btn"),
        pieces.link(pieces.icon("calendar-plus"), "New booking", href="#"),
        rx.el.button(pieces.icon("user"), "New client", type="button"),
        rx.el.hr(),
        rx.el.button("Delete", type="button", class_name="danger"),
        left=True,
    )
    more = pieces.more_menu(rx.el.button("Delete", type="button", class_name="danger"))
    return pieces.card(
        "Buttons",
        rx.el.div(
            rx.el.div(*every, class_name="row wrap"),
            pieces.segmented(choices, state.view, state.choose, "View"),
            rx.el.div(menu, more, class_name="row"),
            rx.el.div(
                pieces.stepper(2, "Inside the oven", on_less=rx.noop(), on_more=rx.noop()),
                pieces.stepper(0, "Balcony", on_less=rx.noop(), on_more=rx.noop()),
                class_name="row",
            ),
            pieces.tabs([("#1", "GST"), ("#2", "Expenses"), ("#3", "Reports")], "#1"),
            class_name="card-body stack",
        ),
    )


def badges() -> rx.Component:
    """Statuses, people, warnings and boxes."""
    shown = [pieces.badge(words(status), colour) for status, colour in STATUS_COLOURS.items()]
    people = [pieces.avatar(initials) for initials in ("AV", "BK", "CR")]
    return pieces.card(
        "Statuses and words",
        rx.el.div(
            rx.el.div(*shown, pieces.badge("Plain", "blue", plain=True), class_name="row wrap"),
            rx.el.div(*people, class_name="row"),
            pieces.warning("Tight: 14 min drive, 30 min gap. Snow may add about 10 min."),
            rx.el.div("That e-mail and password don't match.", class_name="error-box"),
            rx.el.div("Password changed.", class_name="good-box"),
            class_name="card-body stack",
        ),
        note="12",
        action=pieces.link("All of them", href="#", class_name="link"),
    )


def waits(cancel: Any) -> rx.Component:
    """What is not there yet, or not at all."""
    progress = pieces.progress(62, "Importing bookings, 2,180 of 3,515", cancel=cancel)
    return rx.el.div(
        pieces.card("Waiting", pieces.waiting(False, rx.fragment(), 4)),
        pieces.card("Skeleton", pieces.skeleton(2)),
        pieces.card(
            "Empty",
            pieces.empty(
                "calendar", "Nothing booked", "Press N to book a job.", pieces.button("New booking")
            ),
        ),
        pieces.card("Refused", loading.shown(LostPage, rx.fragment(), back=pieces.button("All"))),
        rx.el.div(progress, class_name="card card-body"),
        class_name="stack",
    )


def detail() -> rx.Component:
    """What a detail page is made of."""
    facts = pieces.facts(
        ("Address", "10180 Windsor Ave NW, Glenora"),
        ("Crew", "Amara Vasquez"),
        ("Price", "$329.00 + $16.45 GST"),
    )
    return rx.el.div(
        pieces.card(
            "Priya MacNeil",
            rx.el.div(facts, class_name="card-body"),
            note="B-03291",
            action=pieces.badge("Confirmed", "blue"),
        ),
        history.history(rx.Var.create(_HISTORY).to(list[Happening])),
        class_name="stack",
    )
