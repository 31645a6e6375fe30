"""Workers: the list and one worker's page."""

from cleaning_app.pages.workers import detail, overview

__all__ = ["detail", "overview"]
