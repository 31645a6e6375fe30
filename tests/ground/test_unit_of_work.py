"""A unit of work: all of it or nothing, and a part that may be refused leaves no trace."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cleaning_app.errors import Conflict
from cleaning_app.services import clients


async def _names(office, table: str, column: str) -> list[str]:
    async with office.unit() as ctx:
        rows = await ctx.session.scalars(text(f"SELECT {column} FROM {table} ORDER BY 1"))
        return list(rows)


async def test_a_part_that_is_refused_takes_its_rows_and_its_audit_rows_with_it(office):
    async with office.unit() as ctx:
        await clients.create(ctx, name="Stays")
        with pytest.raises(Conflict):
            async with ctx.attempt():
                await clients.create(ctx, name="Goes")
                raise Conflict("Not today.")
        await clients.create(ctx, name="Stays too")
    assert await _names(office, "clients", "name") == ["Stays", "Stays too"]
    actions = await _names(office, "admin_audit_logs", "action")
    assert actions.count("client.create") == 2


async def test_a_unit_that_breaks_leaves_nothing(office):
    with pytest.raises(Conflict):
        async with office.unit() as ctx:
            await clients.create(ctx, name="Never")
            raise Conflict("No.")
    assert await _names(office, "clients", "name") == []
    assert "client.create" not in await _names(office, "admin_audit_logs", "action")
