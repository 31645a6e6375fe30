"""Thousands of rows in one statement: they travel as JSON and PostgreSQL types them itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Table, bindparam, column, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from cleaning_app import models
from cleaning_app.context import Ctx

FIRST_CHUNK = 500
CHUNK = 2_000
"""Rows per statement: few enough to report progress and to be cancelled between two."""


def table(name: str) -> Table:
    """A table of ours by name."""
    return models.Client.metadata.tables[name]


def jsonable(values: object) -> Any:
    """Ids, moments, dates and decimals as the text PostgreSQL reads back without loss."""
    return to_jsonable_python(values, bytes_mode="hex")


async def insert_rows(
    ctx: Ctx, name: str, rows: Sequence[Mapping[str, Any]], *, make_ids: bool = False
) -> None:
    """Insert rows that all have the same columns; `org_id` is added, and `id` with `make_ids`."""
    if not rows:
        return
    target, columns = table(name), list(rows[0])
    source = _rows(target, columns, rows)
    given: dict[str, Any] = {"org_id": literal(ctx.org.id, target.c.org_id.type)}
    if make_ids:
        given["id"] = func.gen_random_uuid()
    chosen: Any = select(*given.values(), *(source.c[c] for c in columns))
    await ctx.session.execute(insert(target).from_select([*given, *columns], chosen))


async def update_rows(ctx: Ctx, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns of rows that all have the same ones; `id` says which row."""
    columns = [c for c in rows[0] if c != "id"] if rows else []
    if not columns:
        return
    target = table(name)
    source = _rows(target, ["id", *columns], rows)
    statement = (
        update(target)
        .values({c: source.c[c] for c in columns})
        .where(target.c.org_id == ctx.org.id, target.c.id == source.c.id)
    )
    await ctx.session.execute(statement)


async def delete_rows(ctx: Ctx, name: str, column_name: str, values: Iterable[UUID]) -> None:
    """Delete the rows whose column holds one of `values`."""
    target = table(name)
    chosen = target.c[column_name] == func.any(list(values))
    await ctx.session.execute(delete(target).where(target.c.org_id == ctx.org.id, chosen))


async def learn_sizes(ctx: Ctx, expected: int) -> None:
    """Have foreign keys and triggers planned anew where a table holds far more than was known.

    Worth it once a first few of `expected` rows are in; see migration 0008.
    """
    await ctx.session.execute(text("SELECT learn_sizes(:expected)"), {"expected": expected})


async def ids_by(
    ctx: Ctx, name: str, key: str, values: Iterable[object] | None = None
) -> dict[Any, UUID]:
    """The ids of rows by another column; only those with one of `values` if given."""
    target = table(name)
    statement = select(target.c[key], target.c.id).where(target.c.org_id == ctx.org.id)
    if values is not None:
        statement = statement.where(target.c[key] == func.any(list(values)))
    found = await ctx.session.execute(statement)
    return dict(found.all())


def _rows(target: Table, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Any:
    typed = [column(c, target.c[c].type) for c in columns]
    json = bindparam("rows", jsonable(rows), type_=JSONB)
    return func.jsonb_to_recordset(json).table_valued(*typed).render_derived("src", with_types=True)
