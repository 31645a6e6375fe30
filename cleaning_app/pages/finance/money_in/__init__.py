"""Money in: lines of bank files, matched with the payments they are."""

from cleaning_app.pages.finance.money_in import view

__all__ = ["view"]
