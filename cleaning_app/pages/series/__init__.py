"""Series: the list, one of them, and what does not fit."""

from cleaning_app.pages.series import conflicts, detail, overview

__all__ = ["conflicts", "detail", "overview"]
