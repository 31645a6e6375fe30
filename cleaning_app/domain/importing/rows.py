"""A table and its column map → typed rows, and every problem by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from cleaning_app.domain.importing.cells import Reading
from cleaning_app.domain.importing.columns import ColumnMap, Field
from cleaning_app.domain.importing.reading import Record, Table
from cleaning_app.errors import Invalid

Severity = Literal["error", "warning"]


class ImportedRow(Protocol):
    """What every dataset's rows have: where they stood and who they are in the old system."""

    @property
    def row(self) -> int: ...

    @property
    def external_id(self) -> str: ...


R = TypeVar("R", bound=ImportedRow)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong (error: the row is refused) or odd (warning: it is taken) in one cell.

    `row` is the spreadsheet's row number, `column` the header as the file writes it, or "".
    """

    row: int
    column: str
    message: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Dataset(Generic[R]):
    """A kind of file: its columns, its row type, and what must fit together within a row.

    `key` names the dataset, its file and its tables; `identity` is the field whose value says
    which row of the old system this is. `examine` yields (field, message, severity).
    """

    key: str
    title: str
    row_type: Callable[..., R]
    identity: str
    fields: tuple[Field, ...]
    examine: Callable[[R], Iterator[tuple[str, str, Severity]]]


@dataclass(slots=True)
class Checked(Generic[R]):
    """What a file holds: the rows that can be taken, and the problems. `total` counts all rows."""

    rows: list[R] = field(default_factory=list[Any])
    problems: list[RowProblem] = field(default_factory=list[RowProblem])
    total: int = 0


def check_rows(
    dataset: Dataset[R], table: Table, columns: ColumnMap, reading: Reading
) -> Checked[R]:
    """Read every cell, check every row, refuse ids that stand in the file twice.

    Never raises for a bad cell: it becomes a `RowProblem`, and a row with an error is left out.
    """
    checked: Checked[R] = Checked(total=len(table.records))
    readers = _readers(dataset.fields, columns)
    names = {f.name: table.header[i] for f, i in readers if i is not None}
    first_seen: dict[str, R] = {}
    for record in table.records:
        problems: list[RowProblem] = []
        row = _read_row(dataset, record, readers, table.header, reading, problems)
        if row is not None:
            problems += [
                RowProblem(row.row, names.get(name, name), message, severity)
                for name, message, severity in dataset.examine(row)
            ]
            twin = first_seen.setdefault(row.external_id, row)
            if twin is not row:
                column = names.get(dataset.identity, dataset.identity)
                problems.append(RowProblem(row.row, column, _repeated(row, twin, dataset.fields)))
        checked.problems += problems
        if row is not None and not any(p.severity == "error" for p in problems):
            checked.rows.append(row)
    return checked


_Reader = tuple[Field, int | None]


def _readers(fields: Sequence[Field], columns: ColumnMap) -> list[_Reader]:
    return [(f, columns.positions.get(f.name)) for f in fields]


def _read_row(
    dataset: Dataset[R],
    record: Record,
    readers: list[_Reader],
    header: Sequence[str],
    reading: Reading,
    problems: list[RowProblem],
) -> R | None:
    cells = record.cells
    if len(cells) < len(header) or any(c.strip() for c in cells[len(header) :]):
        problems.append(
            RowProblem(
                record.row, "", f"{len(cells)} cells where the header has {len(header)} columns."
            )
        )
        return None
    values: dict[str, object] = {}
    for spec, position in readers:
        cell = cells[position].strip() if position is not None else ""
        if not cell:
            if spec.required and position is not None:
                problems.append(RowProblem(record.row, header[position], "Must not be empty."))
            values[spec.name] = spec.default
            continue
        try:
            values[spec.name] = spec.parse(cell, reading)
        except Invalid as problem:
            assert position is not None
            problems.append(RowProblem(record.row, header[position], problem.detail))
    return None if problems else dataset.row_type(row=record.row, **values)


def _repeated(row: ImportedRow, twin: ImportedRow, fields: Sequence[Field]) -> str:
    """Says where the id stood first, and whether the two rows even agree."""
    different = [f.name for f in fields if getattr(row, f.name) != getattr(twin, f.name)]
    end = f", with another {different[0]}." if different else "."
    return f"{row.external_id} already stands in row {twin.row}{end}"
