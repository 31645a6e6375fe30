"""Bookings: the list, a new one, and one booking's page."""

from cleaning_app.pages.bookings import detail, new, overview

__all__ = ["detail", "new", "overview"]
