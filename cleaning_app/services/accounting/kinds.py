"""What can be exported."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cleaning_app.domain.accounting import System
from cleaning_app.errors import NotFound
from cleaning_app.services.accounting import ledger, movements, quickbooks, xero
from cleaning_app.services.accounting.figures import Figures
from cleaning_app.services.accounting.sheets import Format


class Kind(StrEnum):
    """One download: a ZIP for a program, or one CSV file of the books."""

    QUICKBOOKS = "quickbooks"
    XERO = "xero"
    SALES_LEDGER = "sales-ledger"
    PAYMENTS = "payments"
    DEPOSITS = "deposits"

    @property
    def system(self) -> System | None:
        """The program whose formats it holds."""
        return System(self.value) if self.value in set(System) else None

    @property
    def media_type(self) -> str:
        """What the file is."""
        return "application/zip" if self.system else "text/csv"

    def rows(self, figures: Figures) -> int:
        """How many things are in it: documents, money and expenses, or rows."""
        if self.system:
            return figures.documents + figures.payment_rows + figures.expenses
        return {
            Kind.SALES_LEDGER: figures.ledger_rows,
            Kind.PAYMENTS: figures.payment_rows,
            Kind.DEPOSITS: figures.deposit_rows,
        }[self]


def kind_named(name: str) -> Kind:
    """The export of that name.

    Raises:
        NotFound: there is none.
    """
    if name not in set(Kind):
        raise NotFound(f"There is no such export. There are: {', '.join(Kind)}.")
    return Kind(name)


FORMATS: Final[dict[System, Format]] = {
    System.QUICKBOOKS: quickbooks.FORMAT,
    System.XERO: xero.FORMAT,
}

BOOKS: Final[dict[Kind, tuple[str, str]]] = {
    Kind.SALES_LEDGER: ("sales_ledger", ledger.LEDGER),
    Kind.PAYMENTS: ("payments", movements.PAYMENTS),
    Kind.DEPOSITS: ("deposits", movements.DEPOSITS),
}
"""The files of the books themselves: each is a download of its own, and in every ZIP too."""
