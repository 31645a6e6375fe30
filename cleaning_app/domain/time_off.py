"""Asking for time off: the one state machine of a request, and which days it covers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, Invalid

LONGEST_DAYS = 366


class RequestStatus(StrEnum):
    """Where a request stands, as stored."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"

    @property
    def words(self) -> str:
        """The status as a person says it."""
        odd = {"pending": "waiting for an answer", "revoked": "taken back"}
        return odd.get(self.value, self.value)


_NEXT: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.PENDING: frozenset(
        {RequestStatus.APPROVED, RequestStatus.DECLINED, RequestStatus.WITHDRAWN}
    ),
    # An answer can be undone, and so can taking approved time back.
    RequestStatus.APPROVED: frozenset({RequestStatus.PENDING, RequestStatus.REVOKED}),
    RequestStatus.DECLINED: frozenset({RequestStatus.PENDING}),
    RequestStatus.REVOKED: frozenset({RequestStatus.APPROVED}),
    RequestStatus.WITHDRAWN: frozenset(),
}


def allowed(from_: RequestStatus | str) -> frozenset[RequestStatus]:
    """The statuses a request may take next."""
    return _NEXT[RequestStatus(from_)]


def check_transition(from_: RequestStatus | str, to: RequestStatus | str) -> None:
    """Raise Conflict, in plain words, unless a request may go from one status to the other."""
    now, wanted = RequestStatus(from_), RequestStatus(to)
    if wanted not in _NEXT[now]:
        extra = {"from": now.value, "to": wanted.value, "allowed": sorted(_NEXT[now])}
        raise Conflict(f"This request is {now.words} already.", extra=extra)


def whole_days(first: date, last: date, zone: ZoneInfo) -> Interval:
    """From the first moment of one local day to the last of another, on days of 23 and 25 hours too.

    Raises:
        Invalid: the last day comes before the first, or the stretch is longer than a year.
    """
    if last < first:
        raise Invalid("The last day comes before the first.")
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid("Time off lasts at most a year.")
    return Interval(day_start(first, zone), day_start(last + timedelta(days=1), zone))


def days_of(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last local day a stretch touches; one that ends at midnight does not touch
    the day that begins there."""
    last = ends_at.astimezone(UTC) - timedelta(microseconds=1)
    return starts_at.astimezone(zone).date(), last.astimezone(zone).date()


def covers_whole_days(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a stretch is nothing but whole local days."""
    first, last = days_of(starts_at, ends_at, zone)
    whole = whole_days(first, last, zone) if (last - first).days < LONGEST_DAYS else None
    return whole is not None and (whole.start, whole.end) == (
        starts_at.astimezone(UTC),
        ends_at.astimezone(UTC),
    )
