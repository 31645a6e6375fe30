"""What the import page shows, as small rows for the browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaning_app.components import format
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.domain.importing.datasets import BY_KEY, DATASETS
from cleaning_app.domain.importing.datasets.bank import BANK
from cleaning_app.domain.importing.rows import RowProblem
from cleaning_app.errors import AppError
from cleaning_app.services.imports import Batch, Counts, Preview

MOST_PROBLEMS = 40
_MOST_CELLS = 24
_LONGEST_CELL = 48

DATASET_OPTIONS = [("", "Choose what it is"), *((d.key, d.title) for d in DATASETS)]


@dataclass
class FileRow:
    """A file that waits to be imported; `dataset` is "" while nobody knows what it is."""

    id: str
    name: str
    dataset: str
    title: str
    size: str
    current: bool = False


@dataclass
class ColumnRow:
    """One field of the dataset and the file's column that feeds it; `header` is "" for none."""

    name: str
    label: str
    help: str
    required: bool
    header: str
    example: str


@dataclass
class SampleRow:
    """One row of the file as it stands."""

    row: str
    cells: list[str]


@dataclass
class ProblemRow:
    """One thing that is wrong or odd, by row and column."""

    row: str
    column: str
    message: str
    is_error: bool


@dataclass
class Look:
    """What running the current file would do. `unreadable` says why there is nothing to see."""

    name: str = ""
    dataset: str = ""
    written: str = ""
    unreadable: str = ""
    created: str = "0"
    updated: str = "0"
    unchanged: str = "0"
    refused: str = "0"
    warnings: str = "0"
    has_refused: bool = False
    good: int = 0
    button: str = "Import"
    partly: str = ""
    made: str = ""
    problems: str = ""
    columns_found: str = ""
    needs_columns: bool = False
    ignored: str = ""
    header: list[str] = field(default_factory=list[str])


@dataclass
class BatchRow:
    """One line of the history."""

    id: str
    name: str
    what: str
    when: str
    who: str
    did: str
    undone: bool


def batch_row(ctx: Ctx, batch: Batch) -> BatchRow:
    title = BY_KEY.get(batch.dataset, BANK).title
    return BatchRow(
        id=str(batch.id),
        name=batch.filename,
        what=title,
        when=format.moment(batch.at, ctx.zone),
        who=batch.by,
        did=summary(batch.counts),
        undone=batch.undone_at is not None,
    )


def summary(counts: Counts) -> str:
    """3,515 new, 12 changed, 3 left out"""
    parts = [
        (counts.created, "new"),
        (counts.updated, "changed"),
        (counts.unchanged, "already here"),
        (counts.refused, "left out"),
    ]
    return ", ".join(f"{number:,} {words}" for number, words in parts if number) or "nothing"


def problems_csv(problems: list[RowProblem]) -> str:
    """All of them, refusals before warnings, in a file that spreadsheets open as text."""
    sheet = io.StringIO()
    sheet.write("\ufeff")
    writer = csv.writer(sheet)
    writer.writerow(("row", "column", "outcome", "what"))
    for p in _ordered(problems):
        outcome = "refused" if p.severity == "error" else "taken"
        writer.writerow((p.row, neutralise_cell(p.column), outcome, neutralise_cell(p.message)))
    return sheet.getvalue()


def _ordered(problems: list[RowProblem]) -> list[RowProblem]:
    return sorted(problems, key=lambda p: (p.severity != "error", p.row))


def problem_rows(problems: list[RowProblem]) -> list[ProblemRow]:
    """The first problems, refusals before warnings."""
    return [
        ProblemRow(f"{p.row:,}", p.column or "whole row", p.message, p.severity == "error")
        for p in _ordered(problems)[:MOST_PROBLEMS]
    ]


def sample_rows(preview: Preview) -> list[SampleRow]:
    """The first rows, cut to what fits."""
    return [
        SampleRow(f"{row:,}", [_shortened(cell) for cell in cells[:_MOST_CELLS]])
        for row, cells in preview.first_rows
    ]


def column_rows(
    dataset: str, header: tuple[str, ...], columns: Mapping[str, str | None], sample: Any
) -> list[ColumnRow]:
    """Every field of a dataset, with an example from the file's first row."""
    cells = sample[0][1] if sample else ()
    examples = dict(zip(header, cells, strict=False))
    return [
        ColumnRow(
            field.name,
            field.label,
            field.help,
            field.required,
            columns.get(field.name) or "",
            _shortened(examples.get(columns.get(field.name) or "", "")),
        )
        for field in BY_KEY[dataset].fields
    ]


def header_options(header: tuple[str, ...]) -> list[Option]:
    """What a field may be fed from."""
    return [Option("", "Leave out"), *(Option(name, name) for name in header)]


def look_of(preview: Preview) -> Look:
    """The preview in words."""
    counts = preview.counts
    good = counts.created + counts.updated
    title = BY_KEY[preview.dataset].title
    many = title if title.startswith("GST") else title.lower()
    made = [
        f"{format.words(table).lower()}: {', '.join(names)}"
        for table, names in preview.made.items()
    ]
    found = [name for name, header in preview.columns.items() if header]
    problems = len(preview.problems)
    return Look(
        name=preview.filename,
        dataset=preview.dataset,
        written=_written(preview),
        created=f"{counts.created:,}",
        updated=f"{counts.updated:,}",
        unchanged=f"{counts.unchanged:,}",
        refused=f"{counts.refused:,}",
        warnings=f"{counts.warnings:,}",
        has_refused=counts.refused > 0,
        good=good,
        button=f"Import {format.count(good, many.removesuffix('s'), many)}"
        if good
        else "Nothing new to import",
        partly=(
            f"Import the {format.count(good, 'good row')} and leave out "
            f"{format.count(counts.refused, 'bad one')}"
        ),
        made=f"Will be made along the way: {'; '.join(made)}." if made else "",
        problems=f"first {MOST_PROBLEMS} of {problems:,}" if problems > MOST_PROBLEMS else "",
        columns_found=f"{len(found)} of {len(preview.columns)} fields found",
        ignored=f"Not imported: {', '.join(preview.ignored)}." if preview.ignored else "",
        header=list(preview.header[:_MOST_CELLS]),
    )


def unreadable(file: FileRow, error: AppError) -> Look:
    """A file that cannot be shown row by row, and why."""
    fields = {field.name for field in BY_KEY[file.dataset].fields} if file.dataset else set()
    needs_columns = any(problem.field in fields for problem in error.errors)
    hint = " Choose the column that holds it." if needs_columns else ""
    return Look(
        name=file.name,
        dataset=file.dataset,
        unreadable=error.detail + hint,
        needs_columns=needs_columns,
        columns_found="some fields need a column",
    )


def file_size(size: int) -> str:
    """12 KB, 3.4 MB"""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, size // 1000)} KB"


def _written(preview: Preview) -> str:
    encoding = {"cp1252": "Windows text", "utf-16": "UTF-16"}.get(preview.encoding, "UTF-8")
    between = {",": "commas", ";": "semicolons", "\t": "tabs"}[preview.delimiter]
    return f"{format.count(preview.counts.rows, 'row')} · {encoding}, {between} between cells"


def _shortened(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[: _LONGEST_CELL - 1]}…"
