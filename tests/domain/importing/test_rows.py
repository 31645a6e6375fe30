"""Whole files: which rows can be taken, and what is wrong with the others, by row and column."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cleaning_app.domain.importing.cells import Reading
from cleaning_app.domain.importing.columns import map_columns
from cleaning_app.domain.importing.datasets import BY_KEY, DATASETS
from cleaning_app.domain.importing.reading import read_table
from cleaning_app.domain.importing.rows import Checked, check_rows

DATA = Path(__file__).parents[2] / "data"


def check(dataset: str, data: bytes) -> Checked:
    table = read_table(data)
    kind = BY_KEY[dataset]
    reading = Reading(ZoneInfo("America/Edmonton"), table.decimal_comma)
    return check_rows(kind, table, map_columns(kind.fields, table.header), reading)


def check_file(dataset: str, path: str) -> Checked:
    return check(dataset, (DATA / path).read_bytes())


def places(checked: Checked) -> list[tuple[int, str]]:
    return [(p.row, p.column) for p in checked.problems]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.key)
def test_the_books_are_read_without_a_problem(dataset):
    checked = check_file(dataset.key, f"northlight_small/{dataset.key}.csv")
    assert checked.problems == []
    assert len(checked.rows) == checked.total > 0


def test_a_windows_export_is_simply_read_right():
    checked = check_file("clients", "bad/clients_latin1_semicolon.csv")
    assert checked.problems == []
    first, second = checked.rows
    assert (first.name, first.lat, first.lng) == ("Chloé Côté", 53.524, -113.464)
    assert (second.phone, second.is_company) == ("+17805559002", True)


def test_a_mixed_file_says_what_is_wrong_where():
    checked = check_file("clients", "bad/clients_mixed.csv")
    assert places(checked) == [
        (3, "external_id"),
        (4, "name"),
        (5, "email"),
        (6, "phone"),
        (8, "notes"),
        (9, "lat"),
    ]
    messages = [p.message for p in checked.problems]
    assert messages[0] == "M001 already stands in row 2, with another name."
    assert messages[1] == "Must not be empty."
    assert messages[4] == "5,000 characters; 2,000 is the most."
    assert [r.external_id for r in checked.rows] == ["M001", "M005"]
    assert checked.rows[1].name == '=HYPERLINK("http://evil.example","click")'


def test_conflicting_bookings_show_what_the_file_alone_can_tell():
    checked = check_file("bookings", "bad/bookings_conflicts.csv")
    assert places(checked) == [(6, "duration_minutes"), (7, "starts_at"), (8, "status")]
    assert "does not exist" in checked.problems[1].message
    assert "“dreaming”" in checked.problems[2].message


def test_wrong_payments_show_what_the_file_alone_can_tell():
    checked = check_file("payments", "bad/payments_wrong.csv")
    assert places(checked) == [
        (3, "currency"),
        (4, "amount"),
        (5, "received_at"),
        (7, "external_id"),
    ]
    assert checked.problems[1].message.endswith("Write 1234.50 instead.")
    assert checked.problems[3].message == "Y005 already stands in row 6, with another amount."


def test_every_bad_cell_of_a_row_is_named_at_once():
    checked = check("bookings", b"id,client,service,start,minutes,status\n,C1,,noon,0,dreaming\n")
    assert places(checked) == [
        (2, "id"),
        (2, "service"),
        (2, "start"),
        (2, "minutes"),
        (2, "status"),
    ]


def test_rows_with_too_few_or_too_many_cells_are_refused():
    checked = check("clients", b"id,name\n1\n2,Bo,\n3,Cy,extra\n4,Di\n")
    assert [(p.row, p.message) for p in checked.problems if p.severity == "error"] == [
        (2, "1 cells where the header has 2 columns."),
        (4, "3 cells where the header has 2 columns."),
    ]
    assert [r.external_id for r in checked.rows] == ["2", "4"]


def test_empty_cells_take_the_default():
    checked = check("payments", b"id,invoice,date,amount,method\n1,INV-2026-00001,2026-01-05,5,\n")
    (payment,) = checked.rows
    assert (payment.method, payment.status, payment.currency) == ("other", "succeeded", None)
    assert payment.received_at == datetime(2026, 1, 5, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dataset", "data", "problem"),
    [
        (
            "invoices",
            "number,client,date,due,taxable,gst,total,status\nA1,C1,2026-05-02,2026-05-01,1,0,1,sent",
            (2, "due", "Due on 2026-05-01, before it was issued.", "error"),
        ),
        (
            "invoices",
            "number,client,date,taxable,gst,total,status\nA1,C1,2026-05-02,100,5,106,sent",
            (2, "total", "The parts add up to 105.00.", "error"),
        ),
        (
            "expenses",
            "id,date,category,vendor,net,gst,total\nE1,2026-05-02,fuel,Shell,100,5,104",
            (2, "total", "Net and GST add up to 105.00.", "error"),
        ),
        (
            "workers",
            "id,name,days,start\nW1,Uma,mon|tue,08:00",
            (2, "work_end", "Days, start and end of work only make sense together.", "error"),
        ),
        (
            "workers",
            "id,name,days,start,end\nW1,Uma,mon,17:00,08:00",
            (2, "end", "The working day ends before it starts.", "error"),
        ),
        (
            "clients",
            "id,name,phone,lat\nC1,Ada,780-555-0123,53.5",
            (2, "lng", "lat and lng only make sense together.", "error"),
        ),
        (
            "clients",
            "id,name,phone,city\nC1,Ada,780-555-0123,Edmonton",
            (2, "street", "An address needs a street; this client comes without one.", "warning"),
        ),
        (
            "clients",
            "id,name\nC1,Ada",
            (2, "email", "Neither e-mail nor phone: nobody can reach this client.", "warning"),
        ),
    ],
)
def test_what_does_not_fit_together_within_a_row(dataset: str, data: str, problem):
    checked = check(dataset, data.encode())
    found = [(p.row, p.column, p.message, p.severity) for p in checked.problems]
    assert problem in found
    assert len(checked.rows) == (1 if problem[3] == "warning" else 0)


def test_amounts_become_cents():
    checked = check_file("invoices", "northlight_small/invoices.csv")
    first = checked.rows[0]
    assert (first.taxable_amount, first.gst_amount, first.total_amount) == (46901, 2345, 49246)
