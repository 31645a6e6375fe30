"""Workers, their teams and skills."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import OrgRow, check, moment, tenant_fk, tenant_key


class Team(OrgRow, table=True):
    """A crew that usually works together."""

    __tablename__ = "teams"
    __table_args__ = (tenant_key("teams"), UniqueConstraint("org_id", "name", name="uq_teams_name"))

    name: str = Field(max_length=100)
    archived_at: datetime | None = moment()


class Skill(OrgRow, table=True):
    """Something a worker can do and a service may need; `certificate` names the one it takes, if any."""

    __tablename__ = "skills"
    __table_args__ = (tenant_key("skills"), UniqueConstraint("org_id", "key", name="uq_skills_key"))

    key: str = Field(max_length=60)
    name: str = Field(max_length=100)
    certificate: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})


class Worker(OrgRow, table=True):
    """A person who cleans. `weekly_hours` maps mon…sun to ["08:00", "17:00"], absent when off.
    `hourly_rate_cents` is what they began with; `PayRate` says what became of it.
    """

    __tablename__ = "workers"
    __table_args__ = (
        tenant_key("workers"),
        tenant_fk("workers", "team_id", "teams"),
        UniqueConstraint("org_id", "user_id", name="uq_workers_user"),
        Index("ix_workers_org_name", "org_id", text("lower(name)"), "id"),
        Index(
            "uq_workers_external_id",
            "org_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        check("workers", "hourly_rate_cents", "hourly_rate_cents >= 0"),
    )

    external_id: str | None = Field(default=None, max_length=60)
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    name: str = Field(max_length=120)
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=254)
    team_id: UUID | None = None
    hourly_rate_cents: int = 0
    home_lat: float | None = None
    home_lng: float | None = None
    weekly_hours: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    notes: str = Field(default="", max_length=2000)
    archived_at: datetime | None = moment()
    version: int = Field(default=1)


class WorkerSkill(SQLModel, table=True):
    """That a worker has a skill."""

    __tablename__ = "worker_skills"
    __table_args__ = (
        tenant_fk("worker_skills", "worker_id", "workers", cascade=True),
        tenant_fk("worker_skills", "skill_id", "skills", cascade=True),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    worker_id: UUID = Field(primary_key=True)
    skill_id: UUID = Field(primary_key=True)


class WorkerCertificate(OrgRow, table=True):
    """A paper that proves what a worker may do; without `expires_on` it lasts."""

    __tablename__ = "worker_certificates"
    __table_args__ = (
        tenant_key("worker_certificates"),
        tenant_fk("worker_certificates", "worker_id", "workers"),
        check(
            "worker_certificates",
            "span",
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
        ),
        Index("ix_worker_certificates_worker", "org_id", "worker_id"),
        Index(
            "ix_worker_certificates_expires",
            "org_id",
            "expires_on",
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    worker_id: UUID
    name: str = Field(max_length=100)
    number: str = Field(default="", max_length=60)
    issued_on: date | None = None
    expires_on: date | None = None
    deleted_at: datetime | None = moment()


class PayRate(OrgRow, table=True):
    """What a worker's hour is paid from a day on."""

    __tablename__ = "pay_rates"
    __table_args__ = (
        tenant_key("pay_rates"),
        tenant_fk("pay_rates", "worker_id", "workers"),
        UniqueConstraint("org_id", "worker_id", "valid_from", name="uq_pay_rates_day"),
        check("pay_rates", "rate_cents", "rate_cents >= 0"),
    )

    worker_id: UUID
    valid_from: date
    rate_cents: int


class CalendarFeed(OrgRow, table=True):
    """The address at which a worker's jobs appear in their phone's calendar; one live at a time.

    Only the hash of its token is kept, so the address is shown once, when it is made.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        tenant_key("calendar_feeds"),
        tenant_fk("calendar_feeds", "worker_id", "workers"),
        UniqueConstraint("token_hash", name="calendar_feeds_token_hash_key"),
        Index(
            "uq_calendar_feeds_live",
            "org_id",
            "worker_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    worker_id: UUID
    token_hash: bytes = Field(sa_type=LargeBinary)
    last_used_at: datetime | None = moment()
    revoked_at: datetime | None = moment()
