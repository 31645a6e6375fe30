"""Requests for time off, as screens get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.domain import time_off
from cleaning_app.models import TimeOffRequest
from cleaning_app.models.availability import ASKED_KINDS

KINDS: Final = ASKED_KINDS
MISSING: Final = "There is no such request."


@dataclass(frozen=True)
class Asked:
    """One request. `first` and `last` are the local days it touches."""

    id: UUID
    worker_id: UUID
    worker: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    first: date
    last: date
    whole_days: bool
    note: str
    status: str
    answer: str
    decided_at: datetime | None
    decided_by: str
    created_at: datetime
    version: int


def asked(row: TimeOffRequest, worker: str, zone: ZoneInfo) -> Asked:
    """A row as an `Asked`."""
    first, last = time_off.days_of(row.starts_at, row.ends_at, zone)
    return Asked(
        id=row.id,
        worker_id=row.worker_id,
        worker=worker,
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        first=first,
        last=last,
        whole_days=row.whole_days,
        note=row.note,
        status=row.status,
        answer=row.answer,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        created_at=row.created_at,
        version=row.version,
    )
