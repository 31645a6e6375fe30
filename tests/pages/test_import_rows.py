"""What the import page says about a file, in words and small rows."""

from __future__ import annotations

from cleaning_app.domain.importing.datasets import BY_KEY
from cleaning_app.domain.importing.rows import RowProblem
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.imports import rows
from cleaning_app.services.imports import Counts, Preview

HEADER = ("Nr", "name", "shoe_size")


def preview(counts: Counts, problems: list[RowProblem] | None = None, **more) -> Preview:
    columns = {f.name: None for f in BY_KEY["clients"].fields}
    given = {
        "dataset": "clients",
        "filename": "clients.csv",
        "encoding": "cp1252",
        "delimiter": ";",
        "header": HEADER,
        "columns": columns | {"external_id": "Nr", "name": "name"},
        "ignored": ("shoe_size",),
        "first_rows": [(2, ("7", "Ada", "x" * 200))],
        "made": {},
    }
    return Preview(counts=counts, problems=problems or [], **(given | more))


def test_the_button_says_what_it_will_do():
    assert rows.look_of(preview(Counts(3515, 3000, 15, 500, 0, 0))).button == "Import 3,015 clients"
    assert rows.look_of(preview(Counts(1, 1, 0, 0, 0, 0))).button == "Import 1 client"
    assert rows.look_of(preview(Counts(5, 0, 0, 5, 0, 0))).button == "Nothing new to import"
    instalments = preview(Counts(3, 3, 0, 0, 0, 0), dataset="gst_instalments")
    assert rows.look_of(instalments).button == "Import 3 GST instalments"


def test_a_file_is_described_as_it_was_written():
    look = rows.look_of(preview(Counts(1, 1, 0, 0, 0, 0), made={"service_types": ["windows"]}))
    assert look.written == "1 row · Windows text, semicolons between cells"
    assert look.columns_found == "2 of 13 fields found"
    assert look.ignored == "Not imported: shoe_size."
    assert look.made == "Will be made along the way: service types: windows."


def test_refusals_come_before_warnings_and_the_list_has_an_end():
    warnings = [RowProblem(row, "starts_at", "Odd.", "warning") for row in range(2, 60)]
    problems = [*warnings, RowProblem(900, "", "Too short.")]
    shown = rows.problem_rows(problems)
    assert (shown[0].row, shown[0].column, shown[0].is_error) == ("900", "whole row", True)
    assert len(shown) == rows.MOST_PROBLEMS
    look = rows.look_of(preview(Counts(60, 59, 0, 0, 1, 58), problems))
    assert (look.problems, look.has_refused) == ("first 40 of 59", True)
    assert look.partly == "Import the 59 good rows and leave out 1 bad one"


def test_examples_stand_beside_the_columns_and_long_cells_are_cut():
    look = preview(Counts(1, 1, 0, 0, 0, 0))
    columns = rows.column_rows("clients", look.header, look.columns, look.first_rows)
    named = {column.name: (column.header, column.example) for column in columns}
    assert named["external_id"] == ("Nr", "7")
    assert named["phone"] == ("", "")
    assert len(rows.sample_rows(look)[0].cells[2]) == 48


def test_a_missing_column_asks_for_one_and_a_broken_file_does_not():
    file = rows.FileRow("1", "clients.csv", "clients", "Clients", "1 KB")
    missing = Invalid("1 required column is missing: name.", [FieldError("name", "…")])
    assert rows.unreadable(file, missing).needs_columns
    cut = Invalid("Row 3, column name: cut off.", [FieldError("row 3, name", "…")])
    assert not rows.unreadable(file, cut).needs_columns


def test_counts_in_words():
    assert rows.summary(Counts(10, 4, 3, 2, 1, 0)) == "4 new, 3 changed, 2 already here, 1 left out"
    assert rows.summary(Counts(0, 0, 0, 0, 0, 0)) == "nothing"
    assert [rows.file_size(n) for n in (10, 35_400, 3_400_000)] == ["1 KB", "35 KB", "3.4 MB"]


def test_all_problems_go_into_a_file_refusals_first_and_formulas_harmless():
    found = [
        RowProblem(2, "notes", "=1+1 is odd.", "warning"),
        *(RowProblem(n, "name", "This can't be empty.") for n in range(3, 103)),
    ]
    lines = rows.problems_csv(found).splitlines()
    assert lines[0] == "\ufeffrow,column,outcome,what"
    assert lines[1] == "3,name,refused,This can't be empty."
    assert lines[-1] == "2,notes,taken,'=1+1 is odd."
    assert len(lines) == 102
