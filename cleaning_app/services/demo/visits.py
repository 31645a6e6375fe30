"""The demo's schedule: who is where when, eight weeks back and three ahead, without a clash."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random

from cleaning_app.domain.travel import Place, drive_between
from cleaning_app.services.demo import cast
from cleaning_app.services.demo.patrons import Patron

BACK = timedelta(weeks=8)
AHEAD = timedelta(weeks=3)
_STEP = 15
_SLACK = 10
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NOW_AND_THEN = (("deep", 240, 329_00), ("move_out", 300, 469_00), ("post_renovation", 360, 612_00),
                 ("standard", 120, 165_00))  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """A visit in local time; `crew` is empty while nobody is assigned."""

    patron: Patron
    service: str
    start: datetime
    minutes: int
    price_cents: int
    crew: tuple[str, ...] = ()

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


def planned(chance: Random, patrons: list[Patron], today: date) -> list[Visit]:
    """Every visit, by start."""
    visits: list[Visit] = []
    day = today - BACK
    while day <= today + AHEAD:
        wanted = [_wish(patron, day) for patron in patrons if _is_due(patron, day)]
        wanted += _now_and_then(chance, patrons, day)
        visits += _day(chance, day, sorted(wanted, key=lambda visit: visit.start), today)
        day += timedelta(days=1)
    return sorted(visits, key=lambda visit: (visit.start, visit.patron.id))


def _is_due(patron: Patron, day: date) -> bool:
    week = day.toordinal() // 7
    return (
        patron.weeks > 0
        and day.weekday() in patron.weekdays
        and (week + patron.phase) % patron.weeks == 0
    )


def _wish(patron: Patron, day: date) -> Visit:
    start = datetime.combine(day, time()) + timedelta(hours=patron.hour)
    return Visit(patron, patron.service, start, patron.minutes, patron.price_cents)


def _now_and_then(chance: Random, patrons: list[Patron], day: date) -> list[Visit]:
    """One-off visits: more on weekdays, a few on weekends; nobody has two on a day."""
    count = chance.choice((3, 4, 4, 5) if day.weekday() < 5 else (2, 3))
    others = [p for p in patrons if not p.is_company and not _is_due(p, day)]
    found: list[Visit] = []
    for patron in chance.sample(others, count):
        service, minutes, price = chance.choice(_NOW_AND_THEN)
        start = datetime.combine(day, time()) + timedelta(hours=chance.choice((8.5, 9, 10, 13)))
        found.append(Visit(patron, service, start, minutes, price))
    return found


def _day(chance: Random, day: date, wanted: list[Visit], today: date) -> list[Visit]:
    """Give each visit a crew and the nearest time they can make; what nobody can make is left out.

    A few of the coming days' visits stay unassigned, two of them soon.
    """
    taken: dict[str, list[Visit]] = defaultdict(list)
    placed: list[Visit] = []
    ahead = (day - today).days
    loose = {0: 1, 1: 1}.get(ahead, 1 if ahead > 1 and chance.random() < 0.4 else 0)
    for visit in wanted:
        if loose and visit.start.hour >= 10 and not visit.patron.is_company:
            placed.append(visit)
            loose -= 1
        elif made := _with_crew(visit, taken, ahead):
            placed.append(made)
    return placed


def _with_crew(visit: Visit, taken: dict[str, list[Visit]], ahead: int) -> Visit | None:
    hands = sorted(_able(visit), key=lambda hand: hand.id != visit.patron.favourite)
    options = [
        (start, hand) for hand in hands if (start := _fits(visit, hand, taken[hand.id], ahead))
    ]
    if not options:
        return None
    start, hand = min(options, key=lambda option: abs(option[0] - visit.start))
    crew = [hand.id]
    made = replace(visit, start=start, crew=(hand.id,))
    if visit.minutes >= 300:  # long ones go out in pairs
        mate = next(
            (h for h in hands if h != hand and _fits(made, h, taken[h.id], ahead) == start), None
        )
        crew += [mate.id] if mate else []
    made = replace(made, crew=tuple(crew))
    for id in crew:
        taken[id].append(made)
    return made


def _able(visit: Visit) -> list[cast.Hand]:
    day = _DAYS[visit.start.weekday()]
    return [hand for hand in cast.HANDS if day in hand.days and visit.service in hand.skills]


def _fits(visit: Visit, hand: cast.Hand, theirs: list[Visit], ahead: int) -> datetime | None:
    """The earliest start from the wish on that this worker can make, within two hours of it."""
    day, length = visit.start.date(), timedelta(minutes=visit.minutes)
    opens = cast.clock(day, hand.start)
    start = max(visit.start, opens)
    for other in sorted(theirs, key=lambda v: v.start):
        gap = timedelta(minutes=_road(visit.patron, other.patron) + _SLACK)
        if start < other.end + gap and other.start < start + length + gap:
            start = other.end + gap
    minutes = ceil((start - opens).total_seconds() / 60 / _STEP) * _STEP
    start = opens + timedelta(minutes=minutes)
    too_late = start + length > cast.clock(day, hand.end) or start - visit.start > timedelta(
        hours=2
    )
    off = any(
        away.worker == hand.id
        and away.first <= ahead <= away.last
        and start < cast.clock(day, away.to)
        and cast.clock(day, away.from_) < start + length
        for away in cast.AWAY
    )
    return None if too_late or off else start


def _road(here: Patron, there: Patron) -> int:
    if here.id == there.id:
        return 0
    return drive_between(Place(here.lat, here.lng), Place(there.lat, there.lng))
