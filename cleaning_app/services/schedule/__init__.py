"""The schedule: who does what, where and when, by day, week, month, team or worker."""

from cleaning_app.services.bookings.alternatives import Alternative
from cleaning_app.services.schedule.drawing import wall_clock
from cleaning_app.services.schedule.lanes import people, teams
from cleaning_app.services.schedule.month import month
from cleaning_app.services.schedule.plan import alternatives, day, one
from cleaning_app.services.schedule.same_time import on_day
from cleaning_app.services.schedule.timeline import timeline
from cleaning_app.services.schedule.views import (
    BlockedSpan,
    BoardEntry,
    CrewRow,
    Drive,
    Glance,
    Lane,
    LaneDay,
    LaneWeek,
    MonthDay,
    Plan,
    Timeline,
    Totals,
)

__all__ = [
    "Alternative",
    "BlockedSpan",
    "BoardEntry",
    "CrewRow",
    "Drive",
    "Glance",
    "Lane",
    "LaneDay",
    "LaneWeek",
    "MonthDay",
    "Plan",
    "Timeline",
    "Totals",
    "alternatives",
    "day",
    "month",
    "on_day",
    "one",
    "people",
    "teams",
    "timeline",
    "wall_clock",
]
