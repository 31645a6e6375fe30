"""Which budget holds when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.budgets import Budget, in_force, span_of

FUEL, FOOD = UUID(int=1), UUID(int=2)


def test_a_budget_holds_until_a_later_one_and_zero_ends_it():
    kept = [
        Budget(FUEL, "month", date(2026, 3, 1), 500_00),
        Budget(FUEL, "month", date(2026, 6, 1), 0),
        Budget(FUEL, "month", date(2026, 1, 1), 400_00),
        Budget(FUEL, "year", date(2026, 1, 1), 5000_00),
        Budget(FOOD, "month", date(2026, 12, 1), 1_00),
    ]
    held = {m: {(b.span, b.amount_cents) for b in in_force(kept, date(2026, m, 28))}
            for m in (1, 2, 3, 5, 6, 11)}  # fmt: skip
    year = ("year", 5000_00)
    assert held[1] == held[2] == {("month", 400_00), year}
    assert held[3] == held[5] == {("month", 500_00), year}
    assert held[6] == held[11] == {year}
    assert in_force(kept, date(2025, 12, 31)) == []


def test_a_month_ends_on_its_last_day():
    assert span_of("month", date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert span_of("year", date(2028, 2, 10)) == (date(2028, 1, 1), date(2028, 12, 31))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(["month", "year"]))
def test_every_day_lies_in_exactly_one_span(day, span):
    first, last = span_of(span, day)
    assert first <= day <= last
    assert span_of(span, first) == span_of(span, last) == (first, last)
