"""Photos of visits as files, for whoever may see the visit."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.permissions import OWN_BOOKINGS
from cleaning_app.services import photos

_NEEDS = ("bookings.view", OWN_BOOKINGS)


@endpoint("GET", "/photos/{id}", needs=_NEEDS, media_type="image/jpeg", module="")
async def full(identity: Identity, request_id: str, id: UUID) -> Download:
    """A photo, upright and without what the camera wrote into it."""
    return await _file(identity, request_id, id, small=False)


@endpoint("GET", "/photos/{id}/small", needs=_NEEDS, media_type="image/jpeg", module="")
async def small(identity: Identity, request_id: str, id: UUID) -> Download:
    """The same photo, small, for lists."""
    return await _file(identity, request_id, id, small=True)


async def _file(identity: Identity, request_id: str, id: UUID, *, small: bool) -> Download:
    async with unit(identity, request_id=request_id) as ctx:
        found = await photos.open_file(ctx, id, small=small)
    return Download(f"photo-{id}.jpg", "image/jpeg", found, is_shown=True)
