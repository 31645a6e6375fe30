"""From the block form to a stretch of time, with problems named by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cleaning_app.components import reading
from cleaning_app.components.address import known_id
from cleaning_app.context import Ctx
from cleaning_app.domain import time_off as spans
from cleaning_app.errors import Invalid
from cleaning_app.services.availability import Block


@dataclass
class Form:
    """The block in the drawer, as it is typed."""

    id: str = ""
    who: str = ""
    name: str = ""
    kind: str = "vacation"
    whole: bool = True
    first: str = ""
    last: str = ""
    from_time: str = ""
    to_time: str = ""
    reason: str = ""
    source: str = "office"
    version: int = 0


@dataclass(frozen=True)
class Wanted:
    """What was typed, understood. Neither worker nor team means everybody."""

    worker_id: UUID | None
    team_id: UUID | None
    kind: str
    starts_at: datetime
    ends_at: datetime
    reason: str


def form_of(ctx: Ctx, block: Block) -> Form:
    """A block as its form shows it."""
    first, last = spans.days_of(block.starts_at, block.ends_at, ctx.zone)
    whole = spans.covers_whole_days(block.starts_at, block.ends_at, ctx.zone)
    start, end = (at.astimezone(ctx.zone) for at in (block.starts_at, block.ends_at))
    return Form(
        id=str(block.id),
        who="",
        name=block.worker or (f"Team {block.team}" if block.team else "Everybody"),
        kind=block.kind,
        whole=whole,
        first=first.isoformat(),
        last=last.isoformat(),
        from_time="" if whole else f"{start:%H:%M}",
        to_time="" if whole else f"{end:%H:%M}",
        reason=block.reason,
        source=block.source,
        version=block.version,
    )


def read(ctx: Ctx, form: dict[str, Any], *, whole: bool) -> Wanted:
    """The submitted form.

    Raises:
        Invalid: naming the fields that can't be read.
    """
    text = {name: str(value).strip() for name, value in form.items()}
    first = _near_day(text.get("first", ""), "first")
    last = _near_day(text.get("last") or text.get("first", ""), "last")
    if whole:
        try:
            span = spans.whole_days(first, last, ctx.zone)
        except Invalid as error:
            raise Invalid.field("last", error.detail) from error
        start, end = span.start, span.end
    else:
        start = _moment(ctx, first, text.get("from_time", ""), "from_time")
        end = _moment(ctx, last, text.get("to_time", ""), "to_time")
        if end <= start:
            raise Invalid.field("to_time", "The end must come after the start.")
    scope, _, id = text.get("who", "").partition(":")
    return Wanted(
        worker_id=known_id(id) if scope == "worker" else None,
        team_id=known_id(id) if scope == "team" else None,
        kind=text.get("kind", ""),
        starts_at=start,
        ends_at=end,
        reason=text.get("reason", ""),
    )


def next_workday(today: date) -> date:
    """Tomorrow, or Monday."""
    day = today + timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _near_day(text: str, field: str) -> date:
    day = reading.day(text, field)
    if not 2000 <= day.year <= 2199:
        raise Invalid.field(field, "Check the year.")
    return day


def _moment(ctx: Ctx, day: date, text: str, field: str) -> datetime:
    return reading.moment(ctx, day, reading.time_of_day(text, field), field).astimezone(UTC)
