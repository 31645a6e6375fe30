"""Cutting what is exported into files no bigger than the other program takes at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.rows import namedtuple_row

from cleaning_app.context import Ctx
from cleaning_app.domain.periods import range_bounds
from cleaning_app.services.copy_out import driver_connection
from cleaning_app.services.gst.asked import Asked


@dataclass(frozen=True)
class Limit:
    """What one file may hold: documents, and rows."""

    documents: int
    rows: int


@dataclass(frozen=True)
class Place:
    """Where one document stands in the order of a file: by day, then a text, then id."""

    day: date
    place: str
    id: UUID


@dataclass(frozen=True)
class Part:
    """One file's worth: from one document to another, both included."""

    first: Place
    last: Place
    documents: int
    rows: int

    def within(self, ctx: Ctx, asked: Asked) -> tuple[Asked, dict[str, Any]]:
        """The days of this part, so that a query looks at no others, and where it begins and ends."""
        start, end = range_bounds(self.first.day, self.last.day, ctx.zone)
        narrow = replace(asked, first=self.first.day, last=self.last.day, start=start, end=end)
        return narrow, {
            "from_day": self.first.day,
            "from_place": self.first.place,
            "from_id": self.first.id,
            "upto_day": self.last.day,
            "upto_place": self.last.place,
            "upto_id": self.last.id,
        }


async def cut(ctx: Ctx, asked: Asked, keys: str, limit: Limit) -> list[Part]:
    """The parts of what `keys` lists (day, place, id, rows, in order). A document is never split."""
    parts: list[Part] = []
    first: Place | None = None
    last: Place | None = None
    documents = rows = 0
    listed = _listed(ctx, asked, keys)
    async with aclosing(listed):
        async for at, count in listed:
            full = documents == limit.documents or rows + count > limit.rows
            if first is not None and last is not None and full:
                parts.append(Part(first, last, documents, rows))
                first, documents, rows = None, 0, 0
            first = first or at
            last, documents, rows = at, documents + 1, rows + count
    if first is not None and last is not None:
        parts.append(Part(first, last, documents, rows))
    return parts


async def _listed(ctx: Ctx, asked: Asked, keys: str) -> AsyncGenerator[tuple[Place, int]]:
    connection = await driver_connection(ctx)
    async with connection.cursor(name="parts", row_factory=namedtuple_row) as cursor:
        await cursor.execute(keys, asked.params(ctx))  # pyright: ignore[reportArgumentType]
        row: Any
        async for row in cursor:
            yield Place(row.day, row.place, row.id), row.rows
