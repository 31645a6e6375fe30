"""Files as offices hand them over become tables, or are refused in plain words."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.importing import reading
from cleaning_app.domain.importing.reading import read_table
from cleaning_app.errors import Invalid

BAD = Path(__file__).parents[2] / "data" / "bad"


def refused(data: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_table(data)
    return caught.value


def test_a_windows_export_with_semicolons_is_read_right():
    table = read_table((BAD / "clients_latin1_semicolon.csv").read_bytes())
    assert (table.encoding, table.delimiter) == ("cp1252", ";")
    first, second = table.records
    assert first.cells[1] == "Chloé Côté"
    assert first.cells[12] == "Allergie: parfum – sonnez"
    assert (second.cells[1], second.cells[12]) == ("O’Brien Dental", "€50 parking")
    assert table.decimal_comma


def test_a_picture_with_another_name_is_refused():
    assert "a PNG picture, not a CSV file" in refused((BAD / "not_a_csv.csv").read_bytes()).detail


def test_a_file_cut_inside_a_quoted_text_names_row_and_column():
    error = refused((BAD / "truncated.csv").read_bytes())
    assert error.extra == {"row": 3, "column": "name"}
    assert error.detail.startswith("Row 3, column name: a quoted text begins here and never ends")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n \n\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"%PDF-1.7", "a PDF document"),
        (b"id,name\n1,a\x00b\n", "not a text file"),
        (b"1,2,3\n4,5,6\n", "should name the columns"),
        (b"id,,name\n1,2,3\n", "Column 2 has no name"),
        (b"id,name,ID\n1,2,3\n", "The column ID stands twice"),
        (b'id,name\n1,"a" b\n', "Row 2, column name: there is something after a closing quote"),
        ("id,name\n1,Zoé\n2,Chlo".encode() + b"\xc3", "ends in the middle of a letter near row 3"),
        ("id,name\n1,Zoé\n2,Chlo".encode() + b"\xe9\n3,x\n", "is damaged near row 3"),
        (b"\xff\xfei", "cut off"),
        (b"id,name\n1,\x81\x8d\n", "unknown encoding"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, words: str):
    assert words in refused(data).detail


def test_a_file_over_fifty_megabytes_is_refused_before_it_is_parsed():
    assert "50 MB is the most" in refused(b"id,name\n" + b"x" * 50_000_000).detail


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    read_table(b"id\n1\n2\n3\n")
    assert "3 is the most" in refused(b"id\n1\n2\n3\n4\n").detail


def test_a_quote_that_swallows_the_rest_of_a_long_file_names_its_row():
    data = b'id,name\n1,fine\n2,"open\n' + b"3,row\n" * 50_000
    assert refused(data).extra["row"] == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_and_without_a_mark(encoding: str):
    table = read_table("id,name\n1,Łukasz Yılmaz\n".encode(encoding))
    assert table.header == ("id", "name")
    assert table.records[0].cells == ("1", "Łukasz Yılmaz")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending(ending: str):
    table = read_table(ending.join(["id,name", "1,Ada", "2,Bo"]).encode())
    assert [r.cells for r in table.records] == [("1", "Ada"), ("2", "Bo")]


def test_row_numbers_are_those_of_the_spreadsheet():
    table = read_table(b'\nid,name\n1,"two\nlines"\n\n,\n2,x\n')
    assert [(r.row, r.cells) for r in table.records] == [(3, ("1", "two\nlines")), (6, ("2", "x"))]


def test_excels_separator_line_is_understood_and_counted():
    table = read_table(b"sep=;\r\nid;name\r\n1;a,b\r\n")
    assert table.records[0].row == 3
    assert table.records[0].cells == ("1", "a,b")


def test_commas_inside_quoted_headers_do_not_choose_the_delimiter():
    table = read_table(b'"name, first, last";id\nAda;1\n')
    assert (table.delimiter, table.header) == (";", ("name, first, last", "id"))


def test_empty_columns_at_the_end_of_the_header_are_dropped():
    assert read_table(b"id,name,,\n1,a,,\n").header == ("id", "name")


@pytest.mark.parametrize("name", ["truncated.csv", "clients_latin1_semicolon.csv"])
def test_the_header_is_found_whatever_follows(name: str):
    header = reading.read_header((BAD / name).read_bytes())
    assert header[:3] == ("external_id", "name", "is_company")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x89PNG...", b"1,2,3\n"])
def test_a_file_without_a_header_has_none(data: bytes):
    assert reading.read_header(data) == ()


cell = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd"),
    max_size=12,
)


@given(
    st.lists(st.tuples(cell, cell, cell).filter(lambda r: any(c.strip() for c in r)), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_a_spreadsheet_writes_is_read_back(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str
):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "name", "notes"), *rows])
    table = read_table(out.getvalue().encode(encoding))
    assert [r.cells for r in table.records] == rows


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes):
    with suppress(Invalid):
        assert read_table(data).header
