"""The worker's phone: today, the week, one job, hours and pay, time off, their calendar, oneself."""

from cleaning_app.pages.worker import calendar, me, pay, screens, time_off

__all__ = ["calendar", "me", "pay", "screens", "time_off"]
