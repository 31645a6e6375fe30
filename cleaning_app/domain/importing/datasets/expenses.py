"""Expenses with the GST inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.importing.cells import cents, day, keyword, text
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.rows import Dataset, Severity


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """One purchase in cents; a supplier's refund is negative."""

    row: int
    external_id: str
    occurred_on: date
    category: str
    vendor: str
    net_amount: int
    gst_amount: int
    total_amount: int
    note: str
    supplier_gst_number: str


def _examine(expense: ExpenseRow) -> Iterator[tuple[str, str, Severity]]:
    adds_up_to = expense.net_amount + expense.gst_amount
    if expense.total_amount != adds_up_to:
        yield "total_amount", f"Net and GST add up to {adds_up_to / 100:.2f}.", "error"
    if expense.net_amount * expense.gst_amount < 0:
        yield "gst_amount", "GST and net amount point in different directions.", "error"


EXPENSES = Dataset(
    key="expenses",
    title="Expenses",
    row_type=ExpenseRow,
    identity="external_id",
    examine=_examine,
    fields=(
        Field(
            "external_id",
            text(60),
            "The expense's number in the old system.",
            required=True,
            aliases=("id", "expense_id", "expense_number", "no"),
        ),
        Field(
            "occurred_on",
            day,
            "2026-04-30.",
            required=True,
            aliases=("date", "expense_date", "purchased_on"),
        ),
        Field(
            "category",
            keyword(60),
            "Such as fuel or supplies; new ones are made.",
            required=True,
            aliases=("account", "type", "categorie"),
        ),
        Field(
            "vendor",
            text(200),
            "Who was paid.",
            required=True,
            aliases=("supplier", "payee", "merchant", "fournisseur"),
        ),
        Field(
            "net_amount",
            cents,
            "Dollars before GST.",
            required=True,
            aliases=("net", "subtotal", "amount"),
        ),
        Field(
            "gst_amount",
            cents,
            "GST in dollars.",
            default=0,
            aliases=("gst", "tax", "tax_amount", "tps"),
        ),
        Field("total_amount", cents, "Dollars with GST.", required=True, aliases=("total",)),
        Field(
            "note",
            text(500),
            "What it was for.",
            default="",
            aliases=("notes", "description", "memo"),
        ),
        Field(
            "supplier_gst_number",
            text(20),
            "The supplier's GST number; large input tax credits need it.",
            default="",
            aliases=("gst_number", "vendor_gst_number", "business_number"),
        ),
    ),
)
