"""The dashboard: today in one look."""

from cleaning_app.pages.dashboard import view

__all__ = ["view"]
