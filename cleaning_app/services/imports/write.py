"""Write what a plan decided, thousands of rows at a time, and keep what it replaced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from cleaning_app.context import Ctx
from cleaning_app.models import ImportBatch
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.entries import Entry
from cleaning_app.services.imports.plan import Plan

Progress = Callable[[int, int], Awaitable[None]]

PARENT = {
    "booking_crew": "booking_id",
    "worker_skills": "worker_id",
    "invoice_lines": "invoice_id",
}
"""Which column of a table of links says whose they are."""


async def write(ctx: Ctx, plan: Plan, batch: ImportBatch, progress: Progress | None) -> None:
    """Write a plan's entries in few statements and remember each row under the batch."""
    words = plan.new_words
    for name, rows in words.items():
        await tables.insert_rows(ctx, name, rows)
        await _remember(ctx, batch, [{"table_name": name, "row_id": row["id"]} for row in rows])
    total = len(plan.creating) + len(plan.changing)
    if plan.creating:
        await plan.book.number(plan.creating)
    done = 0
    for entries, put in ((plan.creating, _create), (plan.changing, _change)):
        for chunk in _chunks(entries):
            if done and done <= tables.FIRST_CHUNK:
                await tables.learn_sizes(ctx, total)
            await put(ctx, batch, chunk)
            done += len(chunk)
            if progress:
                await progress(done, total)
    ids = [entry.id for entry in (*plan.creating, *plan.changing)]
    await plan.book.finish(await plan.book.dependants(ids))


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """A small first one, to learn from, then larger ones."""
    yield from filter(None, [entries[: tables.FIRST_CHUNK]])
    for start in range(tables.FIRST_CHUNK, len(entries), tables.CHUNK):
        yield entries[start : start + tables.CHUNK]


async def _create(ctx: Ctx, batch: ImportBatch, entries: Sequence[Entry]) -> None:
    for name, group in _by_table(entries):
        for own in _same_shape(group):
            await tables.insert_rows(ctx, name, [{"id": e.id, **e.values} for e in own])
        await _write_links(ctx, group)
        await _remember(ctx, batch, [_created(entry) for entry in group])


async def _change(ctx: Ctx, batch: ImportBatch, entries: Sequence[Entry]) -> None:
    """Write changed rows; what comes with them (an address) may be new or changed itself."""
    for name, group in _by_table(entries):
        created = [entry for entry in group if entry.stored is None]
        changed = [entry for entry in group if entry.stored is not None]
        if created:
            await tables.insert_rows(ctx, name, [{"id": e.id, **e.values} for e in created])
            await _remember(ctx, batch, [_created(entry) for entry in created])
        await _remember(ctx, batch, await _previous(ctx, changed))
        # A crew leaves first and joins again after the move: two bookings may swap their times.
        for link in {link for entry in changed for link in entry.links}:
            parents = [entry.id for entry in changed if link in entry.links]
            await tables.delete_rows(ctx, link, PARENT[link], parents)
        for own in _same_shape(changed):
            await tables.update_rows(ctx, name, [{"id": e.id, **_counted(e)} for e in own])
        await _write_links(ctx, changed)


def _by_table(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries and those that come with them, grouped by table, owners first."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        for one in entry.family():
            groups.setdefault(one.table, []).append(one)
    return list(groups.items())


def _same_shape(entries: Sequence[Entry]) -> list[list[Entry]]:
    def shape(entry: Entry) -> list[str]:
        return sorted(entry.values)

    return [list(own) for _, own in groupby(sorted(entries, key=shape), key=shape)]


def _counted(entry: Entry) -> dict[str, Any]:
    """The values, and one more on the counter of changes where the table keeps one."""
    version = entry.stored.version if entry.stored else None
    return entry.values if version is None else {**entry.values, "version": version + 1}


async def _write_links(ctx: Ctx, entries: Sequence[Entry]) -> None:
    links: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        for name, rows in entry.links.items():
            links.setdefault(name, []).extend(rows)
    for name, rows in links.items():
        await tables.insert_rows(ctx, name, rows)


def _created(entry: Entry) -> dict[str, Any]:
    return {"table_name": entry.table, "row_id": entry.id, "digest": entry.digest}


async def _previous(ctx: Ctx, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What the columns and links about to be overwritten hold now."""
    kept: dict[Any, dict[str, Any]] = {}
    for entry in entries:
        assert entry.stored is not None
        before = {column: entry.stored.values[column] for column in entry.values}
        kept[entry.id] = {"values": before, "links": {name: [] for name in entry.links}}
    for name in {link for entry in entries for link in entry.links}:
        target, owner = tables.table(name), PARENT[name]
        parents = [entry.id for entry in entries if name in entry.links]
        chosen = select(target).where(
            target.c.org_id == ctx.org.id, target.c[owner] == func.any(parents)
        )
        for row in (await ctx.session.execute(chosen)).mappings():
            link = {column: value for column, value in row.items() if column != "org_id"}
            kept[row[owner]]["links"][name].append(link)
    return [
        {
            "table_name": entry.table,
            "row_id": entry.id,
            "digest": entry.digest,
            "previous": tables.jsonable(kept[entry.id]),
        }
        for entry in entries
    ]


async def _remember(ctx: Ctx, batch: ImportBatch, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was written, so that the file is recognised next time and can be undone."""
    whole = [
        {
            "batch_id": batch.id,
            "previous": None,
            **row,
            "digest": f"\\x{row['digest'].hex()}" if row.get("digest") else None,
        }
        for row in rows
    ]
    await tables.insert_rows(ctx, "import_rows", whole, make_ids=True)
