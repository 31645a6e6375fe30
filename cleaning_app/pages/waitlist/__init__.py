"""The waitlist: who waits for what, which free time would suit them, and putting somebody on it."""

from cleaning_app.pages.waitlist import page

__all__ = ["page"]
