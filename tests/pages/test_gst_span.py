"""Which days the GST page shows for an address, and what it says about where they stand."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from cleaning_app.errors import Invalid
from cleaning_app.pages.finance import gst_span
from cleaning_app.services import gst

TODAY = date(2026, 11, 25)


def test_without_a_wish_it_is_the_running_period():
    span = gst_span.read({}, TODAY, "quarterly")
    assert (span.period, span.before, span.after) == ("2026-Q4", "2026-Q3", "2027-Q1")
    assert span.words(span.status(TODAY, {})) == "Running"


def test_a_period_that_is_over_is_due_then_overdue_until_it_is_filed():
    span = gst_span.read({"period": "2026-Q1"}, TODAY, "quarterly")
    assert span.words(span.status(date(2026, 4, 30), {})) == "Due 30 Apr 2026"
    assert span.words(span.status(TODAY, {})) == "Overdue 30 Apr 2026"
    filing = cast(gst.Filing, object())
    assert span.status(TODAY, {span.last: filing}) == "filed"
    assert span.status(TODAY, {date(2026, 6, 30): filing}) == "closed"


def test_two_dates_of_ones_own_lie_between_the_periods_around_them():
    span = gst_span.read({"from": "2026-02-10", "to": "2026-05-09"}, TODAY, "quarterly")
    assert (span.label, span.period, span.due) == ("10 Feb 2026 – 9 May 2026", "", None)
    assert (span.before, span.after) == ("2025-Q4", "2026-Q3")
    assert span.status(TODAY, {}) == ""


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-05-10", "to": "2026-05-09"}, "to"),
        ({"from": "2020-05-10", "to": "2026-05-09"}, "to"),
        ({"from": "2026-05-10"}, "to"),
        ({"to": "2026-05-10"}, "from"),
        ({"from": "10/05/2026", "to": "2026-06-01"}, "from"),
    ],
)
def test_dates_that_make_no_range_are_refused_beside_their_field(asked, field):
    with pytest.raises(Invalid) as refused:
        gst_span.read(asked, TODAY, "quarterly")
    assert [error.field for error in refused.value.errors] == [field]


def test_a_period_nobody_knows_is_refused():
    with pytest.raises(Invalid):
        gst_span.read({"period": "2026-Q9"}, TODAY, "quarterly")
