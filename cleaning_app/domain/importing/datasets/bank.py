"""A bank's or card's export: what left the account and what came in.

Not among the datasets of a company's books: nothing in it says which row it was in an old system.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from cleaning_app.domain.importing.bank_cells import (
    bank_cents,
    bank_day,
    day_comes_first,
    looks_like_amount,
    looks_like_day,
)
from cleaning_app.domain.importing.cells import Reading, text
from cleaning_app.domain.importing.columns import Field, guess_columns
from cleaning_app.domain.importing.reading import Record, Rows, Table, refusal
from cleaning_app.domain.importing.rows import Dataset, Severity

MOST_LINES: Final = 2_000
MOST_CENTS: Final = 20_000_000_00
_PREAMBLE: Final = 12
"""How far down the names of the columns may stand: BMO writes a sentence above them."""


@dataclass(frozen=True, slots=True)
class BankRow:
    """One row as the bank wrote it, in cents. Either `amount`, or one of `debit` and `credit`."""

    row: int
    date: date
    description: str
    more: str
    amount: int | None
    debit: int | None
    credit: int | None
    account: str

    @property
    def external_id(self) -> str:
        """Banks name no row; where it stands tells it from the others."""
        return str(self.row)

    @property
    def signed(self) -> int:
        """Money in is positive, money out negative."""
        if self.debit:
            return -abs(self.debit)
        return abs(self.credit) if self.credit else self.amount or 0


def _examine(row: BankRow) -> Iterator[tuple[str, str, Severity]]:
    if row.debit and row.credit:
        yield "debit", "Money went out and came in on one line.", "error"
    elif not row.signed:
        yield "amount", "There is no amount on this line.", "error"
    elif abs(row.signed) > MOST_CENTS:
        yield "amount", "That amount is too large.", "error"


BANK = Dataset(
    key="bank",
    title="Bank file",
    row_type=BankRow,
    identity="date",
    examine=_examine,
    fields=(
        Field(
            "date",
            bank_day,
            "The day it was posted.",
            required=True,
            aliases=("transaction_date", "date_posted", "posted_date", "posting_date",
                     "date de transaction"),
        ),
        Field(
            "description",
            text(300),
            "Who was paid, as the bank says it.",
            required=True,
            aliases=("description_1", "details", "payee", "merchant", "name", "transaction_details",
                     "sub_description", "libelle"),
        ),
        Field(
            "more",
            text(300),
            "A second description, put behind the first.",
            default="",
            aliases=("description_2", "memo", "sub_description", "notes"),
        ),
        Field(
            "amount",
            bank_cents,
            "Money out is negative.",
            aliases=("cad", "transaction_amount", "amount_cad", "montant", "value"),
        ),
        Field(
            "debit",
            bank_cents,
            "Money out, where it has a column of its own.",
            aliases=("withdrawals", "withdrawal", "debits", "money_out", "funds_out", "retrait",
                     "debit_amount"),
        ),
        Field(
            "credit",
            bank_cents,
            "Money in.",
            aliases=("deposits", "deposit", "credits", "money_in", "funds_in", "depot", "credit_amount"),
        ),
        Field(
            "account",
            text(60),
            "Which account, where a file holds several.",
            default="",
            aliases=("account_number", "first_bank_card", "card_number"),
        ),
    ),
)  # fmt: skip


def as_table(found: Rows) -> tuple[Table, dict[str, str]]:
    """A bank's file as a table, and the columns known by what is in them.

    The names of the columns may stand below a sentence or two (BMO), or not at all (TD, Scotiabank):
    then they are counted, and known by their content. Raises Invalid when no row has a day in it.
    """
    for place, row in enumerate(found.filled[:_PREAMBLE]):
        names = _unique(row)
        guessed = guess_columns(BANK.fields, names)
        money = guessed["amount"] or guessed["debit"] or guessed["credit"]
        if guessed["date"] and money and not any(looks_like_day(cell) for cell in row.cells):
            return Table(names, found.filled[place + 1 :], found.encoding, found.delimiter), {}
    rows = [row for row in found.filled if any(looks_like_day(cell) for cell in row.cells)]
    if not rows:
        raise refusal("No line of this file has a day in it. Choose the bank's CSV export.")
    width = max(len(row.cells) for row in rows)
    names = tuple(f"Column {n + 1}" for n in range(width))
    padded = [Record(row.row, row.cells + ("",) * (width - len(row.cells))) for row in rows]
    table = Table(names, padded, found.encoding, found.delimiter)
    return table, _by_content(table)


def order_of_days(table: Table, header: str | None) -> bool | None:
    """Whether the day comes first in a column of days; None when it can't be told."""
    if header not in table.header:
        return None
    place = table.header.index(header)
    return day_comes_first(row.cells[place] for row in table.records if place < len(row.cells))


def _unique(row: Record) -> tuple[str, ...]:
    """The cells of a row as names of columns: none empty, none twice."""
    names: list[str] = []
    for place, cell in enumerate(row.cells, 1):
        name = cell.strip()[:60] or f"Column {place}"
        names.append(name if name.casefold() not in map(str.casefold, names) else f"{name} {place}")
    return tuple(names)


def _by_content(table: Table) -> dict[str, str]:
    """Which column holds what, by its first rows: a day, money, the longest words.

    Two columns of money that are never both filled are out and in, as TD writes them, also in a month
    in which nothing came in or nothing went out; of several that are, the first is the amount and
    the others are balances.
    """
    some, reading = table.records[:200], Reading(ZoneInfo("UTC"), table.decimal_comma)
    found: dict[str, str] = {}
    money: list[int] = []
    words: dict[int, int] = {}
    empty: set[int] = set()
    for place, name in enumerate(table.header):
        cells = [cell for row in some if (cell := row.cells[place].strip())]
        if not cells:
            empty.add(place)
            continue
        if "date" not in found and all(looks_like_day(cell) for cell in cells):
            found["date"] = name
        elif all(looks_like_amount(cell, reading) for cell in cells):
            money.append(place)
        elif any(c.isalpha() for cell in cells for c in cell):
            words[place] = sum(len(set(cell)) for cell in cells)
    if words:
        ranked = sorted(words, key=lambda place: -words[place])
        found["description"] = table.header[ranked[0]]
        if len(ranked) > 1:
            found["more"] = table.header[ranked[1]]
    return found | _money(table, some, money, empty)


def _money(table: Table, some: list[Record], places: list[int], empty: set[int]) -> dict[str, str]:
    if not places:
        return {}
    first = places[0]
    if first + 1 in empty:
        return {"debit": table.header[first], "credit": table.header[first + 1]}
    if first - 1 in empty:
        return {"debit": table.header[first - 1], "credit": table.header[first]}
    for one, other in pairwise(places):
        both = sum(1 for row in some if row.cells[one].strip() and row.cells[other].strip())
        if both == 0:
            return {"debit": table.header[one], "credit": table.header[other]}
    return {"amount": table.header[first]}
