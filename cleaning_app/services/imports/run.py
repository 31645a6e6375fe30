"""Take a file over: look first, then write it whole, in the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.importing.datasets import BY_KEY
from cleaning_app.errors import Conflict
from cleaning_app.models import ImportBatch
from cleaning_app.services import audit, live
from cleaning_app.services.imports.plan import make_plan
from cleaning_app.services.imports.results import ImportResult, Preview
from cleaning_app.services.imports.write import Progress, write

_SHOWN_ROWS = 5
_PATIENCE = text("SET LOCAL statement_timeout = '60s'")
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('import ' || :org, 0))")


async def preview(
    ctx: Ctx, dataset: str, data: bytes, filename: str, mapping: Mapping[str, str] | None = None
) -> Preview:
    """What running this file would do, and every problem by row and column. Writes nothing.

    `mapping` maps field names to the file's headers ("" leaves a column out); fields not in it are
    matched by name.

    Raises:
        Forbidden: without `settings.manage`.
        Invalid: the file cannot be read at all, or its columns do not fit.
    """
    ctx.require("settings.manage")
    await ctx.session.execute(_PATIENCE)
    plan = await make_plan(ctx, dataset, data, mapping)
    header = plan.table.header
    return Preview(
        dataset=dataset,
        filename=filename,
        encoding=plan.table.encoding,
        delimiter=plan.table.delimiter,
        header=header,
        columns={
            f.name: header[plan.columns.positions[f.name]]
            if f.name in plan.columns.positions
            else None
            for f in BY_KEY[dataset].fields
        },
        ignored=plan.columns.ignored,
        first_rows=[(r.row, r.cells) for r in plan.table.records[:_SHOWN_ROWS]],
        counts=plan.counts(),
        problems=plan.report.problems,
        made=plan.made(),
    )


async def run(
    ctx: Ctx,
    dataset: str,
    data: bytes,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    *,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Write a file's rows into the books.

    All of it in the caller's transaction: cancelled or failed, nothing stays. A row with an error
    refuses the whole file unless `skip_bad_rows`; rows the books already know from an earlier run
    are left alone, also where somebody has changed them since. `progress(done, total)` is awaited
    between statements.

    Raises:
        Forbidden: without `settings.manage`.
        Invalid: the file cannot be read at all, or its columns do not fit.
        Conflict: another import of this organisation is running.
    """
    ctx.require("settings.manage")
    await stand_alone(ctx)
    plan = await make_plan(ctx, dataset, data, mapping)
    counts = plan.counts()
    if counts.refused and not skip_bad_rows:
        counts = replace(counts, created=0, updated=0)
    if not (counts.created or counts.updated):
        return ImportResult(dataset, filename, None, counts, plan.report.problems)
    batch = ImportBatch(
        org_id=ctx.org.id,
        dataset=dataset,
        filename=filename[-200:],
        sha256=hashlib.sha256(data).digest(),
        counts=asdict(counts) | {"made": plan.made()},
        created_by=ctx.actor.user_id,
        created_by_name=ctx.actor.name,
    )
    ctx.session.add(batch)
    await ctx.session.flush()
    await write(ctx, plan, batch, progress)
    audit.record(
        ctx,
        "import.run",
        "import_batch",
        batch.id,
        dataset=dataset,
        filename=batch.filename,
        **asdict(counts),
    )
    await live.announce(ctx, plan.book.topic, "", "imported")
    return ImportResult(dataset, filename, batch.id, counts, plan.report.problems, plan.made())


async def stand_alone(ctx: Ctx) -> None:
    """Be the organisation's only import until the transaction ends, with time for long statements.

    Raises:
        Conflict: another one is running.
    """
    await ctx.session.execute(_PATIENCE)
    if not await ctx.session.scalar(_ALONE, {"org": str(ctx.org.id)}):
        raise Conflict("Another import is running. Wait until it has finished.")
