"""Tax codes, GST instalments."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, Numeric, UniqueConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of, tenant_key


class TaxCode(OrgRow, table=True):
    """A rate and the days it is valid. `kind` decides where sales appear on the return."""

    __tablename__ = "tax_codes"
    __table_args__ = (
        tenant_key("tax_codes"),
        UniqueConstraint("org_id", "key", "valid_from", name="uq_tax_codes_key"),
        one_of("tax_codes", "kind", ("taxable", "zero_rated", "exempt")),
        check("tax_codes", "rate", "rate >= 0 AND rate < 1 AND (kind = 'taxable' OR rate = 0)"),
    )

    key: str = Field(max_length=30)
    name: str = Field(max_length=60)
    kind: str = Field(max_length=20)
    rate: Decimal = Field(sa_type=Numeric(7, 5))
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
