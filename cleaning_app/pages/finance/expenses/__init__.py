"""Expenses: the list with its receipts, and the form."""

from cleaning_app.pages.finance.expenses import overview

__all__ = ["overview"]
