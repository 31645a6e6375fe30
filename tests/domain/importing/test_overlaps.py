"""A worker is never in two places: file against file, file against the books."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.importing.overlaps import Visit, find_overlaps

MIDNIGHT = datetime(2026, 12, 7, tzinfo=UTC)


def visit(worker: str, start: float, hours: float, name: str, row: int | None = None) -> Visit:
    starts_at = MIDNIGHT + timedelta(hours=start)
    return Visit(worker, name, starts_at, starts_at + timedelta(hours=hours), name, row)


def test_the_later_row_yields_and_is_told_to_whom():
    first, second = visit("W1", 9, 2, "X001", 2), visit("W1", 10, 2, "X002", 3)
    assert find_overlaps([], [[first], [second]]) == {3: first}


def test_what_is_stored_stands():
    stored = visit("W1", 9, 2, "B1")
    assert find_overlaps([stored], [[visit("W1", 8, 2, "X1", 2)]]) == {2: stored}


def test_a_refused_row_blocks_nobody():
    stored = visit("W1", 9, 2, "B1")
    rows = [[visit("W1", 10, 4, "X1", 2)], [visit("W1", 12, 1, "X2", 3)]]
    assert find_overlaps([stored], rows) == {2: stored}


def test_visits_that_touch_are_fine():
    rows = [
        [visit("W1", 9, 2, "X1", 2)],
        [visit("W1", 11, 2, "X2", 3)],
        [visit("W1", 7, 2, "X3", 4)],
    ]
    assert find_overlaps([], rows) == {}


def test_two_workers_at_once_are_fine_and_one_busy_member_refuses_a_crew():
    free, busy = visit("W1", 9, 2, "X1", 2), visit("W2", 9, 2, "X1", 2)
    stored = visit("W2", 10, 1, "B1")
    assert find_overlaps([], [[free, busy]]) == {}
    assert find_overlaps([stored], [[free, busy], [visit("W1", 9, 2, "X2", 3)]]) == {2: stored}


def test_a_booking_does_not_clash_with_itself():
    assert find_overlaps([visit("W1", 9, 2, "X1")], [[visit("W1", 10, 2, "X1", 2)]]) == {}


def test_a_long_visit_of_the_day_before_still_counts():
    long = visit("W1", 0, 23, "B1")
    assert find_overlaps([long, visit("W1", 23, 0.5, "B2")], [[visit("W1", 22, 1, "X1", 2)]]) == {
        2: long
    }


spans = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 40), st.integers(1, 24)), max_size=25
)


@given(spans)
def test_what_is_taken_never_overlaps_and_what_is_refused_would(found):
    rows = [[visit(w, s, h, f"X{i}", i + 2)] for i, (w, s, h) in enumerate(found)]
    refused = find_overlaps([], rows)
    taken = [crew[0] for crew in rows if crew[0].row not in refused]

    def meet(a: Visit, b: Visit) -> bool:
        return a.worker == b.worker and a.starts_at < b.ends_at and b.starts_at < a.ends_at

    assert not any(meet(a, b) for a in taken for b in taken if a is not b)
    for crew in rows:
        if crew[0].row in refused:
            rival = refused[crew[0].row]
            assert meet(crew[0], rival)
            assert rival in taken
