"""The crew's times, checklist, photos, notes and problems on a booking's page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.booking.onsite import OnSite


def onsite() -> rx.Component:
    """Everything that came from the crew; a card for each kind that is there."""
    s = OnSite
    return rx.fragment(
        rx.foreach(s.troubles, _trouble),
        rx.cond(s.is_open | (s.clocks.length() > 0), _clocks()),
        rx.cond(s.lines.length() > 0, _checklist()),
        rx.cond(s.photos.length() > 0, _photos()),
        rx.cond(s.notes.length() > 0, _notes()),
        _correction(),
        _large(),
    )


def _trouble(row: Any) -> rx.Component:
    solve = rx.el.form(
        rx.el.input(
            name="resolution",
            placeholder="What was done (optional)",
            aria_label="What was done",
            max_length=500,
            class_name="input grow",
        ),
        pieces.button("Mark as solved", type="submit"),
        on_submit=lambda form: OnSite.resolve(row.id, form),
        class_name="row",
    )
    return rx.el.section(
        rx.el.div(
            rx.el.b(row.words),
            rx.el.span(row.said, class_name="push num"),
            class_name="row",
        ),
        rx.cond(row.text != "", rx.el.div(row.text, class_name="prewrap")),
        rx.cond(row.photos.length() > 0, _shots(row.photos)),
        rx.cond(row.answer != "", rx.el.div(row.answer, class_name="muted")),
        rx.cond(row.is_open & OnSite.can_edit, solve),
        class_name=rx.cond(row.is_open, "trouble is-open", "trouble"),
        id="crew",
    )


def _clocks() -> rx.Component:
    def row(one: Any) -> rx.Component:
        fix = pieces.button(
            rx.cond(one.times != "", "Correct", "Enter times"),
            kind="quiet",
            on_click=OnSite.ask(one.worker_id),
            aria_label="Correct times of " + one.name.to(str),
        )
        return rx.el.div(
            pieces.avatar(one.initials),
            rx.el.div(
                rx.el.div(one.name, class_name="strong"),
                rx.cond(
                    one.times != "",
                    rx.el.div(one.times, class_name="muted num"),
                    rx.el.div("Not clocked in", class_name="faint"),
                ),
                rx.cond(one.over != "", rx.el.div(one.over, class_name="warn-text")),
                class_name="grow",
            ),
            rx.cond(one.worked != "", rx.el.span(one.worked, class_name="num")),
            rx.cond(one.state != "", pieces.badge(one.state, one.colour)),
            rx.cond(OnSite.can_edit & OnSite.is_open, fix),
        )

    return pieces.card("Time", rx.el.div(rx.foreach(OnSite.clocks, row), class_name="lines"))


def _checklist() -> rx.Component:
    def line(one: Any) -> rx.Component:
        mark = rx.cond(one.done, pieces.icon("square-check", 16), pieces.icon("square", 16))
        return rx.el.li(
            rx.el.span(mark, class_name=rx.cond(one.done, "green-text", "faint")),
            rx.el.span(one.label, class_name=rx.cond(one.done, "", "muted")),
            rx.cond(~one.done & one.required, pieces.badge("Required", "amber", plain=True)),
            rx.el.span(one.by, class_name="push faint num"),
            rx.el.span(rx.cond(one.done, "done", "open"), class_name="sr-only"),
        )

    return pieces.card(
        "Checklist",
        rx.el.ul(rx.foreach(OnSite.lines, line), class_name="ticked"),
        action=rx.el.span(OnSite.ticked, class_name="muted num"),
    )


def _photos() -> rx.Component:
    return pieces.card("Photos", _shots(OnSite.photos))


def _shots(rows: Any) -> rx.Component:
    def photo(one: Any) -> rx.Component:
        return rx.el.button(
            rx.el.img(src=one.small, alt=one.words, loading="lazy"),
            type="button",
            title=one.words,
            on_click=OnSite.look(one.id),
        )

    return rx.el.div(rx.foreach(rows, photo), class_name="shots")


def _notes() -> rx.Component:
    def note(one: Any) -> rx.Component:
        return rx.el.div(
            rx.el.div(
                rx.el.div(one.text, class_name="prewrap"),
                rx.el.div(one.said, class_name="faint num"),
                class_name="grow",
            )
        )

    return pieces.card(
        "Notes from the crew", rx.el.div(rx.foreach(OnSite.notes, note), class_name="lines")
    )


def _large() -> rx.Component:
    shown = OnSite.looking_at
    remove = pieces.button("Remove", kind="danger", on_click=OnSite.remove_photo(shown.id))
    return overlay.dialog(
        shown.id != "",
        OnSite.look(""),
        "Photo",
        rx.cond(
            shown.id != "", rx.el.img(src=shown.full, alt=shown.words, class_name="shot-large")
        ),
        rx.el.div(
            rx.el.span(shown.words, class_name="muted num grow"),
            rx.cond(OnSite.can_manage, remove),
            class_name="row",
        ),
        label="Photo",
    )


def _correction() -> rx.Component:
    s = OnSite

    def stretch(one: Any, n: Any) -> rx.Component:
        number = n.to(str)
        return rx.el.div(
            forms.time_input("start" + number, default_value=one.start, aria_label="From"),
            rx.el.span("to", class_name="muted"),
            forms.time_input("end" + number, default_value=one.end, aria_label="To"),
            class_name="row",
        )

    return overlay.dialog(
        s.correcting != "",
        s.ask(""),
        "Times of " + s.correcting_name.to(str),
        forms.form(
            rx.el.div(
                rx.el.span("On the clock", class_name="label"),
                rx.foreach(s.stretches, stretch),
                rx.cond(
                    s.problems["spans"],
                    rx.el.span(s.problems["spans"], class_name="problem", role="alert"),
                ),
                class_name="field stack",
            ),
            forms.field(
                "Why",
                forms.text_input("reason", max_length=500, placeholder="Forgot to finish"),
                problem=s.problems["reason"],
                help="Both versions stay in the audit log.",
            ),
            on_submit=s.correct,
            on_cancel=s.ask(""),
            submit="Save times",
        ),
        label="Correct times",
    )
