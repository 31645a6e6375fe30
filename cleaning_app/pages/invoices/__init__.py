"""Invoices: the list, one invoice's page, and writing a new one."""

from cleaning_app.pages.invoices import detail, new, overview

__all__ = ["detail", "new", "overview"]
