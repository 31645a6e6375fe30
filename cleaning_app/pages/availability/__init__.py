"""Availability: who is off when, and the requests that wait for an answer."""

from cleaning_app.pages.availability import view

__all__ = ["view"]
