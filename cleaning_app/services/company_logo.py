"""The company's logo: what stands at the head of its papers, e-mails and the pay page."""

from __future__ import annotations

import asyncio
import hashlib
import re

from cleaning_app.context import Ctx
from cleaning_app.domain import pictures
from cleaning_app.errors import Invalid, NotFound, Unavailable
from cleaning_app.integrations import storage
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.services import audit, live, organisations
from cleaning_app.services.papers import letterhead

# Decoding takes tens of megabytes for each picture.
_decoding = asyncio.Semaphore(1)


async def put(ctx: Ctx, data: bytes) -> str:
    """Take a picture as the logo, read and written anew; returns the key of the one before, for
    `set_back`. Files are named by what is in them and stay, so that undo finds the old one.

    Raises:
        Invalid: no picture we take. Unavailable: storage is away.
    """
    ctx.require("settings.manage")
    async with _decoding:
        logo = await asyncio.to_thread(pictures.prepare_logo, data)
    key = f"logos/{ctx.org.id}/{hashlib.sha256(logo).hexdigest()}.png"
    try:
        await storage.files().put(key, logo)
    except ProviderError as error:
        raise Unavailable("The logo could not be kept. Try again shortly.") from error
    return await set_back(ctx, key)


async def remove(ctx: Ctx) -> str:
    """Go on without a logo; returns the key of the one there was."""
    return await set_back(ctx, "")


async def set_back(ctx: Ctx, key: str) -> str:
    """Use a logo that was kept before, or none (""); returns the key of the one in use till now.

    Raises:
        Invalid: not a logo of this organisation.
    """
    ctx.require("settings.manage")
    if key and not re.fullmatch(rf"logos/{ctx.org.id}/[0-9a-f]{{64}}\.png", key):
        raise Invalid("There is no such logo.")
    row = await organisations.settings(ctx)
    before = row.logo_key
    if before != key:
        row.logo_key, row.updated_at = key, ctx.now()
        await ctx.session.flush()
        audit.record(ctx, "settings.logo", "organisation", ctx.org.id, removed=not key)
        await live.announce(ctx, "settings", ctx.org.id, "changed")
    return before


async def read(ctx: Ctx) -> bytes:
    """The logo as PNG.

    Raises:
        NotFound: there is none. Unavailable: storage is away.
    """
    ctx.require("settings.manage", "invoices.view")
    found = await letterhead.logo((await organisations.settings(ctx)).logo_key)
    if found is None:
        raise NotFound("This company has no logo.")
    return found
