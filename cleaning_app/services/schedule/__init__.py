"""The dispatch board: who does what, where and when, on one day or several."""

from cleaning_app.services.bookings.alternatives import Alternative
from cleaning_app.services.schedule.drawing import wall_clock
from cleaning_app.services.schedule.plan import alternatives, day, one, week
from cleaning_app.services.schedule.views import (
    BlockedSpan,
    BoardEntry,
    CrewRow,
    Drive,
    Plan,
    Totals,
)

__all__ = [
    "Alternative",
    "BlockedSpan",
    "BoardEntry",
    "CrewRow",
    "Drive",
    "Plan",
    "Totals",
    "alternatives",
    "day",
    "one",
    "wall_clock",
    "week",
]
