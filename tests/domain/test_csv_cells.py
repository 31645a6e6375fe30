"""Cells leave as text that no spreadsheet runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.csv_cells import neutralise_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_become_text(start: str) -> None:
    assert neutralise_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("number", ["-5", "+17805550001", "-1234.50", "0", "12.00"])
def test_plain_numbers_stay_numbers(number: str) -> None:
    assert neutralise_cell(number) == number


@pytest.mark.parametrize("text", ["-5+3", "-1,000", "+1 780 555", "-", "=1", "-5\n", "-٣"])
def test_what_only_looks_like_a_number_becomes_text(text: str) -> None:
    assert neutralise_cell(text) == f"'{text}"


@given(st.text())
def test_nothing_is_lost_and_twice_is_once(text: str) -> None:
    cell = neutralise_cell(text)
    assert cell.removeprefix("'") == text or cell == text
    assert neutralise_cell(cell) == cell
