"""The page on which somebody asks for a better day."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces, table
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.optimise.ask_state import AskState
from cleaning_app.pages.optimise.keeping import kept
from cleaning_app.services import optimisation

_STEPS = {
    0: "Not at all",
    15: "Up to 15 min",
    30: "Up to 30 min",
    60: "Up to 1 h",
    120: "Up to 2 h",
}
_HINTS = {
    "times": ("Crews and times", "Times move only within what each client was promised."),
    "crews": ("Crews only", "Every job keeps its time."),
    "unassigned": ("Open jobs only", "Whoever has a job keeps it."),
}


@page(
    "/schedule/optimise",
    title="Optimise",
    permission="bookings.assign",
    module="schedule.optimization",
    parent="/schedule",
    on_load=AskState.load,
)
def optimise() -> rx.Component:
    return rx.el.div(
        live_feed(topics=["optimisation"], on_notice=AskState.hear),
        pieces.page_head(
            "A better day",
            pieces.link_button("Back to the schedule", "/schedule?day=" + AskState.day),
            under="Less driving and nobody late, with the same jobs. Nothing moves before you say so.",
        ),
        shown(AskState, rx.el.div(_form(), _rules(), class_name="side"), 10),
        rx.cond(AskState.ready & (AskState.trouble == ""), rx.fragment(kept(), _runs())),
        class_name="page",
    )


def _form() -> rx.Component:
    s = AskState
    return pieces.card(
        "What to plan",
        forms.form(
            forms.columns(
                forms.field(
                    "Day",
                    forms.date_input(
                        "day",
                        default_value=s.day,
                        min=s.today,
                        required=True,
                        on_change=s.choose_day,
                    ),
                    problem=s.problems["day"],
                ),
                forms.field(
                    "For",
                    forms.select("days", _numbers("day", (1, 2, 3, 5, 7)), on_change=s.choose_days),
                    help="Each day is planned for itself.",
                ),
            ),
            _what_may_move(),
            *_limits(),
            rx.cond(
                (s.pins.length() > 0) | (s.alone.length() > 0),
                rx.el.p(
                    "As it is, whatever turns up: ",
                    s.pins.length(),
                    " pinned and ",
                    s.alone.length(),
                    " left alone, below.",
                    class_name="muted num",
                ),
            ),
            on_submit=s.start,
            submit="Find a better plan",
        ),
        css="padded",
    )


def _what_may_move() -> rx.Component:
    return rx.el.div(
        rx.el.span("What may move", class_name="label"),
        rx.el.div(
            *[_choice(key, *words) for key, words in _HINTS.items()],
            class_name="choices three-up",
            role="group",
            aria_label="What may move",
        ),
        class_name="field",
    )


def _limits() -> list[rx.Component]:
    s = AskState
    return [
        forms.columns(
            forms.field(
                "Starts without a promised window",
                forms.select(
                    "shift",
                    [(str(n), _STEPS[n]) for n in optimisation.SHIFTS],
                    default_value="30",
                    disabled=s.moves == "crews",
                ),
                help="How far they may move; the client gets an e-mail.",
            ),
            forms.field(
                "Overtime",
                forms.select("overtime", [(str(n), _STEPS[n]) for n in optimisation.OVERTIMES]),
                help="How much longer than their hours people may stay.",
            ),
        ),
        forms.columns(
            forms.field(
                "Search for",
                forms.select(
                    "seconds",
                    [(str(n), f"{n} seconds") for n in optimisation.SECONDS],
                    default_value="10",
                ),
                help="It ends sooner when nothing better turns up.",
            ),
            rx.el.div(
                rx.el.span("Lunch", class_name="label"),
                forms.checkbox("lunch", "Half an hour between 11 and 14", default_checked=True),
                class_name="field",
            ),
        ),
    ]


def _numbers(unit: str, numbers: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(n), f"{n} {unit}" if n == 1 else f"{n} {unit}s") for n in numbers]


def _choice(key: str, title: str, hint: str) -> rx.Component:
    on = AskState.moves == key
    return rx.el.button(
        rx.el.b(title),
        rx.el.span(hint, class_name="faint"),
        type="button",
        class_name=rx.cond(on, "pick on", "pick"),
        aria_pressed=on,
        on_click=AskState.choose(key),
    )


def _rules() -> rx.Component:
    def rule(icon: str, title: str, text: str) -> rx.Component:
        return rx.el.div(
            pieces.icon(icon, 16),
            rx.el.div(rx.el.div(title, class_name="strong"), rx.el.div(text, class_name="faint")),
        )

    return pieces.card(
        "What always holds",
        rx.el.div(
            rule("lock", "What has begun stays", "So does what starts within half an hour."),
            rule("badge-check", "Skills and certificates", "Only who may do a job gets it."),
            rule("users", "Crews stay together", "A pair that shares its day moves as one."),
            rule("clock", "Promises", "Windows, working hours, time off and the way between jobs."),
            rule("shield-check", "Checked twice", "A second program looks at every plan first."),
            class_name="lines rules",
        ),
    )


def _runs() -> rx.Component:
    columns = [
        table.Column("Plan", lambda r: pieces.link(r.what, href=r.href, class_name="name")),
        table.Column("Asked", lambda r: _asked(r), css="muted"),
        table.Column("Saved", lambda r: r.saved, css="muted", right=True),
        table.Column("State", lambda r: pieces.badge(r.words, r.colour), right=True),
    ]
    return pieces.card(
        "Earlier plans",
        rx.cond(
            AskState.rows.length() > 0,
            table.plain_table(columns, AskState.rows, label="Earlier plans"),
            pieces.empty(
                "route", "No plan yet", "Your first search will stand here, with what it saved."
            ),
        ),
    )


def _asked(row: Any) -> rx.Component:
    return rx.fragment(row.when, rx.cond(row.who != "", " by " + row.who, ""))
