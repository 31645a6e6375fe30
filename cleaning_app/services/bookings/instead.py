"""What to offer beside a refusal: the nearest free times that break no rule."""

from __future__ import annotations

from cleaning_app.context import Ctx
from cleaning_app.services.bookings.override import NeedsReason
from cleaning_app.services.bookings.slots import Slot, slots


async def free_instead(ctx: Ctx, refused: NeedsReason) -> list[Slot]:
    """The three nearest times that break no rule, for a change that was refused by one; none when
    the rules are about its terms. Looked for once nobody is held any more."""
    ctx.require("bookings.view")
    return await slots(ctx, refused.instead) if refused.instead is not None else []


async def with_free_times(ctx: Ctx, refused: NeedsReason) -> NeedsReason:
    """The refusal as a program gets it: with `free_times` among its extras."""
    refused.extra["free_times"] = [slot.as_json() for slot in await free_instead(ctx, refused)]
    return refused
