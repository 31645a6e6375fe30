"""Decide what every row of a file means for the books, without writing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from cleaning_app.context import Ctx
from cleaning_app.domain.importing.cells import Reading
from cleaning_app.domain.importing.columns import ColumnMap, map_columns
from cleaning_app.domain.importing.datasets import BY_KEY
from cleaning_app.domain.importing.reading import Table, read_table
from cleaning_app.domain.importing.rows import Checked, Dataset, check_rows
from cleaning_app.errors import Invalid
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books import BOOKS
from cleaning_app.services.imports.books.book import Book, load_stored
from cleaning_app.services.imports.entries import Entry, Report, digests_of
from cleaning_app.services.imports.results import Counts

_BREATH = 500
"""Rows computed before the event loop gets a turn: a few milliseconds."""


@dataclass
class Plan:
    """A file, read and judged: what would be written, and the problems in the order of the rows."""

    table: Table
    columns: ColumnMap
    book: Book[Any]
    report: Report
    total: int
    creating: list[Entry] = field(default_factory=list[Entry])
    changing: list[Entry] = field(default_factory=list[Entry])
    unchanged: int = 0

    def counts(self) -> Counts:
        return Counts(
            rows=self.total,
            created=len(self.creating),
            updated=len(self.changing),
            unchanged=self.unchanged,
            refused=len(self.report.refused),
            warnings=sum(1 for p in self.report.problems if p.severity == "warning"),
        )

    @cached_property
    def new_words(self) -> dict[str, list[dict[str, Any]]]:
        """Rows for new teams, skills, services and categories that the entries point at, by table."""
        used: set[UUID] = set()
        for entry in (*self.creating, *self.changing):
            used |= {v for v in entry.values.values() if isinstance(v, UUID)}
            for links in entry.links.values():
                used |= {v for link in links for v in link.values() if isinstance(v, UUID)}
        made = {words.table: words.made_for(used) for words in self.book.word_lists}
        return {name: rows for name, rows in made.items() if rows}

    def made(self) -> dict[str, list[str]]:
        """The same as names, for people."""
        keys = {words.table: words.key for words in self.book.word_lists}
        return {name: [row[keys[name]] for row in rows] for name, rows in self.new_words.items()}


async def make_plan(ctx: Ctx, dataset: str, data: bytes, mapping: Mapping[str, str] | None) -> Plan:
    """Read, check, resolve and compare a file.

    Raises:
        Invalid: the file cannot be read, its columns do not fit, or there is no such dataset.
    """
    kind = BY_KEY.get(dataset)
    if kind is None:
        raise Invalid(f"There is no dataset {dataset}. Known: {', '.join(BY_KEY)}.")
    # Reading 50 MB takes seconds of computing; in a thread everybody else's clicks go on meanwhile.
    table, columns, checked = await asyncio.to_thread(_read, ctx, kind, data, mapping)
    names = {name: table.header[position] for name, position in columns.positions.items()}
    refused = {p.row for p in checked.problems if p.severity == "error"}
    report = Report(names, list(checked.problems), refused)
    book = BOOKS[dataset](ctx, frozenset(columns.positions))
    plan = Plan(table, columns, book, report, checked.total)
    await _sort_out(plan, checked)
    report.problems.sort(key=lambda problem: problem.row)
    return plan


def _read(
    ctx: Ctx, kind: Dataset[Any], data: bytes, mapping: Mapping[str, str] | None
) -> tuple[Table, ColumnMap, Checked[Any]]:
    table = read_table(data)
    columns = map_columns(kind.fields, table.header, mapping)
    reading = Reading(ctx.zone, table.decimal_comma, ctx.org.currency)
    return table, columns, check_rows(kind, table, columns, reading)


async def _sort_out(plan: Plan, checked: Checked[Any]) -> None:
    """Split rows into unchanged, created and changed; refuse what cannot be."""
    book, report = plan.book, plan.report
    known = await book.known([row.external_id for row in checked.rows])
    said_before = await _digests(book, list(known.values()))
    digest_of = digests_of(book.mapped)
    news: list[tuple[Any, bytes]] = []
    for turn, row in enumerate(checked.rows):
        if turn % _BREATH == 0:
            await asyncio.sleep(0)
        digest = digest_of(row)
        here = known.get(row.external_id)
        if here is not None and said_before.get(here) == digest:
            plan.unchanged += 1
        else:
            news.append((row, digest))
    touched = [known[row.external_id] for row, _ in news if row.external_id in known]
    by_id = await load_stored(book.ctx, book.table, touched, said_before)
    stored = {name: by_id[id] for name, id in known.items() if id in by_id}
    await book.look_up([row for row, _ in news])
    entries: list[Entry] = []
    for turn, (row, digest) in enumerate(news):
        if turn % _BREATH == 0:
            await asyncio.sleep(0)
        entry = book.entry(row, stored.get(row.external_id), report)
        if entry is None or row.row in report.refused:
            continue
        entry.row, entry.external_id, entry.digest = row.row, row.external_id, digest
        entries.append(entry)
    await book.judge(entries, report)
    for entry in entries:
        if entry.row not in report.refused:
            (plan.creating if entry.stored is None else plan.changing).append(entry)


async def _digests(book: Book[Any], ids: list[UUID]) -> dict[UUID, bytes]:
    """What a file said last of each of these rows, leaving undone batches aside."""
    rows, batches = tables.table("import_rows"), tables.table("import_batches")
    chosen = (
        select(rows.c.row_id, rows.c.digest)
        .ext(distinct_on(rows.c.row_id))
        .join(batches, (batches.c.org_id == rows.c.org_id) & (batches.c.id == rows.c.batch_id))
        .where(rows.c.org_id == book.ctx.org.id, rows.c.table_name == book.table)
        .where(rows.c.row_id == func.any(ids), rows.c.digest.is_not(None))
        .where(batches.c.status == "done")
        .order_by(rows.c.row_id, batches.c.created_at.desc(), batches.c.id.desc())
    )
    return dict((await book.ctx.session.execute(chosen)).all())
