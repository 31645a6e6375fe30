"""Expenses under their categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaning_app.domain.importing.datasets.expenses import EXPENSES, ExpenseRow
from cleaning_app.services.imports.books.book import Book, WordList, readable
from cleaning_app.services.imports.entries import Entry, Report, Stored


class Expenses(Book[ExpenseRow]):
    """New categories are made along the way; their GST is claimed in full until somebody says less."""

    dataset = EXPENSES
    table = "expenses"
    topic = "expenses"

    async def look_up(self, rows: Sequence[ExpenseRow]) -> None:
        self._categories = await WordList.load(self.ctx, "expense_categories", "key")
        self.word_lists = [self._categories]

    def entry(self, row: ExpenseRow, stored: Stored | None, report: Report) -> Entry | None:
        name = readable(row.category)
        values: dict[str, Any] = {
            "occurred_on": row.occurred_on,
            "category_id": self._categories.id_of(row.category, name=name, itc_percent=100),
            "vendor": row.vendor,
            "net_cents": row.net_amount,
            "tax_cents": row.gst_amount,
            "total_cents": row.total_amount,
            "description": row.note,
            "supplier_gst_number": row.supplier_gst_number,
        }
        if stored is None:
            return Entry(self.table, values | {"external_id": row.external_id})
        for column, field in (("description", "note"), ("supplier_gst_number",) * 2):
            if field not in self.mapped:
                del values[column]
        return Entry(self.table, values, stored)
