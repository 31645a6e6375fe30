"""The organisation's terms: deposit, risk, cancellation, moving. Bookings keep those they were made under."""

from __future__ import annotations

from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.policies import Policy, policy_from_json, policy_to_json
from cleaning_app.services import audit, organisations


async def current(ctx: Ctx) -> Policy:
    """The terms of bookings that are made now."""
    ctx.require("bookings.view", "policies.manage")
    return policy_from_json((await organisations.settings(ctx)).policies)


async def change(ctx: Ctx, wanted: dict[str, Any]) -> Policy:
    """Replace terms by name; what isn't named stays. Bookings already made keep theirs.

    Undo: the same call with what `current` said before.

    Raises:
        Invalid: naming each term that is out of range or contradicts another.
    """
    ctx.require("policies.manage")
    row = await organisations.settings(ctx)
    before = policy_from_json(row.policies)
    after = policy_from_json({**policy_to_json(before), **wanted})
    if after != before:
        old, new = policy_to_json(before), policy_to_json(after)
        row.policies, row.updated_at = new, ctx.now()
        await ctx.session.flush()
        differing = sorted(
            name for name in old.keys() | new.keys() if old.get(name) != new.get(name)
        )
        audit.record(
            ctx,
            "policies.change",
            "organisation",
            ctx.org.id,
            before={name: old.get(name) for name in differing},
            after={name: new.get(name) for name in differing},
        )
    return after
