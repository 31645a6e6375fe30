"""Money spent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

RECEIPT_KINDS = ("picture", "pdf")


class ExpenseCategory(OrgRow, table=True):
    """What money is spent on. `itc_percent`: how much of its GST may be claimed (meals: 50)."""

    __tablename__ = "expense_categories"
    __table_args__ = (
        tenant_key("expense_categories"),
        UniqueConstraint("org_id", "key", name="uq_expense_categories_key"),
        check("expense_categories", "itc_percent", "itc_percent BETWEEN 0 AND 100"),
    )

    key: str = Field(max_length=60)
    name: str = Field(max_length=100)
    itc_percent: int = 100


class Expense(OrgRow, table=True):
    """A purchase, with the GST inside it."""

    __tablename__ = "expenses"
    __table_args__ = (
        tenant_key("expenses"),
        tenant_fk("expenses", "category_id", "expense_categories"),
        check("expenses", "total", "total_cents = net_cents + tax_cents"),
        Index("ix_expenses_org_date", "org_id", "occurred_on", "id"),
        Index(
            "uq_expenses_external_id",
            "org_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
    )

    external_id: str | None = Field(default=None, max_length=60)
    occurred_on: date
    category_id: UUID
    vendor: str = Field(max_length=200)
    description: str = Field(default="", max_length=500)
    net_cents: int
    tax_cents: int = 0
    total_cents: int
    supplier_gst_number: str = Field(default="", max_length=20)
    deleted_at: datetime | None = moment()
    created_by: UUID | None = None
    version: int = Field(default=1)


class ExpenseReceipt(OrgRow, table=True):
    """A photo or PDF of what was bought. Waits without an expense while one is being typed."""

    __tablename__ = "expense_receipts"
    __table_args__ = (
        tenant_key("expense_receipts"),
        tenant_fk("expense_receipts", "expense_id", "expenses"),
        one_of("expense_receipts", "kind", RECEIPT_KINDS),
        check("expense_receipts", "bytes", "bytes > 0"),
        Index(
            "uq_expense_receipts_current",
            "org_id",
            "expense_id",
            unique=True,
            postgresql_where=text("deleted_at IS NULL AND expense_id IS NOT NULL"),
        ),
    )

    expense_id: UUID | None = None
    kind: str = Field(max_length=10)
    filename: str = Field(max_length=200)
    storage_key: str = Field(max_length=200)
    bytes: int
    sha256: bytes = Field(sa_type=LargeBinary)
    created_by: UUID | None = None
    deleted_at: datetime | None = moment()
