"""What a run proposes: figures, moves, whom to tell, and each crew's day."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.map import job_map
from cleaning_app.pages.optimise.run_state import RunState as S


def proposal() -> rx.Component:
    """Everything below the head."""
    return rx.el.div(
        rx.el.section(
            rx.foreach(S.figures, _figure), class_name="card kpis", aria_label="Before and after"
        ),
        rx.cond(
            S.points.length() > 0,
            rx.el.div(_map(), _beside(), class_name=rx.cond(_says_more(), "side", "stack")),
            rx.cond(_says_more(), _beside()),
        ),
        rx.cond(S.moves.length() > 0, _moves(), _nothing()),
        rx.cond(S.lanes.length() > 0, _lanes()),
        class_name="stack",
    )


def _figure(f: Any) -> rx.Component:
    return pieces.kpi(f.label, f.value, rx.el.span(f.under, class_name=f.tone))


def _says_more() -> Any:
    return (S.tell.length() > 0) | (S.open.length() > 0)


def _beside() -> rx.Component:
    """Whom to tell, and what is still open."""
    return rx.el.div(
        rx.cond(S.tell.length() > 0, _lines("Whom to tell", S.tell)),
        rx.cond(S.open.length() > 0, _lines("Still without anybody", S.open)),
        class_name="stack beside",
    )


def _map() -> rx.Component:
    views = [("now", "Now"), ("planned", rx.cond(S.status == "applied", "Applied", "Planned"))]
    which = rx.cond(
        S.map_days.length() > 0,
        forms.select(
            "map_day", S.map_days, value=S.map_day, on_change=S.look_at, aria_label="Day on the map"
        ),
    )
    drawn = job_map(
        points=S.points,
        tiles=S.tiles,
        nowhere=S.nowhere,
        place=S.id + S.map_day,
        selected=S.picked,
        label="Map of the plan",
        on_select=S.explain,
    )
    return pieces.card(
        "On the map",
        rx.el.div(drawn, class_name="plan-map"),
        note="a ring marks what moves; choose a stop to hear why",
        css="on-map",
        action=rx.fragment(
            which, pieces.segmented(views, S.map_view, S.look, "What the map shows")
        ),
    )


def _nothing() -> rx.Component:
    return rx.el.section(
        rx.cond(
            S.kind == "absence",
            pieces.empty("calendar-check", "No jobs that day", "Only the absence is recorded."),
            pieces.empty(
                "circle-check",
                "Nothing better to be found",
                "With these rules the day is as good as it gets. Allow more to move, or more overtime.",
            ),
        ),
        class_name="card",
    )


def _lines(title: str, lines: Any) -> rx.Component:
    def line(one: Any) -> rx.Component:
        inside = rx.fragment(
            rx.el.span(class_name="dot " + one.tone),
            rx.el.div(
                rx.el.div(one.title, class_name="strong"),
                rx.el.div(one.detail, class_name="faint"),
                class_name="grow",
            ),
        )
        return rx.cond(one.href != "", pieces.link(inside, href=one.href), rx.el.div(inside))

    return pieces.card(title, rx.el.div(rx.foreach(lines, line), class_name="lines num"))


def _moves() -> rx.Component:
    picking = (S.status == "done") & (S.kind == "day")
    every = rx.el.input(
        type="checkbox",
        aria_label="Every move",
        checked=S.chosen.length() == S.moves.length(),
        on_change=S.choose_all,
        disabled=~picking,
    )
    head = [
        rx.el.th(every, class_name="tick"),
        *[rx.el.th(words, scope="col") for words in ("Job", "Crew", "Time", "Why")],
        rx.el.th(rx.el.span("More", class_name="sr-only"), scope="col"),
    ]
    table = rx.el.table(
        rx.el.thead(rx.el.tr(*head)),
        rx.el.tbody(rx.foreach(S.moves, lambda move: _move(move, picking))),
        class_name="list num moves",
        aria_label="Moves",
    )
    note = rx.cond(
        S.hidden > 0, "the first " + S.moves.length().to_string(), S.moves.length().to_string()
    )
    return pieces.card(
        rx.cond(S.status == "applied", "What moved", "What would move"),
        rx.el.div(table, class_name="table-scroll", tab_index=0, role="region", aria_label="Moves"),
        note=note,
    )


def _move(move: Any, picking: Any) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        aria_label="Move " + move.client,
        checked=S.chosen.contains(move.stop),
        on_change=lambda on: S.choose(move.stop, on),
        disabled=~picking,
    )
    return rx.el.tr(
        rx.el.td(tick, class_name="tick"),
        rx.el.td(
            pieces.link(move.client, href=move.href, class_name="name"),
            rx.el.div(move.about, class_name="faint"),
        ),
        rx.el.td(_change(move.other_crew, move.who_before, move.who_after, move.nobody)),
        rx.el.td(
            _change(move.other_time, move.when_before, move.when_after, False),
            rx.cond(move.tells, pieces.badge("E-mail", "amber", plain=True)),
        ),
        rx.el.td(move.why, class_name="why muted"),
        rx.el.td(
            pieces.button(
                "Why not others?",
                kind="quiet",
                on_click=S.explain(move.stop),
                aria_label="Why not others for " + move.client,
            ),
            class_name="right",
        ),
        class_name=rx.cond(S.chosen.contains(move.stop), "", "off"),
    )


def _change(changed: Any, before: Any, after: Any, bad: Any) -> rx.Component:
    """Bilal → Dana, or only the name when it stays."""
    return rx.cond(
        changed,
        rx.el.span(
            rx.el.span(before, class_name="faint was"),
            pieces.icon("arrow-right", 13),
            rx.el.span(after, class_name=rx.cond(bad, "strong warn-text", "strong")),
            class_name="change",
        ),
        rx.el.span(after, class_name="muted"),
    )


def _lanes() -> rx.Component:
    def bar(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.text, custom_attrs={"aria-hidden": "true"}),
            rx.el.span(one.about, class_name="sr-only"),
            class_name=rx.cond(one.moved, "bar moved", "bar"),
            style={"left": one.left, "width": one.width},
            title=one.about,
        )

    def lane(one: Any) -> rx.Component:
        return rx.el.div(
            rx.el.div(
                rx.el.div(one.who, class_name="strong clip"),
                rx.el.div(
                    one.day,
                    rx.cond(one.day != "", " · ", ""),
                    one.km,
                    rx.cond(one.change != "", rx.el.span(" ", one.change, class_name=one.tone)),
                    class_name="faint",
                ),
                class_name="lane-who",
            ),
            rx.el.ul(rx.foreach(one.bars, bar), class_name="lane"),
            class_name="lane-row",
        )

    return pieces.card(
        "Each crew's day",
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    rx.el.span(),
                    rx.el.div(
                        rx.foreach(S.ticks, lambda tick: rx.el.span(tick)), class_name="ticks"
                    ),
                    class_name="lane-row head",
                    custom_attrs={"aria-hidden": "true"},
                ),
                rx.foreach(S.lanes, lane),
                class_name="lanes num",
                style={"--hours": S.ticks.length()},
            ),
            class_name="table-scroll",
            tab_index=0,
            role="region",
            aria_label="Each crew's day",
        ),
        note=rx.el.span(
            rx.el.span(rx.el.i(), "moved", class_name="legend"),
            rx.el.span(rx.el.i(), "as it was", class_name="legend second"),
            class_name="row",
        ),
    )
