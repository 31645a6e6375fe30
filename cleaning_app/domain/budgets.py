"""What may be spent on a category, by the month or by the year, and which budget holds when."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

SPANS: Final = {"month": "a month", "year": "a year"}


@dataclass(frozen=True)
class Budget:
    """So many cents for a category each `span`, from the one that begins on `from_on`, until a later
    budget takes its place; zero cents end it."""

    category_id: UUID
    span: str
    from_on: date
    amount_cents: int


def span_of(span: str, day: date) -> tuple[date, date]:
    """The first and last day of the month or year a day lies in."""
    if span == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def in_force(budgets: Iterable[Budget], day: date) -> list[Budget]:
    """The budgets that hold on a day, at most one for each category and span."""
    latest: dict[tuple[UUID, str], Budget] = {}
    for one in budgets:
        key = (one.category_id, one.span)
        begun = one.from_on <= span_of(one.span, day)[0]
        if begun and (key not in latest or one.from_on > latest[key].from_on):
            latest[key] = one
    return [one for one in latest.values() if one.amount_cents]
