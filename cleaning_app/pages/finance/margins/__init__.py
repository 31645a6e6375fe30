"""Finance → Margins: what each job left once its labour was paid."""

from cleaning_app.pages.finance.margins import view

__all__ = ["view"]
