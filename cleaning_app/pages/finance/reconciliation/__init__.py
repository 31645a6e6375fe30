"""Finance → Reconciliation: payments against invoices, and what to do about what does not fit."""

from cleaning_app.pages.finance.reconciliation import view

__all__ = ["view"]
