"""Finance: the owner's pages with the rows behind their figures, GST, expenses."""

from cleaning_app.pages.finance import (
    bank,
    cash_flow,
    expenses,
    exports,
    gst,
    margins,
    money_in,
    overview,
    profit_loss,
    receivables,
    reconciliation,
    rows,
)

__all__ = [
    "bank",
    "cash_flow",
    "expenses",
    "exports",
    "gst",
    "margins",
    "money_in",
    "overview",
    "profit_loss",
    "receivables",
    "reconciliation",
    "rows",
]
