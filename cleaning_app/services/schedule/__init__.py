"""The schedule: who does what, where and when, by day, week, month, team or worker."""

from cleaning_app.services.bookings.alternatives import Alternative
from cleaning_app.services.schedule.drawing import wall_clock
from cleaning_app.services.schedule.month import month
from cleaning_app.services.schedule.plan import alternatives, day, one, week
from cleaning_app.services.schedule.same_time import on_day
from cleaning_app.services.schedule.teams import teams
from cleaning_app.services.schedule.timeline import timeline
from cleaning_app.services.schedule.views import (
    BlockedSpan,
    BoardEntry,
    CrewRow,
    Drive,
    Glance,
    MonthDay,
    Plan,
    TeamDay,
    TeamLine,
    TeamWeek,
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
    "MonthDay",
    "Plan",
    "TeamDay",
    "TeamLine",
    "TeamWeek",
    "Timeline",
    "Totals",
    "alternatives",
    "day",
    "month",
    "on_day",
    "one",
    "teams",
    "timeline",
    "wall_clock",
    "week",
]
