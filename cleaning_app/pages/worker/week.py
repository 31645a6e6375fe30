"""The week ahead, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import address, format, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.worker.visits import Visit, visit
from cleaning_app.services import worker_day
from cleaning_app.services.worker_day import OwnDay


@dataclass
class DayRow:
    """A day with its jobs."""

    title: str
    note: str
    is_free: bool
    visits: list[Visit]


class WeekState(LoadState, rx.State):
    """Seven days of the worker's."""

    title: str = ""
    before: str = ""
    after: str = ""
    days: list[DayRow] = []

    @handler(permissions.OWN_BOOKINGS, fills=True)
    async def load(self, ctx: Ctx):
        """The seven days from the one in the address, else from today."""
        first = _first(address.asked(self, "from"), ctx.today())
        own = await worker_day.week(ctx, first)
        self.days = [_day(ctx, one) for one in own]
        count = sum(len(one.jobs) for one in own)
        self.title = f"{format.count(count, 'job')} in 7 days"
        self.before = f"/week?from={first - timedelta(days=7)}"
        self.after = f"/week?from={first + timedelta(days=7)}"
        self.ready = True


def _first(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _day(ctx: Ctx, own: OwnDay) -> DayRow:
    minutes = sum(job.minutes for job in own.jobs)
    note = f"{format.count(len(own.jobs), 'job')} · {format.duration(minutes)}"
    return DayRow(
        title=format.short_day(own.day, ctx.today()),
        note=note if own.jobs else "Free",
        is_free=not own.jobs,
        visits=[visit(ctx, job) for job in own.jobs],
    )


@page(
    "/week",
    title="Week",
    permission=permissions.OWN_BOOKINGS,
    icon="calendar-days",
    position=2,
    audience="worker",
    said="week",
    on_load=WeekState.load,
)
def week() -> rx.Component:
    s = WeekState
    return shown(
        s,
        rx.fragment(
            rx.el.div(
                rx.el.div(
                    rx.el.div("Week", class_name="muted"), rx.el.h1(s.title), class_name="grow"
                ),
                _arrow("chevron-left", "Week before", s.before),
                _arrow("chevron-right", "Week after", s.after),
                class_name="phone-head row",
            ),
            rx.foreach(s.days, _section),
        ),
        8,
    )


def _arrow(icon: str, label: str, href: rx.Var[str]) -> rx.Component:
    return pieces.link(
        pieces.icon(icon, 20), href=href, class_name="thumb-icon", aria_label=label, title=label
    )


def _section(day: rx.Var[DayRow]) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(day.title), rx.el.span(day.note, class_name="faint push num"), class_name="row"
        ),
        rx.cond(
            day.is_free,
            rx.fragment(),
            rx.el.div(rx.foreach(day.visits, _line), class_name="week-jobs num"),
        ),
        class_name="week-day",
    )


def _line(v: rx.Var[Visit]) -> rx.Component:
    return pieces.link(
        rx.el.span(
            rx.el.b(v.span),
            rx.el.span(pieces.badge(v.badge, v.colour, plain=True), class_name="push"),
            class_name="row",
        ),
        rx.el.span(v.client, " · ", v.what),
        rx.cond(v.address != "", rx.el.span(v.address, class_name="muted")),
        href="/job/" + v.id,
        class_name="visit-link",
    )
