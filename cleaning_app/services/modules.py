"""Feature modules: what an organisation has switched on and off."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert

from cleaning_app import features
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import OrganisationModule
from cleaning_app.services import audit

ALWAYS_ON = frozenset({"module.settings"})
"""Switched off, nobody could switch it on again."""


@dataclass(frozen=True)
class Module:
    """A module or one of its features: switched on by the organisation (`on`), and whether it works,
    which also takes the module it belongs to."""

    key: str
    on: bool
    works: bool
    fixed: bool


def every(ctx: Ctx) -> list[Module]:
    """All of them, in the catalogue's order. Raises Forbidden."""
    ctx.require("settings.manage")
    switched = ctx.org.switched_modules
    return [
        Module(key, switched.get(key, on), ctx.org.has(key), key in ALWAYS_ON)
        for key, on in features.MODULES.items()
    ]


async def switch(ctx: Ctx, key: str, on: bool) -> None:
    """Switch one on or off for everybody here, from their next click on. Undo: the other way round.

    Raises:
        Invalid: there is no such module. Conflict: it can't be switched off.
    """
    ctx.require("settings.manage")
    if key not in features.MODULES:
        raise Invalid("There is no such module.")
    if key in ALWAYS_ON:
        raise Conflict("Settings stay on: without them nothing could be switched on again.")
    row = {"org_id": ctx.org.id, "key": key, "enabled": on, "updated_at": ctx.now()}
    statement = insert(OrganisationModule).values(row)
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["org_id", "key"],
            set_={"enabled": on, "updated_at": ctx.now()},
        )
    )
    audit.record(ctx, "module.switch", "module", key, on=on)
