"""What was taken from a bank's files, and the office's rules for filing it."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of, tenant_fk, tenant_key

OUT = ("entered", "linked")
IN = ("open", "matched", "aside")
ASIDE = ("owner", "transfer", "refund", "other")
_IS_OUT = "outcome IN ('entered', 'linked')"


class BankLine(OrgRow, table=True):
    """A line that became an expense or was found to be one, or one of money that came in: open until
    it is matched with payments, or set aside as none. The fingerprint knows it again."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        tenant_key("bank_lines"),
        tenant_fk("bank_lines", "batch_id", "import_batches", cascade=True),
        tenant_fk("bank_lines", "expense_id", "expenses"),
        one_of("bank_lines", "outcome", (*OUT, *IN)),
        one_of("bank_lines", "aside_as", ("", *ASIDE)),
        check("bank_lines", "amount", f"amount_cents <> 0 AND (amount_cents < 0) = ({_IS_OUT})"),
        check("bank_lines", "expense", f"(expense_id IS NOT NULL) = ({_IS_OUT})"),
        check("bank_lines", "aside", "(aside_as <> '') = (outcome = 'aside')"),
        Index("ix_bank_lines_outcome", "org_id", "outcome", "posted_on", "id"),
        UniqueConstraint("org_id", "fingerprint", name="uq_bank_lines_fingerprint"),
        UniqueConstraint("org_id", "expense_id", name="uq_bank_lines_expense"),
    )

    batch_id: UUID
    expense_id: UUID | None = None
    outcome: str = Field(max_length=10)
    aside_as: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    posted_on: date
    description: str = Field(max_length=620)
    amount_cents: int
    fingerprint: bytes = Field(sa_type=LargeBinary)


class BankMatch(OrgRow, table=True):
    """A payment that came in with a line: several may, each once."""

    __tablename__ = "bank_matches"
    __table_args__ = (
        tenant_key("bank_matches"),
        tenant_fk("bank_matches", "line_id", "bank_lines"),
        tenant_fk("bank_matches", "payment_id", "payments"),
        UniqueConstraint("org_id", "payment_id", name="uq_bank_matches_payment"),
        Index("ix_bank_matches_line", "org_id", "line_id"),
    )

    line_id: UUID
    payment_id: UUID


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
