"""What a bank's file holds, line by line: new, entered already, money in, taken before. Writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.guessing import Guess, Habit, Rule, guess, is_no_expense
from cleaning_app.domain.banking.lines import NEAR, BankLine, Known, Said, duplicates, lines_of
from cleaning_app.domain.expenses import BY_KEY as SALES_TAXES
from cleaning_app.domain.expenses import split_total
from cleaning_app.domain.importing.cells import Reading
from cleaning_app.domain.importing.columns import map_columns
from cleaning_app.domain.importing.datasets.bank import (
    BANK,
    MOST_LINES,
    BankRow,
    as_table,
    order_of_days,
)
from cleaning_app.domain.importing.reading import read_rows
from cleaning_app.domain.importing.rows import Checked, RowProblem, check_rows
from cleaning_app.errors import Invalid
from cleaning_app.models import BankLine as BankLineRow
from cleaning_app.models import Expense
from cleaning_app.services.banking import rules
from cleaning_app.services.expenses import categories
from cleaning_app.services.gst.filed import closed

MOST_BYTES: Final = 5_000_000
Kind = Literal["new", "linked", "in", "before", "other"]
"""new: to be entered. linked: it is an expense already. in: money that came, to be kept. before: taken
from an earlier file. other: money out that belongs elsewhere (pay, taxes, transfers), a day to come, or
one of a GST return that was filed."""


@dataclass(frozen=True)
class Settings:
    """How a file is to be read: columns by field ("" leaves one out), the order of its days, and
    whether money out is written without a minus, as some cards do."""

    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    day_first: bool | None = None
    turned: bool = False


@dataclass(frozen=True)
class Line:
    """One line with what is thought of it."""

    line: BankLine
    kind: Kind
    guess: Guess
    expense: Known | None = None

    @property
    def paid_cents(self) -> int:
        return -self.line.amount_cents


@dataclass(frozen=True)
class Statement:
    """A file as it was understood. `day_first` is None where the order could not be told."""

    header: tuple[str, ...]
    columns: Mapping[str, str]
    day_first: bool | None
    lines: Sequence[Line]
    problems: Sequence[RowProblem]

    def of(self, *kinds: Kind) -> list[Line]:
        """The lines of some kinds, in the order of the file."""
        return [one for one in self.lines if one.kind in kinds]


def tax_in(total_cents: int, *, has_gst: bool) -> int:
    """The GST in a line, until a receipt says otherwise: 5/105, or none."""
    return split_total(total_cents, SALES_TAXES["gst" if has_gst else "none"]).tax


async def preview(ctx: Ctx, data: bytes, settings: Settings | None = None) -> Statement:
    """Read a bank's file and compare it with the books.

    Raises:
        Invalid: it can't be read at all, its columns don't fit, or it has too many lines.
    """
    ctx.require("finance.manage")
    settings = settings or Settings()
    if len(data) > MOST_BYTES:
        raise Invalid("A bank file has up to 5 MB. Export fewer months at once.")
    read = await asyncio.to_thread(_read, ctx, data, settings)
    lines = lines_of(read.said)
    taken = await _taken(ctx, lines)
    out = [one for one in lines if one.amount_cents < 0 and one.fingerprint not in taken]
    matched = duplicates(out, await _known(ctx, out))
    guesses = await _guesses(ctx, out)
    filed = (await closed(ctx)).through
    shown = [
        Line(
            one,
            _kind(ctx, one, taken, matched, filed),
            guesses.get(one.row, Guess(None, "", has_gst=True, why="")),
            matched.get(one.row),
        )
        for one in lines
    ]
    return Statement(read.header, read.columns, read.day_first, shown, read.problems)


def _kind(
    ctx: Ctx, line: BankLine, taken: set[bytes], matched: Mapping[int, Known], filed: date | None
) -> Kind:
    if line.fingerprint in taken:
        return "before"
    if line.amount_cents > 0:
        return "in"
    if line.row in matched:
        return "linked"
    is_closed = filed is not None and line.posted_on <= filed
    if is_no_expense(line.description) or line.posted_on > ctx.today() or is_closed:
        return "other"
    return "new"


@dataclass(frozen=True)
class _Read:
    header: tuple[str, ...]
    columns: dict[str, str]
    day_first: bool | None
    said: list[Said]
    problems: list[RowProblem]


def _read(ctx: Ctx, data: bytes, settings: Settings) -> _Read:
    table, known = as_table(read_rows(data))
    if len(table.records) > MOST_LINES:
        raise Invalid(f"A bank file has up to {MOST_LINES:,} lines. Export fewer months at once.")
    columns = map_columns(BANK.fields, table.header, {**known, **settings.mapping})
    names = {name: table.header[place] for name, place in columns.positions.items()}
    if not {"amount", "debit", "credit"} & set(names):
        raise Invalid("Choose the column that holds the amounts.", extra={"header": table.header})
    order = order_of_days(table, names.get("date"))
    day_first = order if order is not None else settings.day_first
    reading = Reading(ctx.zone, table.decimal_comma, ctx.org.currency, bool(day_first))
    checked: Checked[BankRow] = check_rows(BANK, table, columns, reading)
    said = [_said(row, turned=settings.turned) for row in checked.rows]
    return _Read(table.header, names, order, said, checked.problems)


def _said(row: BankRow, *, turned: bool) -> Said:
    words = " ".join(part for part in (row.description, row.more) if part)
    cents = -row.signed if turned else row.signed
    return Said(row.row, row.date, words, cents, row.account)


async def _taken(ctx: Ctx, lines: Sequence[BankLine]) -> set[bytes]:
    found = await ctx.session.scalars(
        select(col(BankLineRow.fingerprint))
        .where(col(BankLineRow.org_id) == ctx.org.id)
        .where(col(BankLineRow.fingerprint).in_([one.fingerprint for one in lines]))
    )
    return set(found)


async def _known(ctx: Ctx, lines: Sequence[BankLine]) -> list[Known]:
    """Expenses around those days with one of those amounts that no line stands for yet."""
    if not lines:
        return []
    days = [one.posted_on for one in lines]
    linked = select(col(BankLineRow.expense_id)).where(
        col(BankLineRow.org_id) == ctx.org.id, col(BankLineRow.expense_id).is_not(None)
    )
    found = await ctx.session.scalars(
        select(Expense)
        .where(col(Expense.org_id) == ctx.org.id, col(Expense.deleted_at).is_(None))
        .where(col(Expense.occurred_on).between(min(days) - NEAR, max(days) + NEAR))
        .where(col(Expense.total_cents).in_({-one.amount_cents for one in lines}))
        .where(col(Expense.id).not_in(linked))
    )
    return [Known(one.id, one.occurred_on, one.vendor, one.total_cents) for one in found]


async def _guesses(ctx: Ctx, lines: Sequence[BankLine]) -> dict[int, Guess]:
    kept = [
        Rule(one.contains, one.category_id, one.vendor, one.has_gst)
        for one in await rules.every(ctx)
    ]
    named = {one.key: one.id for one in await categories(ctx)}
    habits = await _habits(ctx)
    return {one.row: guess(one.description, one.payee, kept, habits, named) for one in lines}


async def _habits(ctx: Ctx, most: int = 400) -> list[Habit]:
    """What the last purchase from each vendor said, those bought from lately first."""
    latest = (
        select(
            col(Expense.vendor),
            col(Expense.category_id),
            col(Expense.tax_cents),
            col(Expense.occurred_on),
        )
        .ext(distinct_on(func.lower(col(Expense.vendor))))
        .where(col(Expense.org_id) == ctx.org.id, col(Expense.deleted_at).is_(None))
        .order_by(
            func.lower(col(Expense.vendor)),
            col(Expense.occurred_on).desc(),
            col(Expense.id).desc(),
        )
        .subquery()
    )
    found = await ctx.session.execute(
        select(latest).order_by(latest.c.occurred_on.desc(), latest.c.vendor).limit(most)
    )
    return [Habit(row.vendor, row.category_id, row.tax_cents != 0) for row in found]
