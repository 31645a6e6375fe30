"""Finance → Receivables: who owes what, by how long it is past due."""

from cleaning_app.pages.finance.receivables import view

__all__ = ["view"]
