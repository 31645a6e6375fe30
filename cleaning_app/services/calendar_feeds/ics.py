"""Visits as an iCalendar file (RFC 5545): local times with their zone's rules, ids that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

_REFRESH = "PT1H"


@dataclass(frozen=True)
class Visit:
    """One event. `status` is TENTATIVE, CONFIRMED or CANCELLED; `revision` grows with each change."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    status: str
    place: str
    at: tuple[float, float] | None
    about: str
    revision: int
    made_at: datetime


def written(visits: Sequence[Visit], company: str, timezone: str) -> bytes:
    """The file: the same bytes for the same visits. Events stand in the company's zone, whose
    VTIMEZONE goes along, so that a calendar anywhere shows the right hour."""
    calendar: Any = Calendar()
    calendar.add("prodid", "-//Cleaning//Worker calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", company)
    calendar.add("x-wr-timezone", timezone)
    calendar.add("x-published-ttl", _REFRESH)
    zone = ZoneInfo(timezone)
    for visit in visits:
        calendar.add_component(_event(visit, zone))
    if visits:
        calendar.add_missing_timezones()
    return cast(bytes, calendar.to_ical())


def _event(visit: Visit, zone: ZoneInfo) -> Any:
    event: Any = Event()
    event.add("uid", f"{visit.id}@cleaning")
    event.add("dtstamp", visit.made_at.astimezone(UTC))
    event.add("sequence", visit.revision)
    event.add("dtstart", visit.starts_at.astimezone(zone))
    event.add("dtend", visit.ends_at.astimezone(zone))
    event.add("summary", visit.title)
    event.add("status", visit.status)
    event.add("transp", "TRANSPARENT" if visit.status == "CANCELLED" else "OPAQUE")
    if visit.place:
        event.add("location", visit.place)
    if visit.at:
        event.add("geo", visit.at)
    if visit.about:
        event.add("description", visit.about)
    return event
