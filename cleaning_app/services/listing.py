"""Lists: keyset paging, sorting and a capped count, the same way for every page and route.

Keyset paging (a cursor instead of an offset) makes row 75,000 as quick as row 1 and never shows a
row twice when somebody adds one meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid

T = TypeVar("T")
R = TypeVar("R")

COUNT_CAP = 10_000
MAX_LIMIT = 200


@dataclass(frozen=True)
class Query:
    """What a list was asked for. `sort` is a field name, with "-" in front for descending.

    `after` and `before` are cursors from an earlier page; at most one is given.
    """

    search: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""
    limit: int = 50
    filters: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page, cursors to its neighbours ("" when there is none), and how many in all.

    `total` stops at COUNT_CAP; `capped` says so.
    """

    rows: list[T]
    total: int
    capped: bool
    next: str = ""
    previous: str = ""

    def map(self, change: Callable[[T], R]) -> Page[R]:
        """The same page with every row changed."""
        rows = [change(row) for row in self.rows]
        return Page(rows, self.total, self.capped, self.next, self.previous)


def contains(search: str) -> str:
    """An ILIKE pattern for "contains", with the user's own % and _ taken literally."""
    escaped = search.strip()[:100].replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


async def fetch(
    ctx: Ctx,
    statement: Select[Any],
    query: Query,
    orders: Mapping[str, Any],
    *,
    default: str,
    id: Any = None,
    scalars: bool = False,
) -> Page[Any]:
    """One page of `statement`.

    `orders` maps the names a caller may sort by to non-null expressions; `id` breaks ties (the
    first entity's `id` column by default). With `scalars` rows are entities, otherwise tuples.

    Raises:
        Invalid: unknown sort, a cursor that is not ours, a limit outside 1…200.
    """
    if not 1 <= query.limit <= MAX_LIMIT:
        raise Invalid(f"A page holds 1 to {MAX_LIMIT} rows.")
    wanted = query.sort or default
    name = wanted.removeprefix("-")
    if name not in orders:
        raise Invalid(f"Can't sort by {name!r}. Known: {', '.join(orders)}.")
    unique = id if id is not None else statement.column_descriptions[0]["entity"].id
    keys: list[ColumnElement[Any]] = [orders[name], unique]
    backwards = bool(query.before)
    descending = wanted.startswith("-") != backwards

    paged = statement
    if cursor := query.before or query.after:
        values = _decode(cursor, wanted, keys)
        position = tuple_(*keys)
        paged = paged.where(position < values if descending else position > values)
    paged = paged.order_by(*(key.desc() if descending else key.asc() for key in keys))
    paged = paged.add_columns(*(key.label(f"key_{n}") for n, key in enumerate(keys)))
    found = list((await ctx.session.execute(paged.limit(query.limit + 1))).all())

    more = len(found) > query.limit
    found = found[: query.limit]
    if backwards:
        found.reverse()
    ends = [_encode(wanted, row[-2:]) for row in (found[0], found[-1])] if found else ["", ""]
    has_previous = more if backwards else bool(query.after)
    has_next = True if backwards else more
    total = await _count(ctx, statement)
    return Page(
        rows=[row[0] if scalars else row[:-2] for row in found],
        total=min(total, COUNT_CAP),
        capped=total > COUNT_CAP,
        next=ends[1] if has_next and found else "",
        previous=ends[0] if has_previous and found else "",
    )


async def _count(ctx: Ctx, statement: Select[Any]) -> int:
    """How many rows there are, looking at no more than COUNT_CAP + 1 of them."""
    bounded = statement.order_by(None).limit(COUNT_CAP + 1).subquery()
    return await ctx.session.scalar(select(func.count()).select_from(bounded)) or 0


def _encode(sort: str, values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    packed = json.dumps([sort, *plain], default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


_READ: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    int: int,
    str: str,
}


def _decode(cursor: str, sort: str, keys: Sequence[ColumnElement[Any]]) -> tuple[Any, ...]:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, *values = json.loads(packed)
        if made_for != sort or len(values) != len(keys):
            raise ValueError("another list's cursor")
        return tuple(
            _READ[key.type.python_type](value) for key, value in zip(keys, values, strict=True)
        )
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Invalid("That page no longer exists. Start again from the first one.") from error
