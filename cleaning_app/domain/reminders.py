"""When a client is reminded of a visit: once, at the same time of day the day before."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import moment_of

LATEST = timedelta(hours=1)
"""Less before the start than this a reminder only confuses."""

LOOK_AHEAD = timedelta(hours=26)
"""No visit further off than this can be due: a day has at most 25 hours, plus one to be safe."""


def due_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """The moment to remind: the start's wall-clock time one day earlier, on 23-hour days too."""
    there = starts_at.astimezone(zone).replace(tzinfo=None)
    return moment_of(there - timedelta(days=1), zone)


def is_due(starts_at: datetime, booked_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether to remind now. Who booked within the last day has just read the confirmation."""
    due = due_at(starts_at, zone)
    return booked_at < due <= now < starts_at - LATEST
