"""A bank's file: looked at line by line, and taken into the expenses."""

from cleaning_app.pages.finance.bank import view

__all__ = ["view"]
