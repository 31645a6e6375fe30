"""A client's account always adds up, whatever happened and wherever the period is cut."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.invoices import AgeingBucket
from cleaning_app.domain.statements import Movement, account

START = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn):
    """A few invoices with due dates, and money on them that may be too much or go back."""
    movements, due = list[Movement[int]](), dict[int, date]()
    for number in range(draw(st.integers(0, 6))):
        issued = draw(days)
        due[number] = issued + timedelta(days=draw(st.integers(0, 60)))
        movements.append(Movement(issued, number, draw(st.integers(0, 50_000)), "invoice"))
        for amount in draw(st.lists(st.integers(-60_000, 30_000), max_size=4)):
            movements.append(Movement(draw(days), number, amount, "money"))
    return movements, due


@given(histories(), days, days)
def test_an_account_adds_up(history, one: date, other: date):
    movements, due = history
    first, last = sorted((one, other))
    found = account(movements, due, first, last)
    assert found.opening + found.charged - found.paid == found.closing
    assert sum(found.ageing.values()) - found.credit == found.closing
    assert found.closing == sum(move.amount for move in movements if move.on <= last)
    if found.entries:
        assert found.entries[-1].balance == found.closing
    assert list(found.ageing) == list(AgeingBucket)


@given(histories(), st.tuples(days, days, days))
def test_periods_that_follow_one_another_fit(history, cuts: tuple[date, date, date]):
    movements, due = history
    first, middle, last = sorted(cuts)
    before = account(movements, due, first, middle)
    after = account(movements, due, middle + timedelta(days=1), max(last, middle))
    whole = account(movements, due, first, max(last, middle))
    assert after.opening == before.closing
    assert len(before.entries) + len(after.entries) == len(whole.entries)
    assert before.charged + after.charged == whole.charged


def test_age_is_that_of_the_last_day_and_too_much_paid_stands_apart():
    movements = [
        Movement(date(2026, 1, 5), "a", 10_000, "invoice"),
        Movement(date(2026, 2, 5), "b", 5_000, "invoice"),
        Movement(date(2026, 2, 10), "b", -7_000, "payment"),
        Movement(date(2026, 6, 1), "a", -10_000, "payment"),
    ]
    due = {"a": date(2026, 1, 19), "b": date(2026, 2, 19)}
    found = account(movements, due, date(2026, 2, 1), date(2026, 3, 1))
    assert (found.opening, found.charged, found.paid, found.closing) == (
        10_000,
        5_000,
        7_000,
        8_000,
    )
    assert found.ageing[AgeingBucket.DAYS_31_60] == 10_000
    assert found.credit == 2_000
