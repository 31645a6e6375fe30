"""Who an organisation's messages come from and how they look."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cleaning_app.context import Ctx
from cleaning_app.services import organisations


@dataclass(frozen=True)
class Letterhead:
    """What a message shows of the organisation. `sender` is the name mail programs list it under."""

    name: str
    sender: str
    zone: ZoneInfo
    currency: str
    gst_number: str = ""


async def load(ctx: Ctx) -> Letterhead:
    """The letterhead of the organisation at work."""
    settings = await organisations.settings(ctx)
    sender = settings.email_from_name or ctx.org.name
    return Letterhead(ctx.org.name, sender, ctx.zone, ctx.org.currency, settings.gst_number)
