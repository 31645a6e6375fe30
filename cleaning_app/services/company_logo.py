"""The company's logo: what stands at the head of its papers, e-mails and the pay page."""

from __future__ import annotations

import hashlib
import re

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain import pictures
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.services import audit, kept_files, live, organisations
from cleaning_app.services.papers import letterhead


async def put(
    identity: Identity, data: bytes, *, clock: Clock | None = None, request_id: str = "-"
) -> str:
    """Take a picture as the logo, read and written anew; returns the key of the one before, for
    `set_back`. Files are named by what is in them and stay, so that undo finds the old one.

    Opens its own units of work: none is held while the picture is decoded and stored.

    Raises:
        Invalid: no picture we take. Unavailable: storage is away.
    """
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        ctx.require("settings.manage")
    logo = await kept_files.decoded(pictures.prepare_logo, data)
    key = f"logos/{identity.org.id}/{hashlib.sha256(logo).hexdigest()}.png"
    await kept_files.put({key: logo})
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
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
