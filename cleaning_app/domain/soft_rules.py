"""Which soft rules ask for a reason, and the ones that are about more than hours and roads.

Hours, buffer, travel, skills and holidays are in `working_hours`; a double booking is no soft rule,
the database refuses it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

Worker = TypeVar("Worker", bound=Hashable)

PREFERRED, BANNED = "preferred", "banned"


class OfficeRule(StrEnum):
    """Soft rules about the client and the terms of a booking."""

    LEAD_TIME = "lead_time"
    BANNED_WORKER = "banned_worker"
    PREFERS_ANOTHER = "prefers_another"
    DEPOSIT_UNPAID = "deposit_unpaid"
    HIGH_RISK = "high_risk"
    MOVE_TERMS = "move_terms"
    FEE_WAIVED = "fee_waived"


_NOTICES = frozenset({OfficeRule.PREFERS_ANOTHER.value})
_OF_TERMS = frozenset(
    {OfficeRule.DEPOSIT_UNPAID, OfficeRule.HIGH_RISK, OfficeRule.MOVE_TERMS, OfficeRule.FEE_WAIVED}
)


def needs_reason(rule: str) -> bool:
    """Whether going past a rule asks for a reason; the others are only mentioned."""
    return rule not in _NOTICES


def another_time_helps(rule: str) -> bool:
    """Whether a rule is about when and by whom; the terms of a booking hold at any time."""
    return rule not in _OF_TERMS


def too_soon(starts_at: datetime, now: datetime, lead_time_hours: int) -> str:
    """What is said of a visit closer than the notice a company wants; "" for one that isn't."""
    if not lead_time_hours or starts_at - now >= timedelta(hours=lead_time_hours):
        return ""
    return f"Less than {lead_time_hours} h ahead; new visits want that much notice."


def unwanted(wishes: Mapping[Worker, str], worker: Worker) -> bool:
    """Whether the client doesn't want this worker to come."""
    return wishes.get(worker) == BANNED


def misses_favourites(wishes: Mapping[Worker, str], crew: Collection[Worker]) -> bool:
    """Whether the client prefers somebody, and none of those is coming."""
    favourites = {worker for worker, kind in wishes.items() if kind == PREFERRED}
    return bool(favourites) and bool(crew) and favourites.isdisjoint(crew)
