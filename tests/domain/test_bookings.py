"""The state machine of a booking is closed: these moves and no others."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.bookings import (
    LIVE,
    TERMINAL,
    BookingStatus,
    allowed,
    check_transition,
    parse_status,
)
from cleaning_app.errors import Conflict, Invalid

MOVES = {
    ("pending", "confirmed"),
    ("pending", "cancelled"),
    ("confirmed", "in_progress"),
    ("confirmed", "cancelled"),
    ("confirmed", "no_show"),
    ("in_progress", "completed"),
}


@pytest.mark.parametrize(("from_", "to"), list(product(BookingStatus, BookingStatus)))
def test_exactly_the_written_moves_are_allowed(from_: BookingStatus, to: BookingStatus) -> None:
    assert (to in allowed(from_)) == ((from_, to) in MOVES)
    if (from_, to) in MOVES:
        check_transition(from_, to)
    else:
        with pytest.raises(Conflict) as refusal:
            check_transition(from_.value, to.value)
        assert refusal.value.extra["allowed"] == sorted(allowed(from_))


def test_every_status_is_either_live_or_terminal() -> None:
    assert frozenset(BookingStatus) == LIVE | TERMINAL
    assert not LIVE & TERMINAL
    assert all(not allowed(status) for status in TERMINAL)


@given(st.lists(st.sampled_from(list(BookingStatus)), max_size=30))
def test_no_sequence_of_attempts_leaves_a_terminal_status(wishes: list[BookingStatus]) -> None:
    status, ended = BookingStatus.PENDING, None
    for wish in wishes:
        try:
            check_transition(status, wish)
            status = wish
        except Conflict:
            pass
        assert ended is None or status is ended
        ended = status if status in TERMINAL else None


@pytest.mark.parametrize(
    ("from_", "to", "words"),
    [
        ("completed", "completed", "already completed"),
        ("no_show", "confirmed", "no-show and stays so"),
        ("pending", "completed", "only become confirmed or cancelled"),
    ],
)
def test_a_refusal_says_why_in_plain_words(from_: str, to: str, words: str) -> None:
    with pytest.raises(Conflict, match=words):
        check_transition(from_, to)


def test_an_unknown_status_is_named_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"dreaming.*in_progress"):
        parse_status("dreaming")
