"""The worker's phone: today, the week, one job, oneself."""

from cleaning_app.pages.worker import calendar, job, me, pay, time_off, today, week

__all__ = ["calendar", "job", "me", "pay", "time_off", "today", "week"]
