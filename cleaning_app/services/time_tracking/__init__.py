"""Who worked when: workers' own clocks, their correction by the office, and reading both."""

from cleaning_app.services.time_tracking.clock import complete, finish, pause, resume, start
from cleaning_app.services.time_tracking.correct import correct
from cleaning_app.services.time_tracking.read import of_booking, of_mine
from cleaning_app.services.time_tracking.undo import undo_start
from cleaning_app.services.time_tracking.views import Clock, Span, Tapped

__all__ = [
    "Clock",
    "Span",
    "Tapped",
    "complete",
    "correct",
    "finish",
    "of_booking",
    "of_mine",
    "pause",
    "resume",
    "start",
    "undo_start",
]
