"""What an hour of a worker's is paid, by the day it was worked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rate:
    """Cents an hour from a day on, None for from the start, until the next one begins."""

    valid_from: date | None
    cents: int


def in_order(first_cents: int, changes: Iterable[Rate]) -> list[Rate]:
    """A worker's rates, the first one first: what they began with, then each change by its day."""
    later = sorted(changes, key=lambda one: one.valid_from or date.min)
    return [Rate(None, first_cents), *later]


def rate_on(rates: Sequence[Rate], day: date) -> int:
    """The cents of an hour worked on a day; `rates` in order, beginning from the start."""
    holding = [one for one in rates if one.valid_from is None or one.valid_from <= day]
    return holding[-1].cents


def within(rates: Sequence[Rate], first: date, last: date) -> list[Rate]:
    """The rates that are paid on the days from one to another, the first of them from the start.

    What comes out answers for those days as the whole list does, and is what a period keeps."""
    later = [one for one in rates if one.valid_from is not None and first < one.valid_from <= last]
    return [Rate(None, rate_on(rates, first)), *later]
