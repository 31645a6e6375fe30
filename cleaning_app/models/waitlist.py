"""Clients who wait for a time to become free."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import ARRAY, Index, Integer, text
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of, tenant_fk


class WaitlistEntry(OrgRow, table=True):
    """What a client waits for: within which days, on which weekdays (Monday 0, none for any), from
    and until which local times. `booking_id` is what it became."""

    __tablename__ = "waitlist_entries"
    __table_args__ = (
        tenant_fk("waitlist_entries", "client_id", "clients"),
        tenant_fk("waitlist_entries", "address_id", "addresses"),
        tenant_fk("waitlist_entries", "service_type_id", "service_types"),
        tenant_fk("waitlist_entries", "booking_id", "bookings"),
        one_of("waitlist_entries", "status", ("open", "booked", "closed")),
        check("waitlist_entries", "booked", "(status = 'booked') = (booking_id IS NOT NULL)"),
        check("waitlist_entries", "minutes", "minutes BETWEEN 15 AND 1440"),
        check("waitlist_entries", "days", "last_day >= first_day"),
        check("waitlist_entries", "hours", "not_before < not_after"),
        Index(
            "ix_waitlist_entries_open",
            "org_id",
            "last_day",
            postgresql_where=text("status = 'open'"),
        ),
    )

    client_id: UUID
    address_id: UUID | None = None
    service_type_id: UUID
    minutes: int
    first_day: date
    last_day: date
    weekdays: list[int] = Field(default_factory=list, sa_type=ARRAY(Integer))
    not_before: time | None = None
    not_after: time | None = None
    notes: str = Field(default="", max_length=500)
    status: str = Field(default="open", max_length=10)
    booking_id: UUID | None = None
    created_by: UUID | None = None
