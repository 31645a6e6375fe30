"""What the organisation sells: service types and their prices over time."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of, tenant_fk, tenant_key


class ServiceType(OrgRow, table=True):
    """A kind of cleaning. `colour` names one of the theme's service colours."""

    __tablename__ = "service_types"
    __table_args__ = (
        tenant_key("service_types"),
        UniqueConstraint("org_id", "key", name="uq_service_types_key"),
        tenant_fk("service_types", "skill_id", "skills"),
        check("service_types", "default_minutes", "default_minutes BETWEEN 15 AND 1440"),
    )

    key: str = Field(max_length=60)
    name: str = Field(max_length=100)
    colour: str = Field(default="accent", max_length=20)
    default_minutes: int = 120
    skill_id: UUID | None = None
    is_active: bool = True
    position: int = 0


class ServicePrice(OrgRow, table=True):
    """What a service type costs from a day on. Old rows stay, so an old quote keeps its price."""

    __tablename__ = "service_prices"
    __table_args__ = (
        tenant_key("service_prices"),
        tenant_fk("service_prices", "service_type_id", "service_types"),
        one_of("service_prices", "model", ("flat", "hourly")),
        check("service_prices", "amount_cents", "amount_cents >= 0"),
        Index("ix_service_prices_type", "org_id", "service_type_id", "valid_from", unique=True),
    )

    service_type_id: UUID
    model: str = Field(default="flat", max_length=10)
    amount_cents: int
    valid_from: date


class PriceListVersion(OrgRow, table=True):
    """A version of the estimator's prices, as it was published. Rows are never changed: a change is
    a new version, so an old quote can be worked out again."""

    __tablename__ = "price_lists"
    __table_args__ = (
        UniqueConstraint("org_id", "version", name="uq_price_lists_version"),
        check("price_lists", "version", "version > 0"),
    )

    version: int
    fingerprint: str = Field(max_length=80)
    prices: dict[str, Any] = Field(sa_type=JSONB)
    created_by: UUID | None = None
