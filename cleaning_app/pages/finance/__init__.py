"""Finance: the owner's pages with the rows behind their figures, GST, expenses."""

from cleaning_app.pages.finance import (
    bank,
    expenses,
    gst,
    margins,
    profit_loss,
    receivables,
    reconciliation,
    rows,
)

__all__ = [
    "bank",
    "expenses",
    "gst",
    "margins",
    "profit_loss",
    "receivables",
    "reconciliation",
    "rows",
]
