"""Beside the figures: whom the schedule is narrowed down to."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.saved_views import views_menu
from cleaning_app.pages.schedule.state import ScheduleState as S


def tools() -> rx.Component:
    """The selects, and one button that takes them all off."""
    on = S.narrowed
    any_ = (on["team"] != "") | (on["skill"] != "") | ((on["worker"] != "") & (S.view != "worker"))
    return rx.el.div(
        _select("team", "Any team", S.team_choices),
        _select("skill", "Any skill", S.skill_choices),
        _select("worker", "Any worker", S.worker_choices),
        rx.cond(S.view == "board", _map_switch()),
        rx.cond(any_, pieces.button("Clear", kind="quiet", on_click=S.widen)),
        views_menu(S),
        _paper(),
        class_name="strip-tools no-print",
        role="group",
        aria_label="Filters",
    )


def _paper() -> rx.Component:
    """What leaves the screen: this view on paper, the crews' job sheets, the rows as CSV."""
    sheets = pieces.link(
        pieces.icon("clipboard-list", 14), "Job sheets", href=S.addresses["sheets"], target="_blank"
    )
    rows = pieces.download(pieces.icon("download", 14), "CSV", href=S.addresses["csv"])
    now = rx.el.button(
        pieces.icon("printer", 14),
        "Print this view",
        type="button",
        custom_attrs={"data-close": "true"},
        on_click=rx.call_script("window.print()"),
    )
    dots = rx.el.span(pieces.icon("printer", 14), class_name="btn icon", title="Print and export")
    return pieces.menu(dots, now, sheets, rx.cond(S.may_export, rows), text="Print and export")


def _map_switch() -> rx.Component:
    return pieces.link(
        pieces.icon("map", 14),
        "Map",
        href=S.addresses["map"],
        class_name=rx.cond(S.has_map, "btn on", "btn"),
        custom_attrs={"aria-current": rx.cond(S.has_map, "true", "false")},
        replace=True,
    )


def _select(name: str, nothing: str, options: Any) -> rx.Component:
    return rx.cond(
        options.length() > 0,
        rx.el.select(
            rx.el.option(nothing, value=""),
            rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value)),
            value=S.narrowed[name],
            on_change=lambda value: S.narrow(name, value),
            class_name=rx.cond(S.narrowed[name] != "", "input small chosen", "input small"),
            aria_label=nothing,
        ),
    )
