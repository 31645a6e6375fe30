"""When a client is reminded of an invoice: gently, then again, then a last time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How plainly a reminder speaks, in the order they are sent."""

    GENTLE = "gentle"
    SECOND = "second"
    FINAL = "final"


ORDER = list(Stage)
WINDOW_DAYS = 7
"""A stage that came due longer ago than this is not sent by itself: whoever switches reminders on
would otherwise write to everybody who ever owed something."""


@dataclass(frozen=True)
class Schedule:
    """Days after the due date on which each stage is sent, growing."""

    gentle: int
    second: int
    final: int

    def day_of(self, stage: Stage) -> int:
        """Days after the due date for a stage."""
        return (self.gentle, self.second, self.final)[ORDER.index(stage)]


def due_stage(days_late: int, sent: Collection[Stage], schedule: Schedule) -> Stage | None:
    """The stage to send today, if any: the furthest whose day has come, unless it or a later one was
    sent. One that was missed is skipped; nobody gets two at once."""
    reached = [stage for stage in ORDER if schedule.day_of(stage) <= days_late]
    if not reached:
        return None
    stage = reached[-1]
    if any(ORDER.index(one) >= ORDER.index(stage) for one in sent):
        return None
    return stage if days_late < schedule.day_of(stage) + WINDOW_DAYS else None


def next_stage(sent: Collection[Stage]) -> Stage:
    """The stage somebody sends by hand: the one after the furthest so far; the last one again."""
    furthest = max((ORDER.index(stage) for stage in sent), default=-1)
    return ORDER[min(furthest + 1, len(ORDER) - 1)]
