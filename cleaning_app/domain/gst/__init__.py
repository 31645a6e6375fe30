"""GST in both bases: what was collected, what is owed, why the bases differ, what to ask about.

`accrual`, `cash` and `reconciliation` say in Python what `services/gst` has the database work out over
a whole company's books; tests hold the two against each other.
"""

from cleaning_app.domain.gst.accrual import AccrualSummary, IssuedInvoice, accrual_summary
from cleaning_app.domain.gst.cash import (
    Allocation,
    CashSummary,
    Receipt,
    allocate_cash,
    cash_summary,
    tax_in,
)
from cleaning_app.domain.gst.exceptions import (
    ClaimedExpense,
    Finding,
    Question,
    edited_after_filing,
    expense_findings,
    number_gaps,
    tax_mismatch,
)
from cleaning_app.domain.gst.quick_method import (
    Business,
    QuickMethod,
    may_elect,
    quick_method,
    remittance_for,
    tax_percent,
)
from cleaning_app.domain.gst.reconciliation import ReceivedTax, ReconciledInvoice, reconcile
from cleaning_app.domain.gst.worksheet import WorksheetLine, worksheet

__all__ = [
    "AccrualSummary",
    "Allocation",
    "Business",
    "CashSummary",
    "ClaimedExpense",
    "Finding",
    "IssuedInvoice",
    "Question",
    "QuickMethod",
    "Receipt",
    "ReceivedTax",
    "ReconciledInvoice",
    "WorksheetLine",
    "accrual_summary",
    "allocate_cash",
    "cash_summary",
    "edited_after_filing",
    "expense_findings",
    "may_elect",
    "number_gaps",
    "quick_method",
    "reconcile",
    "remittance_for",
    "tax_in",
    "tax_mismatch",
    "tax_percent",
    "worksheet",
]
