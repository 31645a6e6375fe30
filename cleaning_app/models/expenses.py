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
    """A purchase, with the GST inside it. One that a recurring expense made carries the day of the
    rule it stands for, so that no day is made twice."""

    __tablename__ = "expenses"
    __table_args__ = (
        tenant_key("expenses"),
        tenant_fk("expenses", "category_id", "expense_categories"),
        tenant_fk("expenses", "recurring_id", "recurring_expenses"),
        check("expenses", "total", "total_cents = net_cents + tax_cents"),
        check("expenses", "recurring", "(recurring_id IS NULL) = (recurring_on IS NULL)"),
        Index(
            "uq_expenses_recurring",
            "org_id",
            "recurring_id",
            "recurring_on",
            unique=True,
            postgresql_where=text("recurring_id IS NOT NULL"),
        ),
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
    recurring_id: UUID | None = None
    recurring_on: date | None = None
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


class ExpenseBudget(OrgRow, table=True):
    """What may be spent on a category each month or year, from a day on; zero ends it."""

    __tablename__ = "expense_budgets"
    __table_args__ = (
        tenant_key("expense_budgets"),
        tenant_fk("expense_budgets", "category_id", "expense_categories"),
        one_of("expense_budgets", "span", ("month", "year")),
        check("expense_budgets", "amount", "amount_cents >= 0"),
        check(
            "expense_budgets",
            "from_on",
            "extract(day FROM from_on) = 1 AND (span = 'month' OR extract(month FROM from_on) = 1)",
        ),
        UniqueConstraint(
            "org_id", "category_id", "span", "from_on", name="uq_expense_budgets_from_on"
        ),
    )

    category_id: UUID
    span: str = Field(max_length=10)
    from_on: date
    amount_cents: int


class RecurringExpense(OrgRow, table=True):
    """An expense that comes back: rent, insurance, the phone. Settled up to `settled_until`."""

    __tablename__ = "recurring_expenses"
    __table_args__ = (
        tenant_key("recurring_expenses"),
        tenant_fk("recurring_expenses", "category_id", "expense_categories"),
        one_of("recurring_expenses", "every", ("week", "two_weeks", "month", "quarter", "year")),
        check("recurring_expenses", "total", "total_cents <> 0"),
        check("recurring_expenses", "days", "ends_on >= starts_on"),
        Index("ix_recurring_expenses_due", "org_id", "settled_until"),
    )

    category_id: UUID
    vendor: str = Field(max_length=200)
    description: str = Field(default="", max_length=500)
    total_cents: int
    tax_cents: int = 0
    supplier_gst_number: str = Field(default="", max_length=20)
    every: str = Field(max_length=10)
    starts_on: date
    ends_on: date | None = None
    settled_until: date | None = None
    paused_at: datetime | None = moment()
    deleted_at: datetime | None = moment()
    created_by: UUID | None = None
    version: int = Field(default=1)
