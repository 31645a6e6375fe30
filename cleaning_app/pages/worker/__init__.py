"""The worker's phone: today, the week, one job, oneself."""

from cleaning_app.pages.worker import job, me, time_off, today, week

__all__ = ["job", "me", "time_off", "today", "week"]
