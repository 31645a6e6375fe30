"""A line is known again, found among the expenses, and filed where it belongs."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.banking.guessing import Habit, Rule, guess, is_no_expense
from cleaning_app.domain.banking.lines import Known, Said, duplicates, lines_of
from cleaning_app.domain.banking.names import alike, payee_of, written

DAY = date(2026, 11, 16)
FUEL, FOOD = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("description", "payee"),
    [
        ("CONTACTLESS INTERAC PURCHASE - 4417 PETRO-CANADA 04417", "PETRO-CANADA"),
        ("POS PURCHASE STAPLES #118 EDMONTON AB", "STAPLES"),
        ("MISC PAYMENT NORTHERN TEL MOBILITY", "NORTHERN TEL MOBILITY"),
        ("TIM HORTONS #2231", "TIM HORTONS"),
        ("Café Hélène", "Café Hélène"),
        ("CHEQUE 311", "CHEQUE"),
        ("1234", "1234"),
    ],
)
def test_a_payee_is_found_behind_what_the_bank_says(description, payee):
    assert payee_of(description) == payee


def test_capitals_are_written_as_people_do():
    assert written("PETRO-CANADA") == "Petro-Canada"
    assert written("BANK OF MONTREAL") == "Bank of Montreal"
    assert written("iTunes") == "iTunes"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PETRO-CANADA 04417", "Petro-Canada", True),
        ("POS PURCHASE CAFE HELENE EDMONTON", "Café Hélène", True),
        ("CO-OP GAS BAR RITCHIE", "Co-op Gas Bar", True),
        ("BUNZL CDA 55512", "Bunzl Canada", True),
        ("Petro-Canada", "Canada Post", False),
        ("Prairie Mutual", "Prairie Plumbing", False),
        ("SHELL C01234", "Petro-Canada", False),
        ("", "Petro-Canada", False),
    ],
)
def test_names_that_sound_alike(one, other, same):
    assert alike(one, other) is alike(other, one) is same


said = st.builds(
    Said,
    row=st.just(0),
    posted_on=st.sampled_from([DAY + timedelta(days=n) for n in range(4)]),
    description=st.sampled_from(["Tim Hortons", "SHELL", "Fee"]),
    amount_cents=st.sampled_from([-100, -200, 300]),
)


@given(st.lists(said, max_size=30), st.integers(0, 3))
def test_overlapping_files_hold_the_same_lines(rows, cut):
    """Whatever day the second file begins on, what both hold is known again, and nothing else."""
    whole = lines_of(rows)
    later = lines_of([one for one in rows if one.posted_on >= DAY + timedelta(days=cut)])
    assert len({one.fingerprint for one in whole}) == len(whole)
    inside = {one.fingerprint for one in whole if one.posted_on >= DAY + timedelta(days=cut)}
    assert {one.fingerprint for one in later} == inside


def known(n: int, day: date = DAY, vendor: str = "Petro-Canada", cents: int = 60_00) -> Known:
    return Known(UUID(int=n), day, vendor, cents)


def found(said_rows: list[Said], expenses: list[Known]) -> dict[int, int]:
    return {row: one.id.int for row, one in duplicates(lines_of(said_rows), expenses).items()}


def test_the_same_amount_within_three_days_at_a_like_name_is_the_same_purchase():
    line = Said(1, DAY, "PETRO-CANADA 04417", -60_00)
    assert found([line], [known(7)]) == {1: 7}
    assert found([line], [known(7, DAY - timedelta(days=3))]) == {1: 7}
    for other in (
        known(7, DAY - timedelta(days=4)), known(7, DAY + timedelta(days=4)),
        known(7, vendor="Shell"), known(7, cents=60_01), known(7, cents=-60_00),
    ):  # fmt: skip
        assert found([line], [other]) == {}


def test_each_expense_is_one_line_and_the_nearest_day_wins():
    two = [
        Said(1, DAY, "PETRO-CANADA", -60_00),
        Said(2, DAY + timedelta(days=1), "PETRO-CANADA", -60_00),
    ]
    assert found(two, [known(7, DAY + timedelta(days=1))]) == {2: 7}
    assert found(two, [known(7, DAY + timedelta(days=1)), known(8, DAY)]) == {1: 8, 2: 7}


@given(
    st.lists(st.integers(0, 6), max_size=8), st.lists(st.integers(0, 6), max_size=8)
)  # fmt: skip
def test_no_expense_and_no_line_is_matched_twice_or_too_far(line_days, expense_days):
    rows = [Said(n, DAY + timedelta(days=d), "SHELL", -50_00) for n, d in enumerate(line_days)]
    kept = [known(n, DAY + timedelta(days=d), "Shell", 50_00) for n, d in enumerate(expense_days)]
    lines = {one.row: one for one in lines_of(rows)}
    matched = duplicates(list(lines.values()), kept)
    assert len({one.id for one in matched.values()}) == len(matched)
    for row, one in matched.items():
        assert abs((lines[row].posted_on - one.occurred_on).days) <= 3
    if set(line_days) & set(expense_days):
        assert matched


def test_the_offices_own_rule_beats_habit_and_habit_beats_common_words():
    rules = [Rule("PETRO", FOOD, "", False), Rule("petro-canada", FUEL, "Petro", True)]
    habits = [Habit("Petro-Canada", FOOD, False)]
    words = {"fuel": FUEL, "other": FOOD}
    said_ = "POS PETRO-CANADA 04417"

    def made(*sources):
        return guess(said_, payee_of(said_), *sources)

    first = made(rules, habits, words)
    assert (first.category_id, first.vendor, first.has_gst, first.why) == (
        FUEL,
        "Petro",
        True,
        "rule",
    )
    assert made([], habits, words).why == "before"
    assert (made([], [], words).category_id, made([], [], words).why) == (FUEL, "word")
    nothing = guess("ZZTOP LTD", "ZZTOP LTD", [], [], words)
    assert (nothing.category_id, nothing.vendor, nothing.why) == (None, "Zztop Ltd", "")
    assert guess("MONTHLY ACCOUNT FEE", "x", [], [], words).has_gst is False


def test_pay_and_taxes_are_no_expenses():
    assert is_no_expense("PAYROLL DEPOSIT")
    assert is_no_expense("Receiver General GST")
    assert not is_no_expense("SHELL")
