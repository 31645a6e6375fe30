"""Files that no row names any more, or never did: a crash between keeping a file and committing its
row leaves one, and so does every row that was thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import Unavailable
from cleaning_app.integrations import storage
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.integrations.storage import Files, KeptFile
from cleaning_app.models import BookingPhoto, ExpenseReceipt
from cleaning_app.services import audit

ORPHANED = timedelta(days=1)
"""A younger file may belong to an upload whose row is still to come."""

_ENDINGS = (".small.jpg", ".jpg", ".pdf")

# Folder → whose rows name its files by their last part, and which column holds the whole key.
_SHELVES: dict[str, tuple[Any, Any]] = {
    "photos": (BookingPhoto.upload_id, BookingPhoto.storage_key),
    "receipts": (ExpenseReceipt.id, ExpenseReceipt.storage_key),
}


async def sweep(
    identity: Identity, clock: Clock | None = None, files: Files | None = None
) -> dict[str, int]:
    """Remove an organisation's files that no row names and that are older than a day.

    Opens its own units of work: none is held while the store is asked. Raises Unavailable.
    """
    async with unit(identity, clock=clock, login="jobs") as ctx:
        ctx.require("admin.manage")
        before = ctx.now() - ORPHANED
    files, removed = files or storage.files(), 0
    try:
        for shelf in _SHELVES:
            async for some in files.listed(f"{shelf}/{identity.org.id}/"):
                old = [one for one in some if one.written_at < before]
                async with unit(identity, clock=clock, login="jobs") as ctx:
                    orphans = await _without_a_row(ctx, shelf, old)
                for key in orphans:
                    await files.remove(key)
                removed += len(orphans)
    except ProviderError as error:
        raise Unavailable(error.reason) from error
    if removed:
        async with unit(identity, clock=clock, login="jobs") as ctx:
            audit.record(ctx, "storage.sweep", "organisation", ctx.org.id, files=removed)
    return {"files": removed}


async def _without_a_row(ctx: Ctx, shelf: str, found: Sequence[KeptFile]) -> list[str]:
    keys = {one.key: _key(one.key) for one in found}
    ids = [id for key in keys.values() if (id := _id(key)) is not None]
    named: set[str] = set()
    if ids:
        by_id, whole_key = _SHELVES[shelf]
        rows = select(col(whole_key)).where(col(by_id).in_(ids))
        named = set(await ctx.session.scalars(rows))
    return [file for file, key in keys.items() if key not in named]


def _key(file: str) -> str:
    """The key a row would hold: the file's without its ending."""
    for ending in _ENDINGS:
        if file.endswith(ending):
            return file.removesuffix(ending)
    return file


def _id(key: str) -> UUID | None:
    """The last part of a key, by which its row is found; None for what we never wrote."""
    try:
        return UUID(key.rpartition("/")[2])
    except ValueError:
        return None
