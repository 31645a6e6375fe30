"""What an import tells: before it runs, after it ran, and later in the history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cleaning_app.domain.importing.rows import RowProblem


@dataclass(frozen=True, slots=True)
class Counts:
    """How a file's rows fare. `refused` rows have an error; `rows` is all of them."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What running this file would do; nothing has been written.

    `columns` maps each known field to the file's header or None; `first_rows` are cells as they
    stand, under `header`. `made` names new teams, skills, services and categories by table.
    """

    dataset: str
    filename: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    columns: dict[str, str | None]
    ignored: tuple[str, ...]
    first_rows: list[tuple[int, tuple[str, ...]]]
    counts: Counts
    problems: list[RowProblem]
    made: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What running a file did. `batch_id` is None when nothing was written: every row was known
    already, or bad rows refused the file."""

    dataset: str
    filename: str
    batch_id: UUID | None
    counts: Counts
    problems: list[RowProblem]
    made: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def refused(self) -> bool:
        """Whether the file was turned away whole because of bad rows."""
        return self.batch_id is None and self.counts.refused > 0


@dataclass(frozen=True, slots=True)
class Batch:
    """One line of the history. `undone_at` is set once it has been taken back."""

    id: UUID
    dataset: str
    filename: str
    at: datetime
    by: str
    counts: Counts
    made: dict[str, list[str]]
    undone_at: datetime | None
