"""Performance: everybody side by side, and one worker with what is behind their figures."""

from cleaning_app.pages.performance import comparison, detail

__all__ = ["comparison", "detail"]
