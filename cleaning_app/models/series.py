"""Visits that come back: the series, who comes, days that are left out, and what did not fit."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, LargeBinary, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.ids import new_id
from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

HOLIDAY_POLICIES = ("keep", "skip", "move")
EXCEPTION_KINDS = ("skipped", "detached")
CONFLICT_KINDS = ("crew", "not_made")
RESOLUTIONS = ("", "assigned", "moved", "skipped", "dismissed")


class BookingSeries(OrgRow, table=True):
    """What the visits of a series are made from, and how far they have been made.

    `starts_on` is where the rule begins to count, `last_on` its last day (None: for good). From
    `ended_from` on nothing is made any more. A pause without `paused_until` is open. Each visit is
    promised to begin between `earliest_at` and `latest_at`, wall-clock times like `at`. `pricing` is
    the quote from the client's home that visits are made with, as on a booking.
    """

    __tablename__ = "booking_series"
    __table_args__ = (
        tenant_key("booking_series"),
        tenant_fk("booking_series", "client_id", "clients"),
        tenant_fk("booking_series", "address_id", "addresses"),
        tenant_fk("booking_series", "service_type_id", "service_types"),
        tenant_fk("booking_series", "previous_id", "booking_series"),
        tenant_fk("booking_series", "team_id", "teams"),
        one_of("booking_series", "holiday_policy", HOLIDAY_POLICIES),
        check("booking_series", "minutes", "minutes BETWEEN 15 AND 1440"),
        check("booking_series", "price_cents", "price_cents >= 0"),
        check("booking_series", "rrule", "rrule LIKE 'FREQ=%'"),
        check(
            "booking_series",
            "pause",
            "(paused_until IS NULL OR paused_from IS NOT NULL) AND paused_until >= paused_from",
        ),
        check(
            "booking_series",
            "window",
            "(earliest_at IS NULL) = (latest_at IS NULL) AND earliest_at <= latest_at",
        ),
        Index("ix_booking_series_client", "org_id", "client_id"),
        Index("ix_booking_series_due", "org_id", "made_until"),
    )

    client_id: UUID
    address_id: UUID | None = None
    service_type_id: UUID
    team_id: UUID | None = None
    rrule: str = Field(max_length=200)
    starts_on: date
    at: time
    earliest_at: time | None = None
    latest_at: time | None = None
    last_on: date | None = None
    minutes: int
    price_cents: int
    pricing: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSONB,
        sa_column_kwargs={"server_default": text("'{}'::jsonb")},
    )
    notes: str = Field(default="", max_length=2000)
    access_notes: bytes | None = Field(default=None, sa_type=LargeBinary)
    consent_photos: bool = False
    confirmed: bool = False
    holiday_policy: str = Field(default="keep", max_length=10)
    paused_from: date | None = None
    paused_until: date | None = None
    ended_from: date | None = None
    end_reason: str = Field(default="", max_length=500)
    previous_id: UUID | None = None
    made_until: date | None = None
    created_by: UUID | None = None
    version: int = Field(default=1)


class SeriesCrew(SQLModel, table=True):
    """That a worker usually comes to a series' visits."""

    __tablename__ = "series_crew"
    __table_args__ = (
        tenant_fk("series_crew", "series_id", "booking_series", cascade=True),
        tenant_fk("series_crew", "worker_id", "workers"),
        Index("ix_series_crew_worker", "org_id", "worker_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    series_id: UUID = Field(primary_key=True)
    worker_id: UUID = Field(primary_key=True)


class SeriesAddOn(OrgRow, table=True):
    """Something extra done at every visit of a series, at the price it was agreed on. The price of
    the series contains it."""

    __tablename__ = "series_add_ons"
    __table_args__ = (
        tenant_fk("series_add_ons", "series_id", "booking_series", cascade=True),
        UniqueConstraint("org_id", "series_id", "key", name="uq_series_add_ons_key"),
        check("series_add_ons", "quantity", "quantity BETWEEN 1 AND 100"),
        check("series_add_ons", "amounts", "unit_cents >= 0 AND minutes >= 0"),
    )

    series_id: UUID
    key: str = Field(max_length=60)
    name: str = Field(max_length=100)
    quantity: int = 1
    unit_cents: int
    minutes: int = 0


class SeriesException(SQLModel, table=True):
    """A day of the rule on which no visit is made: skipped, or taken out of the series."""

    __tablename__ = "series_exceptions"
    __table_args__ = (
        tenant_fk("series_exceptions", "series_id", "booking_series", cascade=True),
        one_of("series_exceptions", "kind", EXCEPTION_KINDS),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    series_id: UUID = Field(primary_key=True)
    on_day: date = Field(primary_key=True)
    kind: str = Field(default="skipped", max_length=10)
    created_at: datetime = moment(nullable=False, now=True)


class SeriesConflict(SQLModel, table=True):
    """A visit that did not come out as the series says: somebody could not come, or it could not
    be made at all. One line for each day; `reason` is in words."""

    __tablename__ = "series_conflicts"
    __table_args__ = (
        tenant_fk("series_conflicts", "series_id", "booking_series", cascade=True),
        tenant_fk("series_conflicts", "booking_id", "bookings", cascade=True),
        UniqueConstraint("org_id", "series_id", "on_day", name="uq_series_conflicts_day"),
        one_of("series_conflicts", "kind", CONFLICT_KINDS),
        one_of("series_conflicts", "resolution", RESOLUTIONS),
        check("series_conflicts", "resolved", "(resolution = '') = (resolved_at IS NULL)"),
        check("series_conflicts", "booking", "(kind = 'crew') = (booking_id IS NOT NULL)"),
        Index(
            "ix_series_conflicts_open",
            "org_id",
            "on_day",
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_series_conflicts_booking", "org_id", "booking_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    org_id: UUID = Field(foreign_key="organisations.id", nullable=False)
    series_id: UUID
    booking_id: UUID | None = None
    on_day: date
    kind: str = Field(max_length=10)
    missing: list[UUID] = Field(default_factory=list[UUID], sa_type=ARRAY(Uuid))  # pyright: ignore[reportArgumentType]
    wanted: int = 0
    """How many the crew was to have."""
    reason: str = Field(max_length=500)
    created_at: datetime = moment(nullable=False, now=True)
    resolved_at: datetime | None = moment()
    resolution: str = Field(default="", max_length=20)
