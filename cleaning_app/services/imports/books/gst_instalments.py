"""GST instalments, known by the day they are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cleaning_app.domain.importing.datasets.gst_instalments import GST_INSTALMENTS, InstalmentRow
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books.book import Book
from cleaning_app.services.imports.entries import Entry, Report, Stored


class GstInstalments(Book[InstalmentRow]):
    """One instalment per due day; one that was entered by hand is left alone."""

    dataset = GST_INSTALMENTS
    table = "gst_instalments"
    key = "due_on"
    topic = "instalments"

    async def known(self, external_ids: Sequence[str]) -> dict[str, UUID]:
        days = [date.fromisoformat(day) for day in external_ids]
        found = await tables.ids_by(self.ctx, self.table, self.key, days)
        return {day.isoformat(): id for day, id in found.items()}

    def entry(self, row: InstalmentRow, stored: Stored | None, report: Report) -> Entry | None:
        values: dict[str, Any] = {
            "amount_cents": row.amount,
            "paid_on": row.paid_on,
            "note": row.note,
        }
        if stored is None:
            return Entry(self.table, values | {"due_on": row.due_on, "tax_type": "GST"})
        written = {
            column: value
            for column, value in values.items()
            if column == "amount_cents" or column in self.mapped
        }
        if stored.digest is None and any(stored.values[c] != v for c, v in written.items()):
            report.add(row.row, "due_on", "An instalment due that day was entered here by hand.")
            return None
        return Entry(self.table, written, stored)
