"""The datasets' ways into the tables, by dataset key."""

from __future__ import annotations

from typing import Any

from cleaning_app.services.imports.books.bank import BankLines
from cleaning_app.services.imports.books.book import Book
from cleaning_app.services.imports.books.bookings import Bookings
from cleaning_app.services.imports.books.clients import Clients
from cleaning_app.services.imports.books.expenses import Expenses
from cleaning_app.services.imports.books.gst_instalments import GstInstalments
from cleaning_app.services.imports.books.invoices import Invoices
from cleaning_app.services.imports.books.payments import Payments
from cleaning_app.services.imports.books.workers import Workers

BOOKS: dict[str, type[Book[Any]]] = {
    book.dataset.key: book
    for book in (
        Clients,
        Workers,
        Bookings,
        Invoices,
        Payments,
        Expenses,
        GstInstalments,
        BankLines,
    )
}
