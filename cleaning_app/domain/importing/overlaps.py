"""Who would be in two places at once: bookings of a file against each other and against the books."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(hours=24)
"""No booking is longer than this, so nothing that starts earlier can still be going on."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One worker's time on one booking: [starts_at, ends_at), at most `LONGEST`.

    `booking` tells two bookings apart, `name` is what a person calls it; `row` is where it stands
    in the file, None for what is already in the books.
    """

    worker: Hashable
    booking: Hashable
    starts_at: datetime
    ends_at: datetime
    name: str
    row: int | None = None


def find_overlaps(stored: Iterable[Visit], rows: Iterable[list[Visit]]) -> dict[int, Visit]:
    """The rows that cannot be taken, each with the visit that stands in its way.

    `rows` holds one list per row: a visit for each of its crew. A later row yields to an earlier
    one and to what is stored; a refused row blocks nobody. Visits that only touch are fine.
    """
    days: defaultdict[Hashable, list[Visit]] = defaultdict(list)
    for visit in stored:
        insort(days[visit.worker], visit, key=_start)
    refused: dict[int, Visit] = {}
    for crew in rows:
        clashes = (_clash(days[visit.worker], visit) for visit in crew)
        rival = next((clash for clash in clashes if clash), None)
        if rival is None:
            for visit in crew:
                insort(days[visit.worker], visit, key=_start)
        elif crew[0].row is not None:
            refused[crew[0].row] = rival
    return refused


def _start(visit: Visit) -> datetime:
    return visit.starts_at


def _clash(day: list[Visit], visit: Visit) -> Visit | None:
    earliest = bisect_left(day, visit.starts_at - LONGEST, key=_start)
    latest = bisect_left(day, visit.ends_at, key=_start)
    for other in day[earliest:latest]:
        if other.ends_at > visit.starts_at and other.booking != visit.booking:
            return other
    return None
