"""Organisations, their settings and the feature modules they switched."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import Row, check, moment, one_of

GST_BASES = ("accrual", "cash")
GST_PERIODS = ("annual", "quarterly", "monthly")
AUTO_INVOICE = ("off", "draft", "send")
PAY_PERIODS = ("weekly", "biweekly", "semi_monthly", "monthly")
OVERTIME_RULES = (
    "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "SK10", "YT", "CA",
    "none",
)  # fmt: skip


class Organisation(Row, table=True):
    """A cleaning company."""

    __tablename__ = "organisations"

    slug: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=120)
    closed_at: datetime | None = moment()


def _printed(longest: int) -> Any:
    """Text that stands on the company's papers; "" leaves it out."""
    return Field(default="", max_length=longest, sa_column_kwargs={"server_default": ""})


class OrganisationSettings(SQLModel, table=True):
    """How an organisation works: one row each. `closures` is read by `domain.public_holidays`.

    `auto_invoice` says what becomes of a finished visit, `charge_saved_card` whether the card on file
    pays it; reminders of invoices go out so many days
    after they were due. `bank_cents` were in the bank at the end of `bank_on`, if anybody said so.
    """

    __tablename__ = "organisation_settings"
    __table_args__ = (
        one_of("organisation_settings", "gst_basis", GST_BASES),
        one_of("organisation_settings", "gst_period", GST_PERIODS),
        one_of("organisation_settings", "auto_invoice", AUTO_INVOICE),
        check(
            "organisation_settings",
            "reminders",
            "0 < remind_gentle_days AND remind_gentle_days < remind_second_days"
            " AND remind_second_days < remind_final_days AND remind_final_days <= 365",
        ),
        one_of("organisation_settings", "pay_period", PAY_PERIODS),
        one_of("organisation_settings", "overtime_rule", OVERTIME_RULES),
        check("organisation_settings", "bank", "(bank_cents IS NULL) = (bank_on IS NULL)"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    timezone: str = Field(default="America/Edmonton", max_length=64)
    currency: str = Field(default="CAD", max_length=3)
    language: str = Field(default="en", max_length=5)
    province: str = Field(default="AB", max_length=2)
    gst_number: str = Field(default="", max_length=20)
    gst_basis: str = Field(default="accrual", max_length=10)
    gst_period: str = Field(default="quarterly", max_length=10)
    invoice_due_days: int = Field(default=14, ge=0, le=365)
    auto_invoice: str = Field(
        default="off", max_length=10, sa_column_kwargs={"server_default": "off"}
    )
    charge_saved_card: bool = Field(
        default=False, sa_column_kwargs={"server_default": text("false")}
    )
    remind_invoices: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    remind_gentle_days: int = Field(default=3, sa_column_kwargs={"server_default": "3"})
    remind_second_days: int = Field(default=10, sa_column_kwargs={"server_default": "10"})
    remind_final_days: int = Field(default=21, sa_column_kwargs={"server_default": "21"})
    buffer_minutes: int = Field(default=0, ge=0, le=240)
    email_from_name: str = Field(default="", max_length=120)
    accent: str = Field(default="", max_length=20)
    weekly_hours: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    closures: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSONB,
        sa_column_kwargs={"server_default": text("'{}'::jsonb")},
    )
    pay_period: str = Field(
        default="biweekly", max_length=20, sa_column_kwargs={"server_default": "biweekly"}
    )
    pay_anchor: date = Field(
        default=date(2026, 1, 4), sa_column_kwargs={"server_default": "2026-01-04"}
    )
    overtime_rule: str = Field(
        default="AB", max_length=4, sa_column_kwargs={"server_default": "AB"}
    )
    policies: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    postal_address: str = _printed(300)
    phone: str = _printed(40)
    contact_email: str = _printed(254)
    etransfer_email: str = _printed(254)
    payment_instructions: str = _printed(500)
    payment_terms: str = _printed(500)
    paper_footer: str = _printed(200)
    logo_key: str = _printed(200)
    bank_cents: int | None = Field(default=None, sa_type=BigInteger)
    bank_on: date | None = None
    updated_at: datetime = moment(nullable=False, now=True)


class OrganisationModule(SQLModel, table=True):
    """A feature module an organisation switched away from its default."""

    __tablename__ = "organisation_modules"

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    key: str = Field(primary_key=True, max_length=60)
    enabled: bool
    updated_at: datetime = moment(nullable=False, now=True)
