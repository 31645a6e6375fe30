"""Cash flow: what came in and went out, and what is expected."""

from cleaning_app.pages.finance.cash_flow import view

__all__ = ["view"]
