"""Profit and loss: what was earned and spent."""

from cleaning_app.pages.finance.profit_loss import view

__all__ = ["view"]
