"""System: is everything running, what did jobs do, what could not be delivered."""

from cleaning_app.pages.system import outbox, overview, stripe

__all__ = ["outbox", "overview", "stripe"]
