"""Exports of Canadian banks are read as they come, whatever their columns, days and signs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.importing.bank_cells import bank_cents, bank_day, day_comes_first
from cleaning_app.domain.importing.cells import Reading
from cleaning_app.domain.importing.columns import map_columns
from cleaning_app.domain.importing.datasets.bank import BANK, BankRow, as_table, order_of_days
from cleaning_app.domain.importing.reading import read_rows
from cleaning_app.domain.importing.rows import RowProblem, check_rows
from cleaning_app.errors import Invalid

FILES = Path(__file__).parents[2] / "data" / "bank"
ZONE = ZoneInfo("America/Edmonton")
HERE = Reading(ZONE)


def read(data: bytes) -> tuple[list[BankRow], list[RowProblem]]:
    table, known = as_table(read_rows(data))
    columns = map_columns(BANK.fields, table.header, known)
    place = columns.positions["date"]
    order = order_of_days(table, table.header[place])
    reading = Reading(ZONE, table.decimal_comma, day_first=bool(order))
    checked = check_rows(BANK, table, columns, reading)
    return checked.rows, checked.problems


def said(name: str) -> list[tuple[date, str, int]]:
    rows, problems = read((FILES / name).read_bytes())
    assert problems == []
    return [(row.date, f"{row.description} {row.more}".strip(), row.signed) for row in rows]


def test_rbc_has_two_descriptions_and_a_column_for_each_currency():
    assert said("rbc.csv") == [
        (date(2026, 11, 2), "CONTACTLESS INTERAC PURCHASE - 4417 PETRO-CANADA 04417", -87_83),
        (date(2026, 11, 12), "MISC PAYMENT NORTHERN TEL MOBILITY", -178_50),
        (date(2026, 11, 13), "e-Transfer received Gwen Abbott", 315_00),
        (date(2026, 11, 20), "CHEQUE", -420_00),
    ]


def test_td_has_no_names_of_columns_and_a_balance_at_the_end():
    assert said("td.csv")[:3] == [
        (date(2026, 11, 2), "STAPLES #118 EDMONTON AB", -64_05),
        (date(2026, 11, 15), "MONTHLY ACCOUNT FEE", -16_95),
        (date(2026, 11, 16), "E-TRANSFER ***f4X", 262_50),
    ]


def test_a_month_without_money_in_and_one_without_money_out():
    [out], _ = read(b"11/16/2026,SHELL,50.00,,949.99\n")
    [came], _ = read(b"11/16/2026,DEPOSIT,,50.00,1049.99\n")
    assert (out.signed, came.signed) == (-50_00, 50_00)


def test_bmo_begins_with_a_sentence_and_writes_days_without_dashes():
    assert said("bmo.csv") == [
        (date(2026, 11, 3), "[CW] CAFE HELENE EDMONTON", -42_25),
        (date(2026, 11, 10), "[DN]DEPOSIT", 210_00),
    ]


def test_scotiabank_has_one_signed_column_and_no_names():
    found = said("scotia.csv")
    assert [(day, cents) for day, _, cents in found] == [
        (date(2026, 11, 4), -58_79), (date(2026, 11, 17), -504_00), (date(2026, 11, 18), 1500_00),
    ]  # fmt: skip
    assert "CO-OP GAS BAR RITCHIE" in found[0][1]


def test_french_months_commas_and_a_byte_order_mark():
    assert said("desjardins_bom.csv") == [
        (date(2026, 1, 15), "CAFÉ HÉLÈNE", -42_25), (date(2026, 1, 16), "Dépôt", 1050_00),
    ]  # fmt: skip


def test_an_old_encoding_and_days_first_are_found_out_from_the_whole_column():
    assert said("latin1_day_first.csv") == [
        (date(2026, 3, 13), "CAFÉ HÉLÈNE", -42_25), (date(2026, 4, 1), "PETRO-CANADA", -60_00),
    ]  # fmt: skip


def test_a_bad_line_gets_words_by_its_row_and_the_others_are_read():
    rows, problems = read(
        b"Date,Description,Amount\n2026-02-30,A,-1.00\n2026-02-03,B,lots\n2026-02-04,C,0.00\n"
        b"2026-02-05,D,-2.00\n2026-02-06,E\n"
    )
    assert [row.row for row in rows] == [5]
    assert [(p.row, p.column) for p in problems] == [
        (2, "Date"),
        (3, "Amount"),
        (4, "Amount"),
        (6, ""),
    ]
    assert "no day" in problems[0].message


@pytest.mark.parametrize("data", [b"", b"hello\nworld\n", b"%PDF-1.4", b"a,b\n1,2\n", b"\x00\x01"])
def test_what_is_no_statement_is_refused(data):
    with pytest.raises(Invalid):
        read(data)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("-87.83", -87_83), ("87.83-", -87_83), ("(87.83)", -87_83), ("87.83 DR", -87_83),
        ("87.83 CR", 87_83), ("$1,234.50", 1234_50), ("+5", 5_00), ("1,234.50 CAD", 1234_50),
    ],
)  # fmt: skip
def test_amounts_are_read_with_their_sign_wherever_it_stands(cell, cents):
    assert bank_cents(cell, HERE) == cents


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day):
    month_first, day_first = HERE, Reading(ZONE, day_first=True)
    assert bank_day(f"{day:%m/%d/%Y}", month_first) == day
    assert bank_day(f"{day.month}/{day.day}/{day.year}", month_first) == day
    assert bank_day(f"{day:%d-%m-%Y}", day_first) == day
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%B %d %Y"):
        assert bank_day(day.strftime(form), month_first) == day
        assert bank_day(day.strftime(form), day_first) == day


@given(st.lists(st.dates(date(2020, 1, 1), date(2029, 12, 31)), min_size=1))
def test_the_order_is_told_only_where_the_days_tell_it(days):
    told = any(day.day > 12 for day in days)
    assert day_comes_first(f"{d:%m/%d/%Y}" for d in days) is (False if told else None)
    assert day_comes_first(f"{d:%d/%m/%Y}" for d in days) is (True if told else None)
