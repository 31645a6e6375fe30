"""Secrets in the tables: access notes. Rotating them puts each under the newest ENCRYPTION_KEY."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.models import Address, Booking
from cleaning_app.services import audit

_HOLDERS: tuple[Any, ...] = (Address, Booking)
_AT_ONCE = 500


async def rotate(ctx: Ctx) -> int:
    """Encrypt every secret of the organisation anew; returns how many there are.

    Afterwards the older keys may leave ENCRYPTION_KEY. Running it twice does no harm.

    Raises:
        Invalid: a secret can't be read with any of the keys; nothing is changed.
    """
    ctx.require("admin.manage")
    rotated = 0
    for holder in _HOLDERS:
        held = select(holder).where(col(holder.access_notes).is_not(None)).with_for_update()
        rows = await ctx.session.stream_scalars(held.execution_options(yield_per=_AT_ONCE))
        async for row in rows:
            row.access_notes = crypto.rotate(row.access_notes)
            rotated += 1
        await ctx.session.flush()
    audit.record(ctx, "encryption.rotate", "organisation", ctx.org.id, secrets=rotated)
    return rotated
