"""Receipts of expenses: sent in as a form, taken away, and shown as files."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.uploads import Upload
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import NotFound
from cleaning_app.services.expenses import Receipt, receipts

MODULE = "module.finance"
_PATH = "/v1/admin/expenses/{id}/receipt"


@endpoint("PUT", _PATH, needs="finance.manage", answer=Receipt, module=MODULE, tag="expenses")
async def attach(identity: Identity, request_id: str, id: UUID, upload: Upload) -> Receipt:
    """Attach a receipt to an expense, in place of one that may be there.

    A form with one file: a photo (JPEG, PNG, WebP; kept as JPEG without what the camera wrote into
    it) or a PDF, up to 10 MB.
    """
    taken = await receipts.take(
        identity, upload.data, upload.filename, expense_id=id, request_id=request_id
    )
    return taken.receipt


@endpoint("GET", _PATH, needs="finance.view", answer=Receipt, module=MODULE, tag="expenses")
async def get(ctx: Ctx, id: UUID) -> Receipt:
    """The receipt of an expense; its file is at `/receipts/{receipt id}`."""
    found = await receipts.of_expense(ctx, id)
    if found is None:
        raise NotFound("This expense has no receipt.")
    return found


@endpoint("DELETE", _PATH, needs="finance.manage", status=204, module=MODULE, tag="expenses")
async def remove(ctx: Ctx, id: UUID) -> None:
    """Take the receipt of an expense away; the file is kept, as the books have to be."""
    await receipts.remove(ctx, (await get(ctx, id)).id)


@endpoint(
    "GET", "/receipts/{id}", needs="finance.view", media_type="application/octet-stream",
    module="module.finance",
)  # fmt: skip
async def full(identity: Identity, request_id: str, id: UUID) -> Download:
    """A receipt: a JPEG or a PDF."""
    return await _file(identity, request_id, id, small=False)


@endpoint(
    "GET", "/receipts/{id}/small", needs="finance.view", media_type="image/jpeg",
    module="module.finance",
)  # fmt: skip
async def small(identity: Identity, request_id: str, id: UUID) -> Download:
    """The small picture of a photographed receipt."""
    return await _file(identity, request_id, id, small=True)


async def _file(identity: Identity, request_id: str, id: UUID, *, small: bool) -> Download:
    async with unit(identity, request_id=request_id) as ctx:
        found = await receipts.open_file(ctx, id, small=small)
    return Download(found.filename, found.media_type, found.pieces, is_shown=True)
