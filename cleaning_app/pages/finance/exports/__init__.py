"""Finance → Exports: the books for the accountant."""

from cleaning_app.pages.finance.exports import view

__all__ = ["view"]
