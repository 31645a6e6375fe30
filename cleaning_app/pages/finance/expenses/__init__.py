"""Expenses: the list with its receipts, and the form."""

from cleaning_app.pages.finance.expenses import budgets, overview, recurring

__all__ = ["budgets", "overview", "recurring"]
