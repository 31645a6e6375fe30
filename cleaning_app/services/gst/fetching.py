"""Running the queries of this package inside a unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.services.gst.asked import Asked


async def one(ctx: Ctx, sql: str, asked: Asked) -> Any:
    """The single row of a query."""
    connection = await ctx.session.connection()
    return (await connection.exec_driver_sql(sql, asked.params(ctx))).one()


async def every(
    ctx: Ctx, sql: str, asked: Asked, values: Mapping[str, Any] | None = None
) -> list[Any]:
    """All rows of a query that adds up many rows to a few; `values` are further ones it takes."""
    connection = await ctx.session.connection()
    params = asked.params(ctx) | dict(values or {})
    return list((await connection.exec_driver_sql(sql, params)).all())


async def avoid_nested_loops(ctx: Ctx, avoid: bool) -> None:
    """For statements that order all receipts of a period: hash or merge instead.

    Right after an import the planner takes tables for nearly empty, and a nested loop over what
    turns out to be a hundred thousand rows never ends.
    """
    setting = {"value": "off" if avoid else "on"}
    await ctx.session.execute(text("SELECT set_config('enable_nestloop', :value, true)"), setting)


# A million payments to a slow connection may take minutes; a page's statement limit is seconds.
LONGEST_STATEMENT_MS = 15 * 60 * 1000
# Sorting a quarter stays in the server's memory.
_ROOM = (
    "SELECT set_config('statement_timeout', :limit, true), set_config('work_mem', '32MB', true),"
    " set_config('hash_mem_multiplier', '4', true)"
)


async def make_room(ctx: Ctx) -> None:
    """Let this unit's statements take as long, and as much memory, as an export needs."""
    await ctx.session.execute(text(_ROOM), {"limit": str(LONGEST_STATEMENT_MS)})
