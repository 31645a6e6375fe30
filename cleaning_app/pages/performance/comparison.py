"""Performance: everybody side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from cleaning_app.components import address, format, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.performance import period
from cleaning_app.services import performance
from cleaning_app.services.performance import Performance

_ORDERS: Final[dict[str, Callable[[Performance], Any]]] = {
    "worker": lambda p: p.worker.casefold(),
    "jobs": lambda p: p.jobs,
    "worked": lambda p: p.worked,
    "on_time": lambda p: -1 if p.on_time_percent is None else p.on_time_percent,
    "overruns": lambda p: p.overruns,
    "stars": lambda p: -1 if p.stars is None else p.stars,
    "used": lambda p: -1 if p.used_percent is None else p.used_percent,
    "margin": lambda p: p.margin_cents or 0,
}


@dataclass
class Row:
    """A worker in the table."""

    id: str
    worker: str
    jobs: str
    worked: str
    pace: str
    on_time: str
    on_time_css: str
    overruns: str
    missed: str
    stars: str
    used: str
    revenue: str
    labour: str
    margin: str


class PerformanceState(LoadState, rx.State):
    """Everybody in a period."""

    sees_money: bool = False
    may_export: bool = False
    period: str = period.DEFAULT
    words: str = ""
    query: str = ""
    sort: str = "-jobs"
    rows: list[Row] = []

    @handler("reports.view", module="module.teams", fills=True)
    async def load(self, ctx: Ctx):
        """Compare everybody in the period of the address."""
        self.period, first, last = period.asked(self, ctx.today())
        self.words, self.query = period.words(first, last), period.query(self.period, first, last)
        asked = address.asked(self, "sort")
        self.sort = asked if asked.lstrip("-") in _ORDERS else "-jobs"
        found = await performance.everyone(ctx, first, last)
        found.sort(key=_ORDERS[self.sort.lstrip("-")], reverse=self.sort.startswith("-"))
        self.rows = [_row(one) for one in found[:100]]
        self.sees_money = ctx.can("finance.view")
        self.may_export = ctx.can("exports.run")
        self.ready = True

    @handler("reports.view", module="module.teams")
    async def sort_by(self, ctx: Ctx, key: str):
        """Order by a column; a second click turns the order round."""
        if key not in _ORDERS:
            return None
        down = f"-{key}"
        turned = key if self.sort == down else down
        return rx.redirect(f"/performance?{self.query}&sort={turned}", replace=True)


def _row(p: Performance) -> Row:
    share = p.on_time_percent
    return Row(
        id=str(p.worker_id),
        worker=p.worker,
        jobs=str(p.jobs) if p.jobs else "",
        worked=format.duration(p.worked) if p.worked else "",
        pace=f"{p.pace_percent}% of plan" if p.pace_percent is not None else "",
        on_time=f"{share}%" if share is not None else "",
        on_time_css="warn-text" if share is not None and share < 80 else "",
        overruns=str(p.overruns) if p.overruns else "",
        missed=" · ".join(
            part
            for part in (
                format.count(p.no_shows, "no-show") if p.no_shows else "",
                f"{p.cancelled} cancelled" if p.cancelled else "",
            )
            if part
        ),
        stars=f"{p.stars} ({p.rated})" if p.stars is not None else "",
        used=f"{p.used_percent}%" if p.used_percent is not None else "",
        revenue=_money(p.revenue_cents),
        labour=_money(p.labour_cents),
        # Without clocked time nobody knows what the work cost.
        margin=_money(p.margin_cents) if p.starts else "",
    )


def _money(cents: int | None) -> str:
    return format.money(cents) if cents else ""


@page(
    "/performance",
    title="Performance",
    icon="gauge",
    group="Company",
    permission="reports.view",
    module="module.teams",
    position=20,
    on_load=PerformanceState.load,
)
def comparison() -> rx.Component:
    s = PerformanceState
    csv = pieces.csv("/v1/admin/reports/performance.csv?" + s.query)
    return rx.el.div(
        pieces.page_head(
            "Performance",
            rx.cond(s.may_export & s.ready, csv),
            under=rx.cond(s.ready, s.words, ""),
        ),
        period.picker("/performance", s.period),
        shown(s, _table(), 10),
        class_name="page",
    )


def _table() -> rx.Component:
    s = PerformanceState
    right = "right"
    head = [
        _heading("Worker", "worker"),
        _heading("Jobs", "jobs", right),
        _heading("Worked", "worked", right),
        rx.el.th("Pace", scope="col", class_name=right),
        _heading("On time", "on_time", right),
        _heading("Overruns", "overruns", right),
        rx.el.th("Missed", scope="col", class_name=right),
        _heading("Stars", "stars", right),
        _heading("Used", "used", right),
    ]
    money = rx.fragment(
        rx.el.th("Revenue", scope="col", class_name=right),
        rx.el.th("Labour", scope="col", class_name=right),
        _heading("Margin", "margin", right),
    )
    listed = rx.el.table(
        rx.el.thead(rx.el.tr(*head, rx.cond(s.sees_money, money))),
        rx.el.tbody(rx.foreach(s.rows, _line)),
        class_name="list cards num",
        aria_label="Performance by worker",
    )
    nobody = pieces.empty(
        "users", "Nobody works here yet", "Add workers; how their jobs went then shows here.",
        pieces.link_button("Workers", "/workers"),
    )  # fmt: skip
    return rx.el.section(
        rx.cond(
            s.rows.length() > 0,
            rx.el.div(
                listed, class_name="table-scroll", tab_index=0, role="region", aria_label="Table"
            ),
            nobody,
        ),
        class_name="card",
        aria_label="Everybody",
    )


def _heading(label: str, key: str, css: str = "") -> rx.Component:
    s = PerformanceState
    up, down = s.sort == key, s.sort == f"-{key}"
    arrow = rx.cond(up, pieces.icon("arrow-up", 12), rx.cond(down, pieces.icon("arrow-down", 12)))
    return rx.el.th(
        rx.el.button(label, arrow, type="button", on_click=s.sort_by(key)),
        scope="col",
        class_name=css,
        aria_sort=rx.cond(up, "ascending", rx.cond(down, "descending", "none")),
    )


def _line(r: rx.Var[Row]) -> rx.Component:
    s = PerformanceState
    name = pieces.link(r.worker, href="/performance/" + r.id + "?" + s.query, class_name="name")
    money = rx.fragment(
        _cell("Revenue", r.revenue), _cell("Labour", r.labour), _cell("Margin", rx.el.b(r.margin))
    )
    return rx.el.tr(
        rx.el.td(name, class_name="at-lead"),
        rx.el.td(r.jobs, class_name="right at-figure"),
        _cell("Worked", r.worked),
        _cell("Pace", rx.el.span(r.pace, class_name="muted")),
        _cell("On time", rx.el.span(r.on_time, class_name=r.on_time_css)),
        _cell("Overruns", r.overruns),
        _cell("Missed", rx.el.span(r.missed, class_name="muted")),
        _cell("Stars", r.stars),
        _cell("Used", r.used),
        rx.cond(s.sees_money, money),
    )


def _cell(label: str, content: Any) -> rx.Component:
    """A figure; on a phone it stands on its card's second line behind its label."""
    return rx.el.td(content, class_name="right at-rest", custom_attrs={"data-label": label})
