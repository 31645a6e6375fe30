"""What comes of a visit: notes, problems and photos from the crew, stars from the client."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

PROBLEM_KINDS = ("no_access", "damage", "safety", "client_absent", "running_late", "other")
PHOTO_KINDS = ("before", "after", "problem")
RATING_SOURCES = ("office", "client")


class BookingNote(OrgRow, table=True):
    """A worker's word to the office about a visit."""

    __tablename__ = "booking_notes"
    __table_args__ = (
        tenant_key("booking_notes"),
        tenant_fk("booking_notes", "booking_id", "bookings", cascade=True),
        tenant_fk("booking_notes", "worker_id", "workers"),
        check("booking_notes", "text", "length(btrim(text)) > 0"),
        Index("ix_booking_notes_booking", "org_id", "booking_id", "written_at"),
    )

    booking_id: UUID
    worker_id: UUID
    text: str = Field(max_length=2000)
    written_at: datetime = moment(nullable=False)


class BookingProblem(OrgRow, table=True):
    """Something wrong at a visit, until somebody in the office has dealt with it.

    `report_id` is chosen by the phone; photos taken for the report name it when they are sent.
    """

    __tablename__ = "booking_problems"
    __table_args__ = (
        tenant_key("booking_problems"),
        tenant_fk("booking_problems", "booking_id", "bookings", cascade=True),
        tenant_fk("booking_problems", "worker_id", "workers"),
        one_of("booking_problems", "kind", PROBLEM_KINDS),
        UniqueConstraint("org_id", "report_id", name="uq_booking_problems_report"),
        Index("ix_booking_problems_booking", "org_id", "booking_id", "reported_at"),
        Index(
            "ix_booking_problems_open",
            "org_id",
            "reported_at",
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    booking_id: UUID
    worker_id: UUID
    kind: str = Field(max_length=20)
    text: str = Field(default="", max_length=1000)
    reported_at: datetime = moment(nullable=False)
    resolved_at: datetime | None = moment()
    resolved_by: str = Field(default="", max_length=120)
    resolution: str = Field(default="", max_length=500)
    report_id: UUID | None = None


class BookingPhoto(OrgRow, table=True):
    """A picture from a visit. The file lies in storage under `storage_key`, a small one beside it.

    `upload_id` is chosen by the phone, so that a photo sent twice is kept once. `problem_id` is the
    reported problem it shows.
    """

    __tablename__ = "booking_photos"
    __table_args__ = (
        tenant_key("booking_photos"),
        tenant_fk("booking_photos", "booking_id", "bookings"),
        tenant_fk("booking_photos", "worker_id", "workers"),
        tenant_fk("booking_photos", "problem_id", "booking_problems"),
        one_of("booking_photos", "kind", PHOTO_KINDS),
        check("booking_photos", "problem", "problem_id IS NULL OR kind = 'problem'"),
        check("booking_photos", "size", "width > 0 AND height > 0 AND bytes > 0"),
        UniqueConstraint("org_id", "upload_id", name="uq_booking_photos_upload"),
        Index("ix_booking_photos_booking", "org_id", "booking_id", "taken_at"),
    )

    booking_id: UUID
    worker_id: UUID
    upload_id: UUID
    kind: str = Field(max_length=10)
    problem_id: UUID | None = None
    storage_key: str = Field(max_length=200)
    width: int
    height: int
    bytes: int
    sha256: bytes = Field(sa_type=LargeBinary)
    taken_at: datetime = moment(nullable=False)
    deleted_at: datetime | None = moment()
    deleted_by: str = Field(default="", max_length=120)


class BookingRating(OrgRow, table=True):
    """What a client thought of a visit, told to the office or given by themselves."""

    __tablename__ = "booking_ratings"
    __table_args__ = (
        tenant_key("booking_ratings"),
        tenant_fk("booking_ratings", "booking_id", "bookings", cascade=True),
        UniqueConstraint("org_id", "booking_id", name="uq_booking_ratings_booking"),
        check("booking_ratings", "stars", "stars BETWEEN 1 AND 5"),
        one_of("booking_ratings", "source", RATING_SOURCES),
    )

    booking_id: UUID
    stars: int
    comment: str = Field(default="", max_length=500)
    source: str = Field(default="office", max_length=10)
    created_by: str = Field(default="", max_length=120)
