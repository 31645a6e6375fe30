"""What is paid beside hours, and the pay periods that were approved."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

ITEM_KINDS = ("tip", "reimbursement", "bonus", "deduction", "other")


class PayItem(OrgRow, table=True):
    """An amount for a worker beside their hours. `counts_on` decides the period: the day it
    occurred on, or a later one when that day's period was approved already."""

    __tablename__ = "pay_items"
    __table_args__ = (
        tenant_key("pay_items"),
        tenant_fk("pay_items", "worker_id", "workers"),
        tenant_fk("pay_items", "booking_id", "bookings"),
        one_of("pay_items", "kind", ITEM_KINDS),
        check(
            "pay_items",
            "amount",
            "amount_cents <> 0 AND (kind <> 'deduction' OR amount_cents < 0)"
            " AND (kind IN ('deduction', 'other') OR amount_cents > 0)",
        ),
        check("pay_items", "counts_on", "counts_on >= occurred_on"),
        Index("ix_pay_items_counts_on", "org_id", "counts_on", "worker_id"),
    )

    worker_id: UUID
    kind: str = Field(max_length=20)
    occurred_on: date
    counts_on: date
    amount_cents: int = Field(sa_type=BigInteger)
    description: str = Field(default="", max_length=200)
    booking_id: UUID | None = None
    created_by: UUID | None = None
    deleted_at: datetime | None = moment()


class ApprovedPay(OrgRow, table=True):
    """A pay period as it was approved: `sheet` is what it said then, `digest` its SHA-256."""

    __tablename__ = "pay_periods"
    __table_args__ = (
        tenant_key("pay_periods"),
        one_of("pay_periods", "status", ("approved", "reopened")),
        check("pay_periods", "span", "ends_on >= starts_on"),
        check("pay_periods", "reopened", "(status = 'reopened') = (reopened_at IS NOT NULL)"),
        ExcludeConstraint(
            ("org_id", "="),
            (text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="pay_periods_no_day_twice",
            where=text("status = 'approved'"),
        ),
    )

    starts_on: date
    ends_on: date
    status: str = Field(default="approved", max_length=20)
    approved_at: datetime = moment(nullable=False)
    approved_by: str = Field(max_length=120)
    reopened_at: datetime | None = moment()
    sheet: dict[str, Any] = Field(sa_type=JSONB)
    digest: str = Field(max_length=64)
