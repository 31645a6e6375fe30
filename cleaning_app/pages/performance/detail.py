"""One worker's performance: the figures, the weeks, and the jobs behind what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import address, format, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, named, shown
from cleaning_app.components.opinions import OpinionsState, opinions
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.performance import period
from cleaning_app.services import performance
from cleaning_app.services.performance import Detail, Performance, Week

_REASONS = {
    "access_delay": "Could not get in",
    "extra_dirt": "Dirtier than planned",
    "client_request": "The client asked for more",
    "supplies_missing": "Supplies were missing",
    "estimate_wrong": "Planned too short",
    "parking_delay": "No parking",
    "other": "Something else",
}


@dataclass
class Tile:
    """One figure."""

    label: str
    figure: str
    under: str


@dataclass
class WeekBar:
    """A week's hours, its bar in percent of the longest."""

    week: str
    hours: str
    width: str


@dataclass
class JobLine:
    """A job behind a figure."""

    id: str
    client: str
    when: str
    what: str
    why: str


class OneState(LoadState, rx.State):
    """One worker in a period."""

    worker_id: str = ""
    worker: str = ""
    period: str = period.DEFAULT
    words: str = ""
    query: str = ""
    tiles: list[Tile] = []
    weeks: list[WeekBar] = []
    overruns: list[JobLine] = []
    late: list[JobLine] = []
    may_look: bool = False

    @handler("reports.view", module="module.teams", fills=True)
    async def load(self, ctx: Ctx):
        """Show the worker and the period of the address."""
        worker_id = address.path_id(self)
        self.period, first, last = period.asked(self, ctx.today())
        self.words, self.query = period.words(first, last), period.query(self.period, first, last)
        found = await performance.one(ctx, worker_id, first, last)
        self.worker_id, self.worker = str(worker_id), found.figures.worker
        self.tiles = _tiles(found.figures)
        self.weeks = _weeks(found.weeks)
        self._jobs(ctx, found)
        self.may_look = ctx.can("bookings.view")
        self.ready = True
        return OpinionsState.show(str(worker_id)) if self.may_look else None

    def _jobs(self, ctx: Ctx, found: Detail) -> None:
        today = ctx.today()
        self.overruns = [
            JobLine(
                str(one.booking_id),
                one.client,
                format.short_day(one.day, today),
                f"{format.duration(one.worked)} for {format.duration(one.planned)}",
                one.note or _REASONS.get(one.reason, format.words(one.reason)),
            )
            for one in found.overruns
        ]
        self.late = [
            JobLine(
                str(one.booking_id),
                one.client,
                format.short_day(one.planned_at.astimezone(ctx.zone).date(), today),
                f"{format.time(one.started_at, ctx.zone)} for {format.time(one.planned_at, ctx.zone)}",
                f"{format.duration(one.minutes)} late",
            )
            for one in found.late
        ]


def _tiles(p: Performance) -> list[Tile]:
    hours = f"{p.pace_percent}% of the plan" if p.pace_percent is not None else "nothing clocked"
    on_time = f"{p.on_time} of {p.starts} clocked starts"
    used = f"{format.duration(p.booked)} of {format.duration(p.available)}"
    missed = f"{format.count(p.no_shows, 'no-show')}, {p.cancelled} cancelled"
    found = [
        Tile("Jobs done", str(p.jobs), missed),
        Tile("Worked", format.duration(p.worked), hours),
        Tile("On time", _share(p.on_time_percent), on_time),
        Tile("Hours used", _share(p.used_percent), used),
    ]
    if p.revenue_cents is not None and p.margin_cents is not None:
        labour = format.short_money(p.labour_cents or 0)
        margin = f"{format.short_money(p.margin_cents)} after {labour} of labour"
        found.append(Tile("Revenue", format.short_money(p.revenue_cents), margin))
    return found


def _share(percent: int | None) -> str:
    return "–" if percent is None else f"{percent}%"


def _weeks(weeks: list[Week]) -> list[WeekBar]:
    longest = max((one.minutes for one in weeks), default=0) or 1
    return [
        WeekBar(
            f"{one.monday.day} {one.monday:%b}",
            format.duration(one.minutes) if one.minutes else "–",
            f"{100 * one.minutes / longest:.1f}%",
        )
        for one in weeks
    ]


@page(
    "/performance/[worker_id]",
    title="Performance",
    permission="reports.view",
    module="module.teams",
    parent="/performance",
    named=named(OneState, OneState.worker),
    on_load=OneState.load,
)
def one() -> rx.Component:
    s = OneState
    back = pieces.link_button("Everybody", "/performance")
    return rx.el.div(
        shown(s, _content(), 12, back=back),
        class_name="page",
    )


def _content() -> rx.Component:
    s = OneState
    tile = lambda t: pieces.kpi(t.label, t.figure, t.under)  # noqa: E731
    return rx.el.div(
        pieces.page_head(
            s.worker, pieces.link_button("Profile", "/workers/" + s.worker_id), under=s.words
        ),
        period.picker("/performance/" + s.worker_id, s.period),
        rx.el.section(rx.foreach(s.tiles, tile), class_name="card kpis", aria_label="Key figures"),
        rx.el.div(
            rx.el.div(
                _jobs(
                    "Took longer than planned", s.overruns, "Nothing ran over its plan by a fifth."
                ),
                _jobs("Started late", s.late, "Every clocked job began on time."),
                class_name="stack",
            ),
            rx.el.div(_by_week(), rx.cond(s.may_look, opinions()), class_name="stack"),
            class_name="side",
        ),
        class_name="stack",
    )


def _jobs(title: str, jobs: Any, none: str) -> rx.Component:
    def line(j: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(
                pieces.link(j.client, href="/bookings/" + j.id, class_name="name"),
                rx.el.span(j.when, class_name="muted num"),
                class_name="two-lines grow",
            ),
            rx.el.span(
                rx.el.span(j.why),
                rx.el.span(j.what, class_name="muted num"),
                class_name="two-lines",
                style={"textAlign": "right"},
            ),
        )

    return pieces.card(
        title,
        rx.cond(
            jobs.length() > 0,
            rx.el.div(rx.foreach(jobs, line), class_name="lines tight"),
            rx.el.p(none, class_name="card-body muted"),
        ),
        note=rx.cond(jobs.length() > 0, jobs.length().to_string(), ""),
    )


def _by_week() -> rx.Component:
    def line(w: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(w.week, class_name="muted num day-column"),
            rx.el.span(rx.el.i(style={"width": w.width}), class_name="week-bar grow"),
            rx.el.span(w.hours, class_name="num took"),
        )

    return pieces.card(
        "Hours by week",
        rx.el.div(rx.foreach(OneState.weeks, line), class_name="lines tight"),
        note="From Monday",
    )
