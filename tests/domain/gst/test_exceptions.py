"""What an accountant would ask about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.gst import (
    ClaimedExpense,
    Question,
    edited_after_filing,
    expense_findings,
    number_gaps,
    tax_mismatch,
)
from cleaning_app.domain.invoices import next_number, parse_number

FIVE = Decimal("0.05000")


@given(st.integers(0, 10**8), st.integers(-1, 1))
def test_a_cent_of_rounding_is_no_question(base: int, off: int) -> None:
    assert tax_mismatch("INV", base, FIVE, (base + 10) // 20 + off) is None


@given(st.integers(0, 10**8), st.integers(2, 10**6))
def test_more_than_a_cent_is_one(base: int, off: int) -> None:
    finding = tax_mismatch("INV", base, FIVE, (base + 10) // 20 + off)
    assert finding is not None
    assert finding.amount == off


def test_a_mismatch_says_what_was_expected() -> None:
    finding = tax_mismatch("INV-2026-00007", 100_00, FIVE, 6_00)
    assert finding is not None
    assert finding.detail == "Tax is 6.00; 5% of 100.00 is 5.00."


def test_runs_of_missing_numbers_are_one_question_each() -> None:
    used = [next_number(2026, n) for n in (1, 2, 4, 9, 10)] + [next_number(2025, 77), "F-3"]
    assert [(f.subject, f.detail) for f in number_gaps(used)] == [
        ("INV-2026-00003", "1 invoice number is missing."),
        ("INV-2026-00005 … INV-2026-00008", "4 invoice numbers are missing."),
    ]


@given(st.sets(st.integers(1, 300), min_size=1), st.randoms())
def test_gaps_and_numbers_together_leave_nothing_out(used: set[int], dice: object) -> None:
    numbers = [next_number(2026, n) for n in used]
    dice.shuffle(numbers)  # type: ignore[attr-defined]
    missing: set[int] = set()
    for finding in number_gaps(numbers):
        ends = [parse_number(part) for part in finding.subject.split(" … ")]
        assert all(ends)
        missing |= set(range(ends[0][1], ends[-1][1] + 1))  # type: ignore[index]
    assert missing == set(range(min(used), max(used) + 1)) - used


def expense(**changes: object) -> ClaimedExpense:
    plain = {"reference": "E1", "category": "supplies", "total": 105_00, "tax": 5_00}
    return ClaimedExpense(**(plain | changes))  # type: ignore[arg-type]


def test_a_large_credit_needs_the_suppliers_number() -> None:
    (finding,) = expense_findings(expense())
    assert (finding.question, finding.amount) == (Question.SUPPLIER_NUMBER, 500)
    assert expense_findings(expense(supplier_number="123456789RT0001")) == []
    assert expense_findings(expense(total=99_99)) == []
    assert expense_findings(expense(tax=0)) == []


@pytest.mark.parametrize(("tax", "not_allowed"), [(500, 250), (501, 250), (1, 0)])
def test_half_of_the_credit_on_meals_is_not_allowed(tax: int, not_allowed: int) -> None:
    (finding,) = expense_findings(expense(category="meals", total=50_00, tax=tax))
    assert (finding.question, finding.amount) == (Question.MEALS, not_allowed)


def test_a_return_is_asked_about_only_if_its_net_tax_has_changed() -> None:
    assert edited_after_filing("Q1", date(2026, 4, 20), 400, 400) is None
    finding = edited_after_filing("Q1", date(2026, 4, 20), 400, 350)
    assert finding is not None
    assert (finding.question, finding.amount) == (Question.EDITED_AFTER_FILING, -50)
    assert "4.00" in finding.detail
    assert "3.50" in finding.detail
