"""Time that is taken: blocks people enter, and the table in which double booking is impossible."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field, SQLModel

from cleaning_app.ids import new_id
from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

SCOPES = ("worker", "team", "organisation")
KINDS = ("vacation", "sick", "training", "holiday", "other")
SOURCES = ("office", "request", "training", "calendar")
ASKED_KINDS = ("vacation", "sick", "training", "other")
ASKED_STATUSES = ("pending", "approved", "declined", "withdrawn", "revoked")


class AvailabilityBlock(OrgRow, table=True):
    """A stretch in which a worker, a team or everyone does not work.

    `source` says who put it there; one from a calendar elsewhere has that calendar's `external_id`
    and only warns.
    """

    __tablename__ = "availability_blocks"
    __table_args__ = (
        tenant_key("availability_blocks"),
        tenant_fk("availability_blocks", "worker_id", "workers"),
        tenant_fk("availability_blocks", "team_id", "teams"),
        one_of("availability_blocks", "scope", SCOPES),
        one_of("availability_blocks", "kind", KINDS),
        one_of("availability_blocks", "source", SOURCES),
        check(
            "availability_blocks",
            "calendar",
            "source <> 'calendar' OR (scope = 'worker' AND external_id IS NOT NULL)",
        ),
        check("availability_blocks", "span", "ends_at > starts_at"),
        check(
            "availability_blocks",
            "target",
            "(scope = 'worker') = (worker_id IS NOT NULL) AND (scope = 'team') = (team_id IS NOT NULL)",
        ),
        Index("ix_availability_blocks_org_time", "org_id", "starts_at", "ends_at"),
        Index(
            "uq_availability_blocks_external_id",
            "org_id",
            "worker_id",
            "external_id",
            unique=True,
            postgresql_where=text("source = 'calendar'"),
        ),
    )

    scope: str = Field(max_length=20)
    worker_id: UUID | None = None
    team_id: UUID | None = None
    kind: str = Field(max_length=20)
    starts_at: datetime = moment(nullable=False)
    ends_at: datetime = moment(nullable=False)
    reason: str = Field(default="", max_length=200)
    source: str = Field(
        default="office", max_length=20, sa_column_kwargs={"server_default": "office"}
    )
    external_id: str | None = Field(default=None, max_length=200)
    created_by: UUID | None = None
    deleted_at: datetime | None = moment()
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class TimeOffRequest(OrgRow, table=True):
    """Time off a worker asked for. Approved, it has the block it became.

    `decided_by` is the name of whoever answered, as it was then.
    """

    __tablename__ = "time_off_requests"
    __table_args__ = (
        tenant_key("time_off_requests"),
        tenant_fk("time_off_requests", "worker_id", "workers"),
        tenant_fk("time_off_requests", "block_id", "availability_blocks"),
        one_of("time_off_requests", "kind", ASKED_KINDS),
        one_of("time_off_requests", "status", ASKED_STATUSES),
        check("time_off_requests", "span", "ends_at > starts_at"),
        check("time_off_requests", "block", "(status = 'approved') = (block_id IS NOT NULL)"),
        check(
            "time_off_requests",
            "decided",
            "(status IN ('approved', 'declined', 'revoked')) = (decided_at IS NOT NULL)",
        ),
        Index("ix_time_off_requests_worker", "org_id", "worker_id", "starts_at"),
        Index(
            "ix_time_off_requests_pending",
            "org_id",
            "starts_at",
            postgresql_where=text("status = 'pending'"),
        ),
    )

    worker_id: UUID
    kind: str = Field(max_length=20)
    starts_at: datetime = moment(nullable=False)
    ends_at: datetime = moment(nullable=False)
    whole_days: bool
    note: str = Field(default="", max_length=500)
    status: str = Field(default="pending", max_length=20)
    answer: str = Field(default="", max_length=500)
    decided_at: datetime | None = moment()
    decided_by: str = Field(default="", max_length=120)
    block_id: UUID | None = None
    version: int = Field(default=1)


class WorkerTime(SQLModel, table=True):
    """One worker's taken time; kept by triggers on bookings, booking_crew and availability_blocks.

    Two exclusion constraints make double booking impossible whoever writes: live bookings of a
    worker never overlap, and none overlaps a block of that worker (blocks may overlap each other).
    """

    __tablename__ = "worker_time"
    __table_args__ = (
        tenant_fk("worker_time", "worker_id", "workers", cascade=True),
        tenant_fk("worker_time", "booking_id", "bookings", cascade=True),
        tenant_fk("worker_time", "block_id", "availability_blocks", cascade=True),
        one_of("worker_time", "kind", ("booking", "block")),
        check("worker_time", "source", "(booking_id IS NULL) <> (block_id IS NULL)"),
        ExcludeConstraint(
            ("worker_id", "="),
            ("during", "&&"),
            name="worker_time_no_double_booking",
            deferrable=True,
            initially="IMMEDIATE",
            where="kind = 'booking'",
        ),
        ExcludeConstraint(
            ("worker_id", "="),
            ("during", "&&"),
            ("kind", "<>"),
            name="worker_time_no_booking_in_block",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        Index("ix_worker_time_booking", "org_id", "booking_id"),
        Index("ix_worker_time_block", "org_id", "block_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    org_id: UUID = Field(foreign_key="organisations.id")
    worker_id: UUID
    kind: str = Field(max_length=10)
    booking_id: UUID | None = None
    block_id: UUID | None = None
    during: object = Field(sa_type=TSTZRANGE)
