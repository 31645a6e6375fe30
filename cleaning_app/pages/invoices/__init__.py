"""Invoices: the list, one invoice's page, and writing a new one."""

from cleaning_app.pages.invoices import credit_notes, deposits, detail, new, overview

__all__ = ["credit_notes", "deposits", "detail", "new", "overview"]
