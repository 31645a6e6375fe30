"""The availability calendar: people beside weeks, with what keeps them off drawn as bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import public_holidays
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.public_holidays import Closures
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid
from cleaning_app.services.availability.blocks import Block, between

MOST_DAYS = 70


@dataclass(frozen=True)
class Day:
    """A column. `name` of a holiday or "", `closed` whether the company stays shut then."""

    day: date
    name: str
    closed: bool


@dataclass(frozen=True)
class Bar:
    """Something on a row: from `left` days after the strip's start, `days` long (fractions count).

    `id` is the block's, or the request's when `is_asked`: it waits for an answer.
    """

    id: UUID
    kind: str
    words: str
    starts_at: datetime
    ends_at: datetime
    left: float
    days: float
    is_asked: bool
    source: str


@dataclass(frozen=True)
class Person:
    """A row: a worker and what keeps them off. Team blocks are on the row of each member."""

    worker_id: UUID
    worker: str
    team: str
    bars: list[Bar]


@dataclass(frozen=True)
class Strip:
    """Some weeks. `everybody` holds the blocks of the whole organisation."""

    days: list[Day]
    people: list[Person]
    everybody: list[Bar]


_PEOPLE = text(
    """
    SELECT w.id, w.name, w.team_id, coalesce(t.name, '') AS team
    FROM workers w LEFT JOIN teams t ON t.id = w.team_id
    WHERE w.archived_at IS NULL
    ORDER BY lower(w.name), w.id
    LIMIT 200
    """
)

_ASKED = text(
    """
    SELECT r.id, r.worker_id, r.kind, r.note, r.starts_at, r.ends_at
    FROM time_off_requests r
    WHERE r.status = 'pending' AND r.starts_at < :end AND r.ends_at > :start
    """
)


async def strip(ctx: Ctx, first: date, days: int = 42) -> Strip:
    """The calendar of some days from `first` on, of everybody who works here.

    Raises:
        Invalid: no days, or more than MOST_DAYS of them.
    """
    ctx.require("bookings.view")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(f"A calendar shows 1 to {MOST_DAYS} days.")
    last = first + timedelta(days=days - 1)
    window = Interval(day_start(first, ctx.zone), day_start(last + timedelta(days=1), ctx.zone))
    blocks = await between(ctx, window.start, window.end)
    asked = (await ctx.session.execute(_ASKED, {"start": window.start, "end": window.end})).all()
    people = (await ctx.session.execute(_PEOPLE)).all()
    place = _Placing(first, window, ctx.zone)
    return Strip(
        days=await _days(ctx, first, last),
        people=[
            Person(row.id, row.name, row.team, place.row(row.id, row.team_id, blocks, asked))
            for row in people
        ],
        everybody=[place.block(one) for one in blocks if one.scope == "organisation"],
    )


async def _days(ctx: Ctx, first: date, last: date) -> list[Day]:
    found = await ctx.session.execute(text("SELECT province, closures FROM organisation_settings"))
    province, stored = found.one()
    closures = Closures.from_json(stored)
    names = public_holidays.named(province, first, last, closures)
    closed = public_holidays.closed(province, first, last, closures)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [Day(day, names.get(day, ""), day in closed) for day in every]


@dataclass(frozen=True)
class _Placing:
    """From moments to places on the strip."""

    first: date
    window: Interval
    zone: ZoneInfo

    def row(
        self, worker_id: UUID, team_id: UUID | None, blocks: list[Block], asked: Iterable[Any]
    ) -> list[Bar]:
        mine = [
            self.block(one)
            for one in blocks
            if one.worker_id == worker_id or (team_id is not None and one.team_id == team_id)
        ]
        waiting = [
            self.bar(r.id, r.kind, r.note, r.starts_at, r.ends_at, "request", is_asked=True)
            for r in asked
            if r.worker_id == worker_id
        ]
        return sorted([*mine, *waiting], key=lambda bar: (bar.left, bar.id))

    def block(self, one: Block) -> Bar:
        return self.bar(one.id, one.kind, one.reason, one.starts_at, one.ends_at, one.source)

    def bar(
        self,
        id: UUID,
        kind: str,
        words: str,
        starts_at: datetime,
        ends_at: datetime,
        source: str,
        *,
        is_asked: bool = False,
    ) -> Bar:
        start, end = max(starts_at, self.window.start), min(ends_at, self.window.end)
        left = self.at(start)
        return Bar(
            id=id,
            kind=kind,
            words=words or kind.capitalize(),
            starts_at=starts_at,
            ends_at=ends_at,
            left=left,
            days=self.at(end) - left,
            is_asked=is_asked,
            source=source,
        )

    def at(self, moment: datetime) -> float:
        """Days after the strip's start: noon of a day is half of it, also when it has 23 hours."""
        day = moment.astimezone(self.zone).date()
        begin, end = day_start(day, self.zone), day_start(day + timedelta(days=1), self.zone)
        return (day - self.first).days + (moment - begin) / (end - begin)
