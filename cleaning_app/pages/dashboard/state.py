"""What the dashboard holds, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import reflex as rx

from cleaning_app.components import format, live
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.pages.dashboard.assigning import Assigning
from cleaning_app.services import dashboard

_LABELS = {
    "jobs": "Jobs today",
    "revenue": "Revenue this week",
    "unassigned": "Unassigned",
    "owed": "Owed to you",
}


@dataclass
class Tile:
    """One figure."""

    key: str
    label: str
    figure: str
    under: str
    tone: str
    points: str
    href: str


@dataclass
class NeedRow:
    """Something that needs a hand."""

    id: str
    tone: str
    title: str
    detail: str
    action: str
    href: str
    booking_id: str
    worker_id: str


@dataclass
class Bar:
    """A job on the strip, in percent of its width."""

    id: str
    title: str
    left: str
    width: str
    css: str


@dataclass
class StripRow:
    """One worker's line on the strip."""

    id: str
    worker: str
    bars: list[Bar]


@dataclass
class NextRow:
    """A job of the next 24 hours."""

    id: str
    when: str
    client: str
    what: str
    crew: str
    status: str
    colour: str


@dataclass
class LatelyRow:
    """Something that happened."""

    at: str
    what: str
    about: str
    href: str


class DashboardState(Assigning, LoadState, rx.State):
    """Today, as the person who looks may see it."""

    greeting: str = ""
    under: str = ""
    may_book: bool = False
    sees_schedule: bool = False
    tiles: list[Tile] = []
    needs: list[NeedRow] = []
    strip: list[StripRow] = []
    hours: list[str] = []
    upcoming: list[NextRow] = []
    lately: list[LatelyRow] = []

    @handler("core.view", module="module.dashboard", fills=True)
    async def load(self, ctx: Ctx):
        """Look at today."""
        found = await dashboard.load(ctx)
        self.may_book, self.sees_schedule = ctx.can("bookings.edit"), ctx.can("bookings.view")
        self.greeting = (
            f"{_greeting(ctx.now().astimezone(ctx.zone).hour)}, {_first(ctx.actor.name)}"
        )
        self.under = f"{format.long_day(found.day)}. {_how_much(found.needs)}"
        self.tiles = [_tile(ctx, kpi) for kpi in found.kpis]
        self.needs = [_need(n, need) for n, need in enumerate(found.needs)]
        working = [row for row in found.strip if row.jobs]
        self.strip = [_line(row, found.strip_minutes) for row in working[:10]]
        self.hours = _hours(found.strip_start, found.strip_minutes, ctx.zone)
        self.upcoming = [_next(ctx, job) for job in found.upcoming]
        self.lately = [_happened(ctx, one) for one in found.lately]
        self.ready = True

    @handler("core.view")
    async def notice(self, ctx: Ctx, notices: list[live.Notice]):
        """Something changed elsewhere: look again."""
        return DashboardState.load


def _greeting(hour: int) -> str:
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"


def _first(name: str) -> str:
    return name.split()[0] if name.split() else name


_NUMBERS = ("Nothing needs", "One thing needs", "Two things need", "Three things need")


def _how_much(needs: list[dashboard.Need]) -> str:
    """As many as the card "Needs a hand" lists."""
    count = len(needs)
    words = _NUMBERS[count] if count < len(_NUMBERS) else f"{count} things need"
    return f"{words} a hand."


def _points(values: list[int]) -> str:
    """A small line, 86 × 22, highest value at the top."""
    low, high = min(values, default=0), max(values, default=0)
    step = 86 / max(1, len(values) - 1)
    height = max(1, high - low)
    return " ".join(
        f"{n * step:.1f},{20 - 18 * (value - low) / height:.1f}" for n, value in enumerate(values)
    )


def _tile(ctx: Ctx, kpi: dashboard.Kpi) -> Tile:
    figure = format.short_money(kpi.value) if kpi.unit == "cents" else f"{kpi.value:,}"
    under, tone = _under(ctx, kpi)
    return Tile(kpi.key, _LABELS[kpi.key], figure, under, tone, _points(kpi.points), kpi.href)


def _under(ctx: Ctx, kpi: dashboard.Kpi) -> tuple[str, str]:
    """The small words under a figure, and how they are meant."""
    if kpi.key == "jobs":
        if not kpi.second:
            return "nobody is on duty", "muted"
        full = f"{kpi.percent}% of " if kpi.percent is not None else ""
        return f"{full}{format.duration(kpi.second)} booked", "muted"
    if kpi.key == "revenue":
        if kpi.percent is None:
            return f"{format.short_money(kpi.second)} last week", "muted"
        sign = "+" if kpi.percent >= 0 else format.MINUS
        return (
            f"{sign}{abs(kpi.percent)}% on last week",
            "good" if kpi.percent >= 0 else "warn-text",
        )
    if kpi.key == "unassigned":
        if kpi.at is None:
            return "all work is assigned", "muted"
        day = format.short_day(kpi.at.astimezone(ctx.zone).date(), ctx.today())
        return f"first {day.lower()} at {format.time(kpi.at, ctx.zone)}", "warn-text"
    over = format.short_money(kpi.second)
    return (f"{over} over 90 days", "bad-text") if kpi.second else ("nothing over 90 days", "muted")


def _need(n: int, need: dashboard.Need) -> NeedRow:
    t = need.target
    return NeedRow(
        str(n),
        need.tone,
        need.title,
        need.detail,
        t.label,
        t.href,
        str(t.booking_id or ""),
        str(t.worker_id or "") if t.booking_id else "",
    )


_FADED = {"completed", "cancelled"}


def _line(row: dashboard.StripRow, length: int) -> StripRow:
    bars = [
        Bar(
            str(job.booking_id),
            job.client,
            f"{100 * job.offset / length:.2f}%",
            f"{100 * job.minutes / length:.2f}%",
            f"bar {job.colour}" + (" past" if job.status in _FADED else ""),
        )
        for job in row.jobs
    ]
    return StripRow(str(row.worker_id), row.worker, bars)


def _hours(start: datetime, minutes: int, zone: ZoneInfo) -> list[str]:
    """Every second hour of the strip."""
    first = start.astimezone(zone).hour
    return [str((first + n) % 24) for n in range(0, minutes // 60, 2)]


def _next(ctx: Ctx, job: dashboard.Upcoming) -> NextRow:
    day = format.short_day(job.starts_at.astimezone(ctx.zone).date(), ctx.today())
    return NextRow(
        str(job.booking_id),
        f"{day} {format.span(job.starts_at, job.ends_at, ctx.zone)}",
        job.client,
        ", ".join(part for part in (job.service, job.area) if part),
        ", ".join(job.crew) or "Nobody yet",
        format.words(job.status),
        format.colour(job.status),
    )


def _happened(ctx: Ctx, one: dashboard.Activity) -> LatelyRow:
    local = one.at.astimezone(ctx.zone)
    when = format.time(one.at, ctx.zone) if local.date() == ctx.today() else f"{local:%a}"
    return LatelyRow(when, one.what, one.about, one.href)
