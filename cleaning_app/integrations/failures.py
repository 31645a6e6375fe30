"""How a call to a provider can fail: three meanings, one error each, the same for every provider."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class ProviderError(Exception):
    """A provider did not do what was asked. `reason` names no person, address or secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Temporary(ProviderError):
    """Nothing happened, and trying again later may help. `retry_after` is the provider's wish."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Permanent(ProviderError):
    """Nothing happened, and the same call will never be accepted."""


class Uncertain(ProviderError):
    """The answer got lost on the way: it may have happened."""


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """A `Retry-After` header (RFC 9110 §10.2.3): seconds, or a date; None when absent or nonsense."""
    if header is None:
        return None
    text = header.strip()
    if text.isdecimal() and len(text) < 8:
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(at - now, timedelta())
