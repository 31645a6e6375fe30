"""What the availability page shows, in words and percent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.domain import time_off as spans
from cleaning_app.services import availability, time_off

WEEKS = 6
DAYS = 7 * WEEKS


@dataclass
class DayCell:
    """A column of the calendar."""

    key: str
    letter: str
    number: str
    css: str
    title: str


@dataclass
class MonthMark:
    """Where a month begins, in percent."""

    label: str
    left: str
    width: str


@dataclass
class BarView:
    """Something on a row."""

    id: str
    words: str
    title: str
    left: str
    width: str
    css: str
    is_asked: bool


@dataclass
class PersonRow:
    """A worker's line."""

    id: str
    name: str
    initials: str
    team: str
    bars: list[BarView]


@dataclass
class Job:
    """A booking that stands in the way."""

    id: str
    number: str
    when: str
    client: str
    worker: str
    board: str


@dataclass
class Request:
    """A request for time off, with what to know before answering."""

    id: str = ""
    worker_id: str = ""
    worker: str = ""
    initials: str = ""
    what: str = ""
    when: str = ""
    lasts: str = ""
    note: str = ""
    asked: str = ""
    others: str = ""
    in_the_way: str = ""


@dataclass
class AnsweredRow:
    """A request that was answered."""

    id: str
    worker: str
    what: str
    status: str
    colour: str
    by: str


@dataclass
class HolidayRow:
    """A day with a name."""

    day: str
    name: str
    badge: str
    colour: str


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def cells(days: Sequence[availability.Day], today: date) -> list[DayCell]:
    """The columns."""
    return [_cell(one, today) for one in days]


def _cell(one: availability.Day, today: date) -> DayCell:
    css = ["day"]
    if one.day.weekday() >= 5:
        css.append("weekend")
    if one.closed:
        css.append("closed")
    if one.day == today:
        css.append("is-today")
    if one.day.weekday() == 0:
        css.append("monday")
    title = f"{format.long_day(one.day)}{f': {one.name}' if one.name else ''}"
    return DayCell(one.day.isoformat(), f"{one.day:%a}"[0], str(one.day.day), " ".join(css), title)


def months(days: Sequence[availability.Day]) -> list[MonthMark]:
    """The months above the columns."""
    found: list[tuple[str, int, int]] = []
    for n, one in enumerate(days):
        label = f"{one.day:%B %Y}"
        if found and found[-1][0] == label:
            found[-1] = (label, found[-1][1], found[-1][2] + 1)
        else:
            found.append((label, n, 1))
    return [
        MonthMark(label if length > 4 else label[:3], _percent(start), _percent(length))
        for label, start, length in found
    ]


def person(ctx: Ctx, one: availability.Person) -> PersonRow:
    """A worker's line."""
    return PersonRow(
        str(one.worker_id),
        one.worker,
        format.initials(one.worker),
        one.team,
        [bar(ctx, piece) for piece in one.bars],
    )


def bar(ctx: Ctx, piece: availability.Bar) -> BarView:
    """A bar; words stand inside when there is room for them."""
    css = f"off {piece.kind}" + (" asked" if piece.is_asked else "")
    if piece.source == "calendar":
        css += " soft"
    words = f"{piece.words}?" if piece.is_asked else piece.words
    title = f"{piece.words}: {when(ctx, piece.starts_at, piece.ends_at)}"
    if piece.is_asked:
        title = f"Asked for {title[0].lower()}{title[1:]}"
    return BarView(
        str(piece.id),
        words if piece.days >= 2 else "",
        title,
        _percent(piece.left),
        _percent(max(piece.days, 0.3)),
        css,
        piece.is_asked,
    )


def _percent(days: float) -> str:
    return f"{100 * days / DAYS:.3f}%"


def when(ctx: Ctx, starts_at: datetime, ends_at: datetime) -> str:
    """Fri 4 Dec, 21–24 Dec, or with times: Fri 4 Dec 13:00–17:00."""
    first, last = spans.days_of(starts_at, ends_at, ctx.zone)
    today = ctx.today()
    if spans.covers_whole_days(starts_at, ends_at, ctx.zone):
        if first == last:
            return format.short_day(first, today)
        return f"{format.short_day(first, today)} – {format.short_day(last, today)}"
    begin = f"{format.short_day(first, today)} {format.time(starts_at, ctx.zone)}"
    if first == last:
        return f"{begin}–{format.time(ends_at, ctx.zone)}"
    return f"{begin} – {format.short_day(last, today)} {format.time(ends_at, ctx.zone)}"


def job(ctx: Ctx, one: availability.InTheWay) -> Job:
    """A booking that stands in the way, with the board of its day."""
    day = one.starts_at.astimezone(ctx.zone).date()
    at = format.span(one.starts_at, one.ends_at, ctx.zone)
    return Job(
        str(one.booking_id),
        f"B-{one.number:05}",
        f"{format.short_day(day, ctx.today())} {at}",
        one.client,
        one.worker,
        f"/schedule?day={day}",
    )


def request(ctx: Ctx, one: time_off.Waiting) -> Request:
    """A request as the inbox and its drawer say it."""
    asked = one.asked
    days = (asked.last - asked.first).days + 1
    minutes = int((asked.ends_at - asked.starts_at).total_seconds()) // 60
    jobs = len(one.jobs)
    return Request(
        id=str(asked.id),
        worker_id=str(asked.worker_id),
        worker=asked.worker,
        initials=format.initials(asked.worker),
        what=format.words(asked.kind),
        when=when(ctx, asked.starts_at, asked.ends_at),
        lasts=format.count(days, "day") if asked.whole_days else format.duration(minutes),
        note=asked.note,
        asked=f"Asked {format.ago(asked.created_at, ctx.now())}",
        others=f"Also off then: {', '.join(one.also_off)}" if one.also_off else "",
        in_the_way=f"{format.count(jobs, 'job')} in the way" if jobs else "",
    )


def answered(ctx: Ctx, one: time_off.Asked) -> AnsweredRow:
    """A request that was answered lately."""
    return AnsweredRow(
        str(one.id),
        one.worker,
        f"{format.words(one.kind)}, {when(ctx, one.starts_at, one.ends_at)}",
        "Taken back" if one.status == "revoked" else format.words(one.status),
        "green" if one.status == "approved" else "grey",
        f"by {one.decided_by}",
    )


def holidays(days: Sequence[availability.Day]) -> list[HolidayRow]:
    """The named days of the calendar."""
    return [
        HolidayRow(
            f"{one.day:%a} {one.day.day} {one.day:%b}",
            one.name,
            "Closed" if one.closed else "Open",
            "amber" if one.closed else "grey",
        )
        for one in days
        if one.name
    ]
