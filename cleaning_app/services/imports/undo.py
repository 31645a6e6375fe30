"""Take an import back: what it created goes, what it changed becomes what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import ImportBatch
from cleaning_app.services import audit, live
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books import BOOKS
from cleaning_app.services.imports.dependence import reason_to_keep, still_used
from cleaning_app.services.imports.run import stand_alone
from cleaning_app.services.imports.write import PARENT

# Owners come after what points at them.
_ORDER = (
    "bank_lines",
    "payments",
    "invoices",
    "bookings",
    "addresses",
    "clients",
    "pay_rates",
    "workers",
    "expenses",
    "gst_instalments",
)
_WORD_LISTS = ("service_types", "expense_categories", "skills", "teams")


@dataclass(frozen=True)
class Undone:
    """What undoing did, in rows."""

    removed: int
    restored: int


@dataclass
class Traces:
    """What a batch left behind: ids it created and rows it changed, by table."""

    created: dict[str, list[UUID]] = field(default_factory=dict[str, list[UUID]])
    changed: dict[str, list[tuple[UUID, dict[str, Any]]]] = field(
        default_factory=dict[str, list[tuple[UUID, dict[str, Any]]]]
    )

    def ids(self, name: str) -> list[UUID]:
        return [*self.created.get(name, ()), *(id for id, _ in self.changed.get(name, ()))]

    @property
    def tables(self) -> set[str]:
        return {*self.created, *self.changed}


async def undo(ctx: Ctx, batch_id: UUID) -> Undone:
    """Take a batch back.

    Raises:
        Forbidden: without what its dataset needs, mostly `settings.manage`.
        NotFound: no such batch here.
        Conflict: it was undone already, or later work builds on it; the message says which.
    """
    ctx.require("settings.manage", "finance.manage")
    await stand_alone(ctx)
    batch = await ctx.session.get(ImportBatch, batch_id)
    if batch is None or batch.org_id != ctx.org.id:
        raise NotFound("There is no such import.")
    ctx.require(BOOKS[batch.dataset].needs)
    if batch.status == "undone":
        raise Conflict("This import was undone already.")
    traces = await _traces(ctx, batch)
    created = {name: ids for name, ids in traces.created.items() if name in _ORDER}
    touched = {name: traces.ids(name) for name in traces.tables if name in _ORDER}
    if reason := await reason_to_keep(ctx, batch, created, touched):
        raise Conflict(f"{batch.filename} can't be undone: {reason}")
    book = BOOKS[batch.dataset](ctx, frozenset())
    dependants = await book.dependants(traces.ids(book.table))
    for name in _ORDER:
        await _restore(ctx, name, traces.changed.get(name, []))
        if name in created:
            await tables.delete_rows(ctx, name, "id", created[name])
    for name in _WORD_LISTS:
        words = traces.created.get(name, [])
        unused = set(words) - await still_used(ctx, name, words)
        await tables.delete_rows(ctx, name, "id", unused)
    await book.finish(dependants)
    return await _close(ctx, batch, traces)


async def _close(ctx: Ctx, batch: ImportBatch, traces: Traces) -> Undone:
    book = BOOKS[batch.dataset]
    done = Undone(len(traces.created.get(book.table, ())), len(traces.changed.get(book.table, ())))
    batch.status, batch.undone_at = "undone", ctx.now()
    audit.record(
        ctx,
        "import.undo",
        "import_batch",
        batch.id,
        dataset=batch.dataset,
        filename=batch.filename,
        removed=done.removed,
        restored=done.restored,
    )
    await live.announce(ctx, book.topic, "", "import undone")
    return done


async def _traces(ctx: Ctx, batch: ImportBatch) -> Traces:
    t = tables.table("import_rows")
    chosen = select(t.c.table_name, t.c.row_id, t.c.previous).where(
        t.c.org_id == ctx.org.id, t.c.batch_id == batch.id
    )
    traces = Traces()
    for name, row_id, previous in await ctx.session.execute(chosen):
        if previous is None:
            traces.created.setdefault(name, []).append(row_id)
        else:
            traces.changed.setdefault(name, []).append((row_id, previous))
    return traces


async def _restore(ctx: Ctx, name: str, changed: Sequence[tuple[UUID, dict[str, Any]]]) -> None:
    """Put columns and links back; the counter of changes goes on, for it is one more change."""
    for link in {link for _, previous in changed for link in previous["links"]}:
        parents = [id for id, previous in changed if link in previous["links"]]
        await tables.delete_rows(ctx, link, PARENT[link], parents)

    def shape(row: dict[str, Any]) -> list[str]:
        return sorted(row)

    rows = sorted(({"id": id, **previous["values"]} for id, previous in changed), key=shape)
    for _, same in groupby(rows, key=shape):
        await tables.update_rows(ctx, name, list(same))
    if changed and "version" in tables.table(name).c:
        await _count_change(ctx, name, [id for id, _ in changed])
    links: dict[str, list[dict[str, Any]]] = {}
    for _, previous in changed:
        for link, kept in previous["links"].items():
            links.setdefault(link, []).extend(kept)
    for link, kept in links.items():
        await tables.insert_rows(ctx, link, kept)


async def _count_change(ctx: Ctx, name: str, ids: Iterable[UUID]) -> None:
    target = tables.table(name)
    await ctx.session.execute(
        target.update()
        .where(target.c.org_id == ctx.org.id, target.c.id == func.any(list(ids)))
        .values(version=target.c.version + 1)
    )
