"""Bookings and the crew on them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

STATUSES = ("pending", "confirmed", "in_progress", "completed", "cancelled", "no_show")
LIVE_STATUSES = ("pending", "confirmed", "in_progress")
SOURCES = ("office", "series", "import", "public", "api")


class Booking(OrgRow, table=True):
    """A visit: whom we clean for, where, when, what, and how far it has got."""

    __tablename__ = "bookings"
    __table_args__ = (
        tenant_key("bookings"),
        tenant_fk("bookings", "client_id", "clients"),
        tenant_fk("bookings", "address_id", "addresses"),
        tenant_fk("bookings", "service_type_id", "service_types"),
        tenant_fk("bookings", "team_id", "teams"),
        tenant_fk("bookings", "series_id", "booking_series"),
        one_of("bookings", "status", STATUSES),
        one_of("bookings", "source", SOURCES),
        check(
            "bookings", "span", "ends_at > starts_at AND ends_at <= starts_at + interval '24 hours'"
        ),
        check("bookings", "price_cents", "price_cents >= 0"),
        check("bookings", "window", "earliest_start <= latest_start"),
        check("bookings", "moves", "moves_by_client >= 0 AND move_fee_cents >= 0"),
        check("bookings", "cancel", "(status = 'cancelled') = (cancelled_at IS NOT NULL)"),
        check("bookings", "series", "series_on IS NULL OR series_id IS NOT NULL"),
        Index(
            "uq_bookings_series_on",
            "org_id",
            "series_id",
            "series_on",
            unique=True,
            postgresql_where=text("series_on IS NOT NULL"),
        ),
        Index(
            "ix_bookings_series",
            "org_id",
            "series_id",
            "starts_at",
            postgresql_where=text("series_id IS NOT NULL"),
        ),
        Index("ix_bookings_org_start", "org_id", "starts_at", "id"),
        Index("ix_bookings_org_client", "org_id", "client_id", "starts_at"),
        Index("ix_bookings_org_status", "org_id", "status", "starts_at", "id"),
        Index("ix_bookings_org_number", "org_id", "number", unique=True),
        Index(
            "uq_bookings_external_id",
            "org_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
    )

    number: int
    external_id: str | None = Field(default=None, max_length=60)
    client_id: UUID
    address_id: UUID | None = None
    service_type_id: UUID
    team_id: UUID | None = None
    series_id: UUID | None = None
    series_on: date | None = None
    """The day of the series' rule this visit stands for, wherever it was moved since. None once it
    was given up (the series paused, ended or changed its days), so that the day can be made anew."""
    starts_at: datetime = moment(nullable=False)
    ends_at: datetime = moment(nullable=False)
    earliest_start: datetime | None = moment()
    latest_start: datetime | None = moment()
    status: str = Field(default="pending", max_length=20)
    source: str = Field(default="office", max_length=20)
    price_cents: int = 0
    notes: str = Field(default="", max_length=2000)
    access_notes: bytes | None = Field(default=None, sa_type=LargeBinary)
    consent_photos: bool = False
    policy: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    pricing: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSONB,
        sa_column_kwargs={"server_default": text("'{}'::jsonb")},
    )
    started_at: datetime | None = moment()
    finished_at: datetime | None = moment()
    cancelled_at: datetime | None = moment()
    cancel_reason: str = Field(default="", max_length=500)
    cancel_fee_cents: int = 0
    moves_by_client: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    move_fee_cents: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    deleted_at: datetime | None = moment()
    created_by: UUID | None = None
    version: int = Field(default=1)

    @property
    def minutes(self) -> int:
        """How long it is planned to take."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class BookingCrew(SQLModel, table=True):
    """That a worker is on a booking."""

    __tablename__ = "booking_crew"
    __table_args__ = (
        tenant_fk("booking_crew", "booking_id", "bookings", cascade=True),
        tenant_fk("booking_crew", "worker_id", "workers"),
        Index("ix_booking_crew_worker", "org_id", "worker_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    booking_id: UUID = Field(primary_key=True)
    worker_id: UUID = Field(primary_key=True)
    created_at: datetime = moment(nullable=False, now=True)


class BookingAddOn(OrgRow, table=True):
    """Something extra done at a visit, with its price as it was when it was chosen. The price of the
    booking contains it."""

    __tablename__ = "booking_add_ons"
    __table_args__ = (
        tenant_fk("booking_add_ons", "booking_id", "bookings", cascade=True),
        UniqueConstraint("org_id", "booking_id", "key", name="uq_booking_add_ons_key"),
        check("booking_add_ons", "quantity", "quantity BETWEEN 1 AND 100"),
        check("booking_add_ons", "amounts", "unit_cents >= 0 AND minutes >= 0"),
    )

    booking_id: UUID
    key: str = Field(max_length=60)
    name: str = Field(max_length=100)
    quantity: int = 1
    unit_cents: int
    minutes: int = 0
