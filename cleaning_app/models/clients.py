"""Clients and the places they have cleaned."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key


class Client(OrgRow, table=True):
    """A person or company the organisation cleans for."""

    __tablename__ = "clients"
    __table_args__ = (
        tenant_key("clients"),
        Index("ix_clients_org_name", "org_id", text("lower(name)"), "id"),
        Index("ix_clients_org_created", "org_id", "created_at", "id"),
        Index(
            "uq_clients_external_id",
            "org_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        check("clients", "name", "length(btrim(name)) > 0"),
    )

    external_id: str | None = Field(default=None, max_length=60)
    name: str = Field(max_length=200)
    is_company: bool = False
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=20)
    notes: str = Field(default="", max_length=2000)
    tags: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    is_blocked: bool = False
    no_reminders: bool = False
    deleted_at: datetime | None = moment()
    version: int = Field(default=1)


class Address(OrgRow, table=True):
    """A place to clean. `access_notes` (keys, codes) is encrypted."""

    __tablename__ = "addresses"
    __table_args__ = (
        tenant_key("addresses"),
        tenant_fk("addresses", "client_id", "clients"),
        Index("ix_addresses_org_client", "org_id", "client_id"),
        check("addresses", "lat", "lat BETWEEN -90 AND 90"),
        check("addresses", "lng", "lng BETWEEN -180 AND 180"),
    )

    client_id: UUID
    label: str = Field(default="", max_length=60)
    street: str = Field(max_length=200)
    area: str = Field(default="", max_length=100)
    city: str = Field(default="", max_length=100)
    province: str = Field(default="", max_length=2)
    postal_code: str = Field(default="", max_length=10)
    lat: float | None = None
    lng: float | None = None
    access_notes: bytes | None = Field(default=None, sa_type=LargeBinary)
    deleted_at: datetime | None = moment()


class ClientWorker(SQLModel, table=True):
    """That a client would like a worker to come, or not to come."""

    __tablename__ = "client_workers"
    __table_args__ = (
        tenant_fk("client_workers", "client_id", "clients"),
        tenant_fk("client_workers", "worker_id", "workers"),
        one_of("client_workers", "kind", ("preferred", "banned")),
        Index("ix_client_workers_worker", "org_id", "worker_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    client_id: UUID = Field(primary_key=True)
    worker_id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=10)
    note: str = Field(default="", max_length=200)
    created_at: datetime = moment(nullable=False, now=True)
