"""What was taken from a bank's files, and the office's rules for filing it."""

from datetime import date
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of, tenant_fk, tenant_key


class BankLine(OrgRow, table=True):
    """A line that became an expense, or was found to be one. The fingerprint knows it again."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        tenant_key("bank_lines"),
        tenant_fk("bank_lines", "batch_id", "import_batches", cascade=True),
        tenant_fk("bank_lines", "expense_id", "expenses"),
        one_of("bank_lines", "outcome", ("entered", "linked")),
        check("bank_lines", "amount", "amount_cents < 0"),
        UniqueConstraint("org_id", "fingerprint", name="uq_bank_lines_fingerprint"),
        UniqueConstraint("org_id", "expense_id", name="uq_bank_lines_expense"),
    )

    batch_id: UUID
    expense_id: UUID
    outcome: str = Field(max_length=10)
    posted_on: date
    description: str = Field(max_length=620)
    amount_cents: int
    fingerprint: bytes = Field(sa_type=LargeBinary)


class ExpenseRule(OrgRow, table=True):
    """A description that contains this is filed so."""

    __tablename__ = "expense_rules"
    __table_args__ = (
        tenant_key("expense_rules"),
        tenant_fk("expense_rules", "category_id", "expense_categories"),
        check("expense_rules", "contains", "length(contains) >= 3"),
        UniqueConstraint("org_id", "contains", name="uq_expense_rules_contains"),
    )

    contains: str = Field(max_length=100)
    category_id: UUID
    vendor: str = Field(default="", max_length=200)
    has_gst: bool = True
    created_by: UUID | None = None
