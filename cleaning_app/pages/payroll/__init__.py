"""Payroll: a period's hours and pay, the rows behind them, and closing it."""

from cleaning_app.pages.payroll import view

__all__ = ["view"]
