"""What a row of a file means for the books, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from uuid import UUID

from cleaning_app.domain.importing.rows import ImportedRow, RowProblem, Severity
from cleaning_app.ids import new_id

Links = dict[str, list[dict[str, Any]]]
"""Rows without an id of their own that belong to an entry, by table: a crew, skills, lines."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A row that is already in the books. `digest` is what a file said of it last, if one did."""

    id: UUID
    digest: bytes | None
    values: Mapping[str, Any]

    @property
    def version(self) -> int | None:
        return self.values.get("version")


@dataclass(slots=True)
class Entry:
    """One row to be written: created when `stored` is None, changed otherwise."""

    table: str
    values: dict[str, Any]
    stored: Stored | None = None
    id: UUID = field(default_factory=new_id)
    links: Links = field(default_factory=dict[str, list[dict[str, Any]]])
    also: list[Entry] = field(default_factory=list["Entry"])
    row: int = 0
    external_id: str = ""
    digest: bytes | None = None

    def __post_init__(self) -> None:
        if self.stored is not None:
            self.id = self.stored.id

    def family(self) -> Iterable[Entry]:
        """The entry and the ones that come with it."""
        yield self
        yield from self.also


@dataclass(slots=True)
class Report:
    """Collects problems by row and column; `names` maps fields to the file's own headers."""

    names: Mapping[str, str]
    problems: list[RowProblem] = field(default_factory=list[RowProblem])
    refused: set[int] = field(default_factory=set[int])

    def add(self, row: int, column: str, message: str, severity: Severity = "error") -> None:
        """Note a problem in a field of a row; an error refuses the row."""
        self.problems.append(RowProblem(row, self.names.get(column, column), message, severity))
        if severity == "error":
            self.refused.add(row)


def digests_of(fields: Iterable[str]) -> Callable[[ImportedRow], bytes]:
    """Makes fingerprints of what a file says in the given fields, to recognise it next time."""
    names = sorted(fields)
    said = attrgetter(*names)
    prefix = repr(names)

    def digest(row: ImportedRow) -> bytes:
        return hashlib.blake2b((prefix + repr(said(row))).encode(), digest_size=16).digest()

    return digest
