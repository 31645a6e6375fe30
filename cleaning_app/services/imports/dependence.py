"""Why an import must stay: what was built on it since, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, func, select
from sqlmodel import SQLModel

from cleaning_app.context import Ctx
from cleaning_app.models import ImportBatch
from cleaning_app.services.imports import tables

_BOOKKEEPING = {"import_rows", "worker_time"}
_RESOURCE = {
    "clients": "client",
    "addresses": "address",
    "workers": "worker",
    "pay_rates": "worker",
    "bookings": "booking",
    "invoices": "invoice",
    "payments": "payment",
    "expenses": "expense",
    "gst_instalments": "instalment",
    "bank_lines": "bank_line",
}
"""What the audit log calls the rows of a table."""


async def reason_to_keep(
    ctx: Ctx,
    batch: ImportBatch,
    created: Mapping[str, Sequence[UUID]],
    touched: Mapping[str, Sequence[UUID]],
) -> str:
    """What stands in the way of undoing a batch, or "" when nothing does.

    `created` and `touched` are ids by table; touched ones include the created.
    """
    return (
        await _later_imports(ctx, batch, touched)
        or await _later_edits(ctx, batch, touched)
        or await _dependants(ctx, created)
    )


async def _later_imports(
    ctx: Ctx, batch: ImportBatch, touched: Mapping[str, Sequence[UUID]]
) -> str:
    rows, batches = tables.table("import_rows"), tables.table("import_batches")
    for name, ids in touched.items():
        chosen = (
            select(batches.c.filename, batches.c.created_at)
            .join(rows, (rows.c.org_id == batches.c.org_id) & (rows.c.batch_id == batches.c.id))
            .where(rows.c.org_id == ctx.org.id, rows.c.table_name == name)
            .where(rows.c.row_id == func.any(ids), batches.c.id != batch.id)
            .where(batches.c.status == "done", batches.c.created_at > batch.created_at)
            .order_by(batches.c.created_at.desc())
            .limit(1)
        )
        if later := (await ctx.session.execute(chosen)).first():
            when = later.created_at.astimezone(ctx.zone)
            return f"{later.filename} changed some of it on {when:%d %b %Y %H:%M}. Undo that first."
    return ""


async def _later_edits(ctx: Ctx, batch: ImportBatch, touched: Mapping[str, Sequence[UUID]]) -> str:
    """Every write through any door leaves an audit row naming the thing: those are the edits."""
    log = tables.table("admin_audit_logs")
    ran = (
        select(log.c.seq)
        .where(log.c.org_id == ctx.org.id, log.c.resource_type == "import_batch")
        .where(log.c.resource_id == str(batch.id), log.c.action == "import.run")
        .scalar_subquery()
    )
    for name, ids in touched.items():
        chosen = (
            select(log.c.action, log.c.actor_name, log.c.created_at, func.count().over())
            .where(log.c.org_id == ctx.org.id, log.c.seq > ran)
            .where(log.c.resource_type == _RESOURCE[name])
            .where(log.c.resource_id == func.any([str(id) for id in ids]))
            .where(~log.c.action.like("%view%"))
            .order_by(log.c.seq.desc())
            .limit(1)
        )
        if edit := (await ctx.session.execute(chosen)).first():
            action, who, at, count = edit
            when = at.astimezone(ctx.zone)
            times = "once" if count == 1 else f"{count} times"
            return (
                f"its {_words(name)} were worked on {times} since, "
                f"last by {who or 'the system'} on {when:%d %b %Y %H:%M} ({action})."
            )
    return ""


async def _dependants(ctx: Ctx, created: Mapping[str, Sequence[UUID]]) -> str:
    found: dict[str, int] = {}
    for name, ids in created.items():
        for child, column in _children(name):
            own = created.get(child.table.name, ()) if "id" in child.table.c else ()
            chosen = select(func.count()).where(child.table.c.org_id == ctx.org.id)
            chosen = chosen.where(child.table.c[column] == func.any(list(ids)))
            if own:
                chosen = chosen.where(child.table.c.id != func.all(list(own)))
            if count := await ctx.session.scalar(chosen):
                words = _words(child.table.name)
                found[words] = max(count, found.get(words, 0))
    workers = tables.table("workers")
    able = await ctx.session.scalar(
        select(func.count())
        .where(workers.c.org_id == ctx.org.id, workers.c.user_id.is_not(None))
        .where(workers.c.id == func.any(list(created.get("workers", ()))))
    )
    if able:
        found["sign-ins of workers"] = able
    what = " and ".join(f"{count:,} {words}" for words, count in found.items())
    return f"{what} build on it. Undo or remove those first." if found else ""


async def still_used(ctx: Ctx, name: str, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these rows something still points at."""
    used: set[UUID] = set()
    for child, column in _children(name):
        target = child.table.c[column]
        chosen = select(target).distinct().where(child.table.c.org_id == ctx.org.id)
        used |= set(await ctx.session.scalars(chosen.where(target == func.any(list(ids)))))
    return used


def _children(name: str) -> list[tuple[ForeignKeyConstraint, str]]:
    """Foreign keys that point at a table, with their column; parts that go with a row are not."""
    found: list[tuple[ForeignKeyConstraint, str]] = []
    for table in SQLModel.metadata.tables.values():
        if table.name in _BOOKKEEPING:
            continue
        for key in table.foreign_key_constraints:
            if key.referred_table.name == name and key.ondelete != "CASCADE":
                found += [(key, column) for column in key.column_keys if column != "org_id"]
    return found


def _words(name: str) -> str:
    return {"booking_crew": "bookings", "addresses": "clients' addresses"}.get(
        name, name.replace("_", " ")
    )
