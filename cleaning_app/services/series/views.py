"""What pages and routes see of series: frozen rows, amounts in cents, moments in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from cleaning_app.services.audit import Entry
from cleaning_app.services.bookings import BookingRow, Extra, WorkerRef
from cleaning_app.services.bookings.alternatives import Alternative


@dataclass(frozen=True)
class SeriesRow:
    """One series in a list. `state` is "active", "paused" or "finished"."""

    id: UUID
    client_id: UUID
    client: str
    service_id: UUID
    service: str
    colour: str
    rrule: str
    words: str
    starts_on: date
    at: time
    minutes: int
    price_cents: int
    crew: list[WorkerRef]
    state: str
    next_visit: datetime | None
    conflicts: int
    created_at: datetime
    version: int


@dataclass(frozen=True)
class SeriesDay:
    """A coming visit of a series. `changed` names what was changed about it by itself."""

    booking: BookingRow
    on_day: date
    changed: list[str]


@dataclass(frozen=True)
class SeriesDetail:
    """One series with everything its page shows.

    `skipped` are days on which no visit is made. `previous` and `following` are the series it was
    split from and into. `done` counts visits that took place. Each visit begins between
    `earliest_at` and `latest_at`, if that was promised; `extras` are in the price, and `quoted` is
    how it was worked out from the home, as of a booking.
    """

    row: SeriesRow
    address_id: UUID | None
    address: str
    team_id: UUID | None
    team: str
    earliest_at: time | None
    latest_at: time | None
    extras: list[Extra]
    quoted: dict[str, Any]
    notes: str
    has_access_notes: bool
    confirmed: bool
    holiday_policy: str
    paused_from: date | None
    paused_until: date | None
    ended_from: date | None
    last_on: date | None
    end_reason: str
    previous_id: UUID | None
    following_id: UUID | None
    done: int
    upcoming: list[SeriesDay]
    past: list[BookingRow]
    skipped: list[date]
    conflicts: list[Conflict]
    history: list[Entry]


@dataclass(frozen=True)
class Membership:
    """What a booking's page says about the series the booking belongs to."""

    series_id: UUID
    words: str
    state: str
    on_day: date | None
    changed: list[str]
    before: BookingRow | None
    after: BookingRow | None
    kept: int
    """How many later visits were changed by themselves, and so keep what was changed."""


@dataclass(frozen=True)
class Preview:
    """A visit as it would be made. `starts_at` is None when it is left out for a `holiday`.

    `clashes` say in words who could not come, `outside` whose working hours it lies outside; `moved`
    that it is later than the rule's day; `joins` that a visit the client already has takes this place.
    """

    on_day: date
    starts_at: datetime | None
    holiday: str
    moved: bool
    clashes: list[str]
    outside: list[str]
    joins: bool = False


@dataclass(frozen=True)
class Conflict:
    """A visit that didn't come out as its series says. `booking` is None when it was not made."""

    id: UUID
    series_id: UUID
    client_id: UUID
    client: str
    words: str
    on_day: date
    kind: str
    reason: str
    missing: list[WorkerRef]
    booking_id: UUID | None
    number: int | None
    service: str
    starts_at: datetime | None
    ends_at: datetime | None
    alternatives: list[Alternative]


@dataclass(frozen=True)
class Filled:
    """Visits that were made and conflicts that were noted on the way."""

    made: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class Made:
    """A new series with its first visits; `first_booking` is None when none is due yet."""

    id: UUID
    version: int
    made: int
    conflicts: int
    first_booking: UUID | None


@dataclass(frozen=True)
class Undo:
    """What `take_back` needs to undo a change: the terms before it, and what was split from what.

    `before` are columns of the series; its crew is `crew`, ids of workers, its extras `add_ons`.
    `version` is what the change made of the series, `split_from_version` what it made of the half
    the series was split from: another one means somebody changed it again.
    """

    series_id: UUID
    before: dict[str, Any]
    version: int
    split_from: UUID | None = None
    split_from_version: int = 0
    rrule_before: str = ""


@dataclass(frozen=True)
class Changed:
    """A series, or the part of it from a day on, was changed.

    `id` is the new series when it was split. `kept` are days whose visits keep something that was
    changed about them by itself.
    """

    id: UUID
    version: int
    changed: int
    made: int
    cancelled: int
    kept: list[date]
    conflicts: int
    undo: Undo


@dataclass(frozen=True)
class Stopped:
    """A pause, an end or a skip: how many visits were cancelled, and what that costs."""

    id: UUID
    version: int
    cancelled: int
    fee_cents: int
