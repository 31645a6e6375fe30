"""How the rows of one dataset live in the tables: what every dataset shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.context import Ctx
from cleaning_app.domain.importing.rows import Dataset, ImportedRow
from cleaning_app.ids import new_id
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.entries import Entry, Report, Stored

R = TypeVar("R", bound=ImportedRow)


class Book(Generic[R]):
    """One dataset's way into the tables; a new one is made for every file.

    `table` and `key` say where a row is found again; `needs` is the permission to run its files and
    to take them back. `mapped` are the fields the file has columns
    for: on rows that are already here, nothing else is touched.
    """

    dataset: ClassVar[Dataset[Any]]
    table: ClassVar[str]
    key: ClassVar[str] = "external_id"
    topic: ClassVar[str]
    needs: ClassVar[str] = "settings.manage"

    def __init__(self, ctx: Ctx, mapped: frozenset[str]) -> None:
        self.ctx = ctx
        self.mapped = mapped
        self.word_lists: list[WordList] = []

    async def known(self, external_ids: Sequence[str]) -> dict[str, UUID]:
        """Ids of the rows that are already in the books, by their id in the old system."""
        return await tables.ids_by(self.ctx, self.table, self.key, external_ids)

    async def look_up(self, rows: Sequence[R]) -> None:
        """Load whatever `entry` needs to resolve references."""

    def entry(self, row: R, stored: Stored | None, report: Report) -> Entry | None:
        """What a row means for the tables; None after reporting why it cannot be taken."""
        raise NotImplementedError

    async def judge(self, entries: list[Entry], report: Report) -> None:
        """Look at all entries together; refuses rows by reporting them."""

    async def number(self, entries: Sequence[Entry]) -> None:
        """Give numbers to entries about to be created."""

    async def dependants(self, ids: Sequence[UUID]) -> list[UUID]:
        """Rows elsewhere whose figures follow from these; asked while these are in the tables."""
        return []

    async def finish(self, dependants: Sequence[UUID]) -> None:
        """Bring derived figures up to date, after writing or undoing."""


class WordList:
    """Teams, skills, service types, categories: named once here, made when a file brings a new one."""

    def __init__(self, name: str, key: str, ids: dict[str, UUID]) -> None:
        self.table = name
        self.key = key
        self._ids = ids
        self._new: dict[str, dict[str, Any]] = {}

    @classmethod
    async def load(cls, ctx: Ctx, name: str, key: str) -> WordList:
        """The organisation's list; there are few enough to load all."""
        return cls(name, key, await tables.ids_by(ctx, name, key))

    def id_of(self, word: str, **values: Any) -> UUID:
        """The id of a word, new or known; `values` are what a new row holds besides."""
        found = self._ids.get(word)
        if found is None:
            found = self._ids[word] = new_id()
            self._new[word] = {"id": found, self.key: word, **values}
        return found

    def made_for(self, used: set[UUID]) -> list[dict[str, Any]]:
        """The new rows that something to be written points at."""
        return [row for row in self._new.values() if row["id"] in used]


async def load_stored(
    ctx: Ctx, name: str, ids: Sequence[UUID], digests: dict[UUID, bytes]
) -> dict[UUID, Stored]:
    """Rows as they are now, by id."""
    target = tables.table(name)
    chosen = select(target).where(target.c.org_id == ctx.org.id, target.c.id == func.any(list(ids)))
    rows = (await ctx.session.execute(chosen)).mappings()
    return {row["id"]: Stored(row["id"], digests.get(row["id"]), dict(row)) for row in rows}


def readable(key: str) -> str:
    """A name for a new key: move_out → "Move out"."""
    return key.replace("_", " ").capitalize()
