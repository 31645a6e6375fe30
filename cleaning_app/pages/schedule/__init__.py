"""The schedule: a day by worker, a week, a list; what colleagues change appears at once."""

from cleaning_app.pages.schedule import sheets, view

__all__ = ["sheets", "view"]
