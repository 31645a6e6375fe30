"""One cell at a time: what is understood, and what is refused with which words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.importing import cells
from cleaning_app.domain.importing.cells import Reading
from cleaning_app.errors import Invalid

COMMA = Reading(ZoneInfo("America/Edmonton"))
SEMICOLON = Reading(ZoneInfo("America/Edmonton"), decimal_comma=True)


def why_not(parse, cell: str, how: Reading = COMMA) -> str:
    with pytest.raises(Invalid) as caught:
        parse(cell, how)
    return caught.value.detail


def reason(parse, cell: str, how: Reading) -> str:
    try:
        parse(cell, how)
    except Invalid as problem:
        return problem.detail
    return ""


@pytest.mark.parametrize(
    ("cell", "how", "expected"),
    [
        ("149.00", COMMA, 14900),
        ("1,234.50", COMMA, 123450),
        ("$12", COMMA, 1200),
        ("-64.31", COMMA, -6431),
        ("(64.31)", COMMA, -6431),
        ("1234,50", SEMICOLON, 123450),
        ("1.234,50", SEMICOLON, 123450),
        ("1 234,5", SEMICOLON, 123450),
        ("1\u202f234\u202f567,00", SEMICOLON, 123456700),
        ("1234.50", SEMICOLON, 123450),
    ],
)
def test_amounts(cell: str, how: Reading, expected: int):
    assert cells.cents(cell, how) == expected


@pytest.mark.parametrize("cell", ["1.234,50", "12,5", "12.345", "abc", "1e3", "--1", "=1+1"])
def test_amounts_that_need_guessing_are_refused(cell: str):
    assert (
        "1234.50" in why_not(cells.cents, cell)
        or "decimals" in why_not(cells.cents, cell)
        or ("Write" in why_not(cells.cents, cell))
    )


def test_a_comma_with_three_digits_is_thousands_even_beside_semicolons():
    assert cells.cents("1,234", SEMICOLON) == 123400


def test_bounds_of_amounts():
    assert why_not(cells.cents_from(0), "-1.00") == "Must not be negative."
    assert why_not(cells.cents_from(1), "0.00") == "Must be more than zero."
    assert "zero" in why_not(cells.signed_cents, "0")
    assert "more than the books can hold" in why_not(cells.cents, "20,000,000.01")
    assert cells.cents("-20,000,000.00", COMMA) == -20_000_000_00


def test_keys_are_short_also_after_folding():
    assert cells.keyword(4)("Straße"[:3], COMMA) == "str"
    assert "6 characters; 4 is the most" in why_not(cells.keyword(4), "ßßß")


def test_decimal_commas_only_where_commas_do_not_separate_cells():
    latitude = cells.decimal_between(-90, 90)
    assert latitude("53,5240", SEMICOLON) == 53.524
    assert latitude("-53.5240", COMMA) == -53.524
    assert "not a number" in why_not(latitude, "53,5240", COMMA)
    assert "between -90 and 90" in why_not(latitude, "153.5")
    assert "not a number" in why_not(latitude, "nan")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("31/04/2026", "year first"),
        ("03/04/2026", "year first"),
        ("2026-02-30", "no 2026-02-30 in the calendar"),
        ("yesterday", "not a date"),
        ("2026-04-30T10:00", "not a date"),
        ("0202-01-05", "The year 202 cannot be right"),
    ],
)
def test_dates_are_refused_rather_than_guessed(cell: str, words: str):
    assert words in why_not(cells.day, cell)


def test_dates():
    assert cells.day("2026-04-30", COMMA) == date(2026, 4, 30)
    assert cells.day("2026/4/3", COMMA) == date(2026, 4, 3)


def test_moments_with_an_offset_without_one_and_with_z():
    expected = datetime(2026, 1, 2, 17, tzinfo=UTC)
    for cell in ("2026-01-02T10:00:00-07:00", "2026-01-02 10:00", "2026-01-02T17:00:00Z"):
        assert cells.moment(cell, COMMA) == expected


def test_a_local_time_that_the_clocks_skip_is_refused():
    assert "does not exist in America/Edmonton" in why_not(cells.moment, "2026-03-08T02:30:00")


def test_a_local_time_that_happens_twice_is_the_first():
    assert cells.moment("2026-11-01T01:30", COMMA) == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell", ["31/04/2026", "31/04/2026 10:00", "2026-04-31T10:00", "2026-04-30", "0001-01-01T00:00"]
)
def test_moments_that_cannot_be(cell: str):
    assert why_not(cells.moment, cell)


def test_a_bare_date_of_a_payment_is_noon_of_that_day():
    parsed = cells.moment_or_day("2026-03-31", COMMA)
    assert parsed == datetime(2026, 3, 31, 18, tzinfo=UTC)
    assert "calendar" in why_not(cells.moment_or_day, "2026-04-31")
    assert "year first" in why_not(cells.moment_or_day, "31/04/2026")


def test_yes_and_no():
    assert [cells.boolean(c, COMMA) for c in ("true", "Yes", "1", "oui")] == [True] * 4
    assert [cells.boolean(c, COMMA) for c in ("FALSE", "n", "0", "non")] == [False] * 4
    assert "neither yes nor no" in why_not(cells.boolean, "maybe")


def test_statuses_know_other_spellings_and_list_themselves():
    status = cells.choice("status", ("pending", "no_show"), {"noshow": "no_show"})
    assert status("No-Show", COMMA) == status("NOSHOW", COMMA) == "no_show"
    assert why_not(status, "dreaming") == (
        "“dreaming” is not a status we know. Use one of: pending, no_show."
    )


def test_lists():
    skills = cells.list_of(cells.keyword(20))
    assert skills("deep|Move out| deep ", COMMA) == ("deep", "move_out")
    assert skills("a, b;c", COMMA) == ("a", "b", "c")
    assert cells.list_of(cells.weekday)("Monday|tue", COMMA) == ("mon", "tue")
    assert "not a day of the week" in why_not(cells.list_of(cells.weekday), "mon|someday")


def test_times_of_day():
    assert cells.clock_time("8:00", COMMA) == "08:00"
    assert cells.clock_time("23:59:00", COMMA) == "23:59"
    for cell in ("24:00", "25:00", "08:60", "8", "8am"):
        assert "not a time of day" in why_not(cells.clock_time, cell)


def test_whole_numbers():
    minutes = cells.integer_between(1, 1440)
    assert minutes("120", COMMA) == 120
    for cell in ("0", "1441", "-5"):
        assert "between 1 and 1,440" in why_not(minutes, cell)
    for cell in ("1.5", "two", "1e3", "9999999999999"):
        assert "not a whole number" in why_not(minutes, cell)


def test_text_keeps_formulas_composes_accents_and_refuses_what_is_too_long():
    name = cells.text(20)
    assert name("=HYPERLINK(1)", COMMA) == "=HYPERLINK(1)"
    assert name("Chloe\u0301", COMMA) == "Chloé"
    assert name("two\nlines\tand tab", COMMA) == "two\nlines\tand tab"
    assert why_not(name, "x" * 21) == "21 characters; 20 is the most."
    assert "control characters" in why_not(name, "a\x07b")


def test_currency_is_the_organisations_own():
    assert cells.currency("cad", COMMA) == "CAD"
    assert "only CAD" in why_not(cells.currency, "USD")


@given(st.text(min_size=1, max_size=60), st.booleans())
def test_no_cell_breaks_a_parser(cell: str, decimal_comma: bool):
    how = Reading(COMMA.zone, decimal_comma)
    parsers = (cells.cents, cells.day, cells.moment, cells.moment_or_day, cells.boolean)
    more = (cells.text(30), cells.clock_time, cells.integer_between(0, 9), cells.weekday)
    for parse in (*parsers, *more, cells.decimal_between(0, 1)):
        assert len(reason(parse, cell, how)) < 200
