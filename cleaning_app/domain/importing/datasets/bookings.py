"""Bookings: past and coming visits, with their crew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cleaning_app.domain.bookings import LIVE, BookingStatus
from cleaning_app.domain.importing.cells import (
    cents_from,
    choice,
    integer_between,
    keyword,
    list_of,
    moment,
    text,
)
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.rows import Dataset, Severity

STATUSES = tuple(status.value for status in BookingStatus)
_SPELLINGS = {
    "canceled": "cancelled",
    "scheduled": "confirmed",
    "booked": "confirmed",
    "complete": "completed",
    "done": "completed",
    "finished": "completed",
    "noshow": "no_show",
}
OCCUPYING = LIVE | {BookingStatus.COMPLETED}
"""Statuses in which a worker is, or was, really there: two of them cannot overlap."""


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One visit. `starts_at` is UTC, `price` cents, `worker_id` old ids of the crew."""

    row: int
    external_id: str
    client_id: str
    worker_id: tuple[str, ...]
    service: str
    starts_at: datetime
    duration_minutes: int
    price: int
    status: str
    notes: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)


def _examine(_: BookingRow) -> Iterator[tuple[str, str, Severity]]:
    return iter(())


BOOKINGS = Dataset(
    key="bookings",
    title="Bookings",
    row_type=BookingRow,
    identity="external_id",
    examine=_examine,
    fields=(
        Field(
            "external_id",
            text(60),
            "The booking's number in the old system.",
            required=True,
            aliases=("id", "booking_id", "booking_number", "job_id", "no"),
        ),
        Field(
            "client_id",
            text(60),
            "The client's number in the old system.",
            required=True,
            aliases=("client", "client_external_id", "customer_id", "customer"),
        ),
        Field(
            "worker_id",
            list_of(text(60)),
            "Numbers of the crew in the old system, separated by |; empty when nobody is assigned.",
            default=(),
            aliases=("worker", "workers", "crew", "employee_id", "staff_id", "assigned_to"),
        ),
        Field(
            "service",
            keyword(60),
            "Such as standard or move_out; new ones are made.",
            required=True,
            aliases=("service_type", "service_id", "type", "cleaning_type"),
        ),
        Field(
            "starts_at",
            moment,
            "2026-04-30T09:00-06:00; without offset: the organisation's local time.",
            required=True,
            aliases=("start", "starts", "start_time", "date_time", "scheduled_at", "debut"),
        ),
        Field(
            "duration_minutes",
            integer_between(1, 1440),
            "Whole minutes, at most a day.",
            required=True,
            aliases=("duration", "minutes", "length", "duree"),
        ),
        Field(
            "price",
            cents_from(0),
            "Dollars before tax.",
            default=0,
            aliases=("amount", "total", "price_before_tax", "prix"),
        ),
        Field(
            "status",
            choice("status", STATUSES, _SPELLINGS),
            "One of " + ", ".join(STATUSES) + ".",
            required=True,
            aliases=("state", "statut"),
        ),
        Field("notes", text(2000), "Anything the crew should know.", default="", aliases=("note",)),
    ),
)
