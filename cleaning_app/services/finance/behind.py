"""Any figure of the owner's pages, opened down to its rows.

A figure is named by a key and a few arguments, which come from an address and are not trusted. The
module of its page turns them into a query for entries, and the figure is the sum of their cents:
the page, its rows and their CSV cannot disagree. To add a figure, write such a function and list it
in FIGURES (services/finance/__init__.py).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, String, Uuid, column, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.services import listing
from cleaning_app.services.finance.pyformat import bound

COLUMNS = ("id", "day", "kind", "thing", "number", "who", "what", "cents")
"""What the query of a figure answers for each entry; `thing` is what `kind` links to."""


@dataclass(frozen=True)
class Entry:
    """One row behind a figure, in cents. `id` is its own within the figure."""

    id: str
    day: date
    kind: str
    thing: UUID | None
    number: str
    who: str
    what: str
    cents: int

    def turned(self) -> Entry:
        """The same with its sign turned: what went out, as a positive amount."""
        return replace(self, cents=-self.cents)


@dataclass(frozen=True)
class Behind:
    """Where the rows of a figure come from: a query (pyformat) with COLUMNS, and its values.

    `words` says in a sentence what is counted and how.
    """

    title: str
    words: str
    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """A figure with what is said of it."""

    title: str
    words: str
    cents: int
    rows: int


Maker = Callable[[Ctx, Mapping[str, str]], Awaitable[Behind]]
"""From arguments to what is behind a figure. Raises Invalid for arguments that mean nothing."""

_TYPES: dict[str, Any] = {"day": Date, "thing": Uuid, "cents": BigInteger}


def listed(title: str, words: str, entries: Sequence[Entry]) -> Behind:
    """A figure whose rows were worked out in Python, behind the same query as all others."""
    typed = ", ".join(
        f"{name} {'uuid' if name == 'thing' else {'day': 'date', 'cents': 'bigint'}.get(name, 'text')}"
        for name in COLUMNS
    )
    sql = f"SELECT * FROM jsonb_to_recordset(%(entries)s::jsonb) AS entries({typed})"
    rows = json.dumps([asdict(one) for one in entries], default=str)
    return Behind(title, words, sql, {"entries": rows})


async def figure(ctx: Ctx, behind: Behind) -> Figure:
    """What its rows come to, and how many there are."""
    found = _entries(behind)
    total = func.coalesce(func.sum(found.c.cents), 0)
    cents, rows = (await ctx.session.execute(select(total, func.count()).select_from(found))).one()
    return Figure(behind.title, behind.words, int(cents), rows)


async def rows(ctx: Ctx, behind: Behind, query: listing.Query) -> listing.Page[Entry]:
    """One page of its rows, oldest first; sorts `day`, `cents`, `who`; search in the words.

    Raises:
        Invalid: a sort or cursor that means nothing.
    """
    found = _entries(behind)
    statement: Any = select(*(found.c[name] for name in COLUMNS))
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(*(found.c[name].ilike(wanted) for name in ("number", "who", "what")))
        )
    orders = {name: found.c[name] for name in ("day", "cents", "who")}
    page = await listing.fetch(ctx, statement, query, orders, default="day", id=found.c.id)
    return page.map(lambda row: Entry(*row))


def _entries(behind: Behind) -> Subquery:
    columns = [column(name, _TYPES.get(name, String)()) for name in COLUMNS]
    return bound(behind.sql, behind.values).columns(*columns).subquery("entries")


def named(figures: Mapping[str, Maker], key: str) -> Maker:
    """The figure of that key.

    Raises:
        NotFound: there is none.
    """
    if key not in figures:
        raise NotFound("There is no such figure. Open it again from its page.")
    return figures[key]
