"""Tax codes, GST instalments, returns that were filed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_key


class TaxCode(OrgRow, table=True):
    """A rate and the days it is valid. `kind` decides where sales appear on the return.

    `rate` is the GST or HST. A province that taxes beside it (PST, RST, QST) has its rate and name
    in the same code: a line carries one code, and on an invoice both taxes are worked out on the
    same base, as none of them is charged on the other since 2013.
    """

    __tablename__ = "tax_codes"
    __table_args__ = (
        tenant_key("tax_codes"),
        UniqueConstraint("org_id", "key", "valid_from", name="uq_tax_codes_key"),
        one_of("tax_codes", "kind", ("taxable", "zero_rated", "exempt")),
        check("tax_codes", "rate", "rate >= 0 AND rate < 1 AND (kind = 'taxable' OR rate = 0)"),
        check(
            "tax_codes",
            "provincial",
            "provincial_rate >= 0 AND provincial_rate < 1 AND (kind = 'taxable' OR provincial_rate = 0)"
            " AND (provincial_rate > 0) = (provincial_name <> '')",
        ),
    )

    key: str = Field(max_length=30)
    name: str = Field(max_length=60)
    kind: str = Field(max_length=20)
    rate: Decimal = Field(sa_type=Numeric(7, 5))
    provincial_rate: Decimal = Field(default=Decimal(0), sa_type=Numeric(7, 5))
    provincial_name: str = Field(default="", max_length=20)
    valid_from: date
    valid_to: date | None = None


class GstInstalment(OrgRow, table=True):
    """A quarterly prepayment of GST to the CRA."""

    __tablename__ = "gst_instalments"
    __table_args__ = (
        tenant_key("gst_instalments"),
        check("gst_instalments", "amount_cents", "amount_cents > 0"),
        Index("ix_gst_instalments_due", "org_id", "tax_type", "due_on", unique=True),
    )

    tax_type: str = Field(default="GST", max_length=10)
    due_on: date
    amount_cents: int
    paid_on: date | None = None
    note: str = Field(default="", max_length=500)


class GstFiling(OrgRow, table=True):
    """A return that was filed, with what it said: figures, and the export it was filed from.

    While it stands, a trigger refuses to write, change or delete what is dated on or before its
    last day (`starts_at` to `ends_at` are that in UTC). `digest` is the `sha256` of the export's
    manifest, which covers every file in it; `file_key` says where the ZIP is kept.
    """

    __tablename__ = "gst_filings"
    __table_args__ = (
        tenant_key("gst_filings"),
        one_of("gst_filings", "basis", ("accrual", "cash")),
        check("gst_filings", "days", "last_on >= first_on AND ends_at > starts_at"),
        check("gst_filings", "withdrawn", "(withdrawn_at IS NULL) = (withdraw_reason = '')"),
        Index(
            "uq_gst_filings_standing",
            "org_id",
            "last_on",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    first_on: date
    last_on: date
    starts_at: datetime = moment(nullable=False)
    ends_at: datetime = moment(nullable=False)
    basis: str = Field(max_length=10)
    filed_on: date
    confirmation: str = Field(default="", max_length=60)
    figures: dict[str, Any] = Field(sa_type=JSONB)
    digest: str = Field(max_length=64)
    file_key: str = Field(max_length=200)
    filed_by: str = Field(max_length=200)
    withdrawn_at: datetime | None = moment()
    withdraw_reason: str = Field(default="", max_length=500)
