"""The files that were taken over, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, true
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import ImportBatch
from cleaning_app.services.imports.books import BOOKS
from cleaning_app.services.imports.results import Batch, Counts

_MOST = 100


async def list_batches(ctx: Ctx, limit: int = 20, dataset: str = "") -> list[Batch]:
    """The last imports of the organisation, undone ones too; of one dataset, if it is named."""
    ctx.require(BOOKS[dataset].needs if dataset in BOOKS else "settings.manage")
    rows = await ctx.session.scalars(
        select(ImportBatch)
        .where(col(ImportBatch.org_id) == ctx.org.id)
        .where((col(ImportBatch.dataset) == dataset) if dataset else true())
        .order_by(col(ImportBatch.created_at).desc(), col(ImportBatch.id).desc())
        .limit(min(limit, _MOST))
    )
    return [_batch(row) for row in rows]


def _batch(row: ImportBatch) -> Batch:
    counts: dict[str, Any] = dict(row.counts)
    made = counts.pop("made", {})
    return Batch(
        row.id,
        row.dataset,
        row.filename,
        row.created_at,
        row.created_by_name,
        Counts(**counts),
        made,
        row.undone_at,
    )
