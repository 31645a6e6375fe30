"""Throwing away photos for good: rows a month after somebody took them away, then files without a row.

A file lies under the key its row names, with an ending for each size. Nothing else is asked about a
file than whether such a row is there, so what a crash left behind goes the same way as what was deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import Unavailable
from cleaning_app.integrations import storage
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.integrations.storage import Files, KeptFile
from cleaning_app.models import BookingPhoto
from cleaning_app.services import audit
from cleaning_app.services.kept_files import FULL, SMALL

RESTORABLE = timedelta(days=30)
"""How long a photo that was taken away can be brought back."""

ORPHANED = timedelta(days=1)
"""A younger file may belong to an upload whose row is still to come."""


def folder(org_id: UUID) -> str:
    """Where an organisation's photos lie."""
    return f"photos/{org_id}/"


def key_of(org_id: UUID, booking_id: UUID, upload_id: UUID) -> str:
    """What a photo's row keeps; its files have an ending more."""
    return f"{folder(org_id)}{booking_id}/{upload_id}"


async def forget_deleted(ctx: Ctx) -> int:
    """Delete the rows of photos that nobody can bring back any more; the count of them."""
    ctx.require("admin.manage")
    done: Any = await ctx.session.execute(
        delete(BookingPhoto).where(col(BookingPhoto.deleted_at) < ctx.now() - RESTORABLE)
    )
    return int(done.rowcount)


async def sweep(
    identity: Identity, clock: Clock | None = None, files: Files | None = None
) -> dict[str, int]:
    """Remove an organisation's files that no photo names any more and that are older than a day.

    Opens its own units of work: none is held while the store is asked. Raises Unavailable.
    """
    async with unit(identity, clock=clock, login="jobs") as ctx:
        ctx.require("admin.manage")
        before = ctx.now() - ORPHANED
    files, removed = files or storage.files(), 0
    try:
        async for some in files.listed(folder(identity.org.id)):
            old = [one for one in some if one.written_at < before]
            async with unit(identity, clock=clock, login="jobs") as ctx:
                orphans = await _without_a_row(ctx, old)
            for key in orphans:
                await files.remove(key)
            removed += len(orphans)
    except ProviderError as error:
        raise Unavailable(error.reason) from error
    if removed:
        async with unit(identity, clock=clock, login="jobs") as ctx:
            audit.record(ctx, "storage.sweep", "organisation", ctx.org.id, files=removed)
    return {"files": removed}


async def _without_a_row(ctx: Ctx, found: Sequence[KeptFile]) -> list[str]:
    keys = {one.key: one.key.removesuffix(SMALL).removesuffix(FULL) for one in found}
    ids = [id for key in keys.values() if (id := _upload_id(key)) is not None]
    named: set[str] = set()
    if ids:
        rows = select(col(BookingPhoto.storage_key)).where(col(BookingPhoto.upload_id).in_(ids))
        named = set(await ctx.session.scalars(rows))
    return [file for file, key in keys.items() if key not in named]


def _upload_id(key: str) -> UUID | None:
    """The last part of a key, by which its row is found; None for what we never wrote."""
    try:
        return UUID(key.rpartition("/")[2])
    except ValueError:
        return None
