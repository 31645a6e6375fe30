"""The one state machine of a booking; every door asks here before it changes a status."""

from __future__ import annotations

from enum import StrEnum

from cleaning_app.errors import Conflict, Invalid


class BookingStatus(StrEnum):
    """Where a booking stands, as stored."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"

    @property
    def words(self) -> str:
        """The status as a person says it."""
        return self.value.replace("_", " ").replace("no show", "no-show")


LIVE = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS})
"""Statuses that occupy the worker's time, so that nothing else may be booked over them."""

NOT_BEGUN = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED})
"""Statuses of a visit that is still to come."""

CALLED_OFF = frozenset({BookingStatus.CANCELLED, BookingStatus.NO_SHOW})
"""Statuses of a visit that doesn't take place."""

TAKES_PLACE = frozenset(BookingStatus) - CALLED_OFF
"""Statuses of a visit that takes place, or did."""

TERMINAL = CALLED_OFF | {BookingStatus.COMPLETED}
"""Statuses that a booking never leaves."""

_NEXT: dict[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.PENDING: frozenset({BookingStatus.CONFIRMED, BookingStatus.CANCELLED}),
    BookingStatus.CONFIRMED: frozenset(
        {BookingStatus.IN_PROGRESS, BookingStatus.CANCELLED, BookingStatus.NO_SHOW}
    ),
    BookingStatus.IN_PROGRESS: frozenset({BookingStatus.COMPLETED}),
    **{status: frozenset[BookingStatus]() for status in TERMINAL},
}


def parse_status(text: str) -> BookingStatus:
    """The status named by `text`; raises Invalid and lists the known ones otherwise."""
    try:
        return BookingStatus(text)
    except ValueError:
        known = ", ".join(BookingStatus)
        raise Invalid(f"“{text[:30]}” is not a booking status. Use one of: {known}.") from None


def allowed(from_: BookingStatus | str) -> frozenset[BookingStatus]:
    """The statuses a booking may take next; empty for a terminal one."""
    return _NEXT[parse_status(from_)]


def check_transition(from_: BookingStatus | str, to: BookingStatus | str) -> None:
    """Raise Conflict, in plain words, unless a booking may go from one status to the other.

    Going to the status it already has is refused too: a booking is completed once, never twice.
    """
    now, wanted = parse_status(from_), parse_status(to)
    if wanted in _NEXT[now]:
        return
    raise Conflict(
        _why_not(now, wanted),
        extra={"from": now.value, "to": wanted.value, "allowed": sorted(_NEXT[now])},
    )


def _why_not(now: BookingStatus, wanted: BookingStatus) -> str:
    if now is wanted:
        return f"This booking is already {now.words}."
    if now in TERMINAL:
        return f"This booking is {now.words} and stays so. Make a new booking instead."
    next_words = " or ".join(status.words for status in BookingStatus if status in _NEXT[now])
    return (
        f"A {now.words} booking cannot become {wanted.words}. "
        f"From {now.words} it can only become {next_words}."
    )
