"""Bank files: their lines become expenses one by one (services/banking); here they are undone."""

from __future__ import annotations

from cleaning_app.domain.importing.datasets.bank import BANK, BankRow
from cleaning_app.services.imports.books.book import Book


class BankLines(Book[BankRow]):
    """Which line is an expense is for the office to say, so nothing is decided here."""

    dataset = BANK
    table = "bank_lines"
    topic = "expenses"
    needs = "finance.manage"
