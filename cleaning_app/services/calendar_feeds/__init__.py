"""A worker's jobs in their phone's calendar: the secret address, and what stands behind it."""

from cleaning_app.services.calendar_feeds.address import Feed, issue, revoke, status
from cleaning_app.services.calendar_feeds.read import Calendar, read

__all__ = ["Calendar", "Feed", "issue", "read", "revoke", "status"]
