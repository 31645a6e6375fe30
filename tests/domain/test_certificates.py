"""Whether a certificate holds, and what is said when it doesn't."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.certificates import Held, lapsed, standing, uncertified

TODAY = date(2026, 11, 25)
LADDER = "Ladder safety"


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([], "No certificate “Ladder safety” on file."),
        ([Held("First aid")], "No certificate “Ladder safety” on file."),
        ([Held(LADDER, date(2026, 11, 24))], "The certificate “Ladder safety” ended on 24 November 2026."),
        ([Held(LADDER, TODAY)], ""),
        ([Held(" ladder  SAFETY ")], ""),
        ([Held(LADDER, date(2025, 1, 1)), Held(LADDER, date(2027, 1, 1))], ""),
    ],
)  # fmt: skip
def test_what_is_said_of_a_required_certificate(held, said):
    assert lapsed(LADDER, held, TODAY) == said


def test_a_skill_that_takes_none_never_lapses():
    assert lapsed("", [], TODAY) == ""


@pytest.mark.parametrize(
    ("left", "is_"),
    [(None, "valid"), (-1, "expired"), (0, "expiring"), (30, "expiring"), (31, "valid")],
)
def test_the_standing_of_a_certificate(left, is_):
    ends = None if left is None else TODAY + timedelta(days=left)
    assert standing(ends, TODAY) == is_


@given(st.dates(), st.lists(st.none() | st.dates(), max_size=5))
def test_a_skill_counts_exactly_when_one_certificate_holds(day, ends):
    held = [Held(LADDER, end) for end in ends]
    holds = any(one.holds_on(day) for one in held)
    assert (uncertified({"windows": LADDER}, held, day) == {}) is holds
