"""Running the queries of this package inside a unit of work."""

from __future__ import annotations

from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.services.gst.asked import Asked


async def one(ctx: Ctx, sql: str, asked: Asked) -> Any:
    """The single row of a query."""
    connection = await ctx.session.connection()
    return (await connection.exec_driver_sql(sql, asked.params(ctx))).one()


async def every(ctx: Ctx, sql: str, asked: Asked, **more: Any) -> list[Any]:
    """All rows of a query whose size does not grow with the books, or that is limited."""
    connection = await ctx.session.connection()
    return list((await connection.exec_driver_sql(sql, asked.params(ctx) | more)).all())
