"""Named spans, what they are compared with, and the columns they are cut into."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain import spans
from cleaning_app.domain.spans import Span
from cleaning_app.errors import Invalid

TODAY = date(2026, 11, 26)
days = st.dates(date(2005, 1, 1), date(2150, 1, 1))
lengths = st.integers(0, 5 * 365)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("key", "first", "last", "before"),
    [
        ("month", "2026-11-01", "2026-11-26", ("2026-10-01", "2026-10-26")),
        ("last_month", "2026-10-01", "2026-10-31", ("2026-09-01", "2026-09-30")),
        ("quarter", "2026-10-01", "2026-11-26", ("2026-07-01", "2026-08-26")),
        ("year", "2026-01-01", "2026-11-26", ("2025-01-01", "2025-11-26")),
        ("12m", "2025-12-01", "2026-11-26", ("2024-12-01", "2025-11-26")),
        ("30d", "2026-10-28", "2026-11-26", ("2026-09-28", "2026-10-27")),
    ],
)
def test_a_named_span_and_the_one_before(key, first, last, before):
    span = spans.named(key, TODAY)
    assert (str(span.first), str(span.last)) == (first, last)
    other = spans.compared(span, "before")
    assert other is not None
    assert (str(other.first), str(other.last)) == before


def test_whole_months_of_ones_own_are_compared_with_as_many_whole_months():
    other = spans.compared(Span("", date(2026, 2, 1), date(2026, 4, 30)), "before")
    assert other == Span("", date(2025, 11, 1), date(2026, 1, 31))
    a_year = spans.compared(Span("", date(2028, 2, 1), date(2028, 2, 29)), "year")
    assert a_year == Span("", date(2027, 2, 1), date(2027, 2, 28))


@given(days, lengths, st.booleans())
def test_parts_cut_a_span_without_gap_or_overlap(first, length, by_week):
    last = first + timedelta(days=length % 180 if by_week else length)
    found = spans.weeks(first, last) if by_week else spans.parts(first, last)
    assert (found[0].first, found[-1].last) == (first, last)
    for one, following in pairwise(found):
        assert one.first <= one.last
        assert following.first == one.last + DAY
    assert by_week or len(found) <= spans.MOST_PARTS
    assert len({part.label for part in found}) == len(found)


@given(days, st.sampled_from(list(spans.NAMES)))
def test_a_span_that_is_compared_never_overlaps_the_one_before(today, key):
    span = spans.named(key, today)
    other = spans.compared(span, "before")
    assert other is not None
    assert other.first <= other.last < span.first
    assert span.last <= today


@given(days, lengths)
def test_an_address_says_the_same_span_again(first, length):
    last = first + timedelta(days=length)
    try:
        span = spans.read({"from": str(first), "to": str(last)}, TODAY, "year")
    except Invalid:
        assert length > 5 * 365 - 3
    else:
        assert span == Span("", first, last)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-13-01", "to": "2026-01-01"},
        {"from": "2026-02-01"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"from": "20260101", "to": "20260102"},
    ],
)
def test_days_that_are_none_are_refused(asked):
    with pytest.raises(Invalid):
        spans.read(asked, TODAY, "year")


def test_what_is_no_name_is_the_default():
    assert spans.read({"period": "banana"}, TODAY, "month").key == "month"
    assert spans.read({}, TODAY, "year").key == "year"


def test_words():
    assert spans.words(date(2026, 11, 1), date(2026, 11, 30)) == "November 2026"
    assert spans.words(date(2026, 11, 1), TODAY) == "1 – 26 November 2026"
    assert spans.words(date(2026, 1, 1), TODAY) == "1 Jan – 26 Nov 2026"
    assert spans.words(TODAY, TODAY) == "26 November 2026"
