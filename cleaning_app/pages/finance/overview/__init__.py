"""Overview: the company in one minute."""

from cleaning_app.pages.finance.overview import view

__all__ = ["view"]
