"""Who worked when: one entry for each worker of a booking, and the stretches it is made of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

STATES = ("not_started", "running", "paused", "finished")
OVERRUN_REASONS = (
    "access_delay",
    "extra_dirt",
    "client_request",
    "supplies_missing",
    "estimate_wrong",
    "parking_delay",
    "other",
)


class TimeEntry(OrgRow, table=True):
    """A worker's clock on one booking. `planned_minutes` is the plan it was measured against."""

    __tablename__ = "time_entries"
    __table_args__ = (
        tenant_key("time_entries"),
        tenant_fk("time_entries", "booking_id", "bookings"),
        tenant_fk("time_entries", "worker_id", "workers"),
        UniqueConstraint("org_id", "booking_id", "worker_id", name="uq_time_entries_worker"),
        one_of("time_entries", "state", STATES),
        one_of("time_entries", "overrun_reason", OVERRUN_REASONS),
        check("time_entries", "finished", "(state = 'finished') = (finished_at IS NOT NULL)"),
        check("time_entries", "planned_minutes", "planned_minutes > 0"),
        Index("ix_time_entries_worker", "org_id", "worker_id", "started_at"),
    )

    booking_id: UUID
    worker_id: UUID
    state: str = Field(default="not_started", max_length=20)
    planned_minutes: int
    started_at: datetime | None = moment()
    finished_at: datetime | None = moment()
    overrun_reason: str | None = Field(default=None, max_length=20)
    overrun_note: str = Field(default="", max_length=500)
    version: int = Field(default=1)


class TimeSegment(OrgRow, table=True):
    """A stretch on the clock, without an end while it runs.

    Nobody works in two places at once: stretches of a worker never overlap, in one entry or in two,
    and since a running one has no end, no two can run.
    """

    __tablename__ = "time_segments"
    __table_args__ = (
        tenant_key("time_segments"),
        tenant_fk("time_segments", "entry_id", "time_entries", cascade=True),
        tenant_fk("time_segments", "worker_id", "workers"),
        check("time_segments", "span", "ended_at >= started_at"),
        ExcludeConstraint(
            ("org_id", "="),
            ("worker_id", "="),
            (text("tstzrange(started_at, ended_at)"), "&&"),
            name="time_segments_one_place",
        ),
        Index("ix_time_segments_entry", "org_id", "entry_id", "started_at"),
        Index("ix_time_segments_started", "org_id", "started_at"),
    )

    entry_id: UUID
    worker_id: UUID
    started_at: datetime = moment(nullable=False)
    ended_at: datetime | None = moment()
