"""Where photos lie, and throwing them away for good: rows a month after somebody took them away; their
files go as all files without a row do (`services/orphans.py`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import BookingPhoto

RESTORABLE = timedelta(days=30)
"""How long a photo that was taken away can be brought back."""


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
