"""Money: strict reading, one rounding, and splits that never lose a cent."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaning_app.errors import Invalid
from cleaning_app.money import (
    allocate,
    change_percent,
    parse_cents,
    round_half_up,
    share,
    to_decimal_string,
)

CENTS = st.integers(-(10**13), 10**13)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("$1,234,567.89", 123456789),
        ("-12", -1200),
        ("−0.05", -5),
        ("-$3.10", -310),
        (" 7 ", 700),
        ("0", 0),
        ("-0.00", 0),
        ("007.10", 710),
    ],
)
def test_amounts_people_type_are_read(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "abc",
            "1.2.3",
            "--1",
            "1-",
            "+1",
            "$",
            ".",
            ".50",
            "1.",
            "1e3",
            "0x10",
            "1_000",
        ),
        *(
            "1,23.00",
            "12,34,567",
            ",100",
            "1,0000",
            "1 000",
            "1.005",
            "٣.٥٠",
            "１２",
            "NaN",
            "Infinity",
        ),
        *("(5.00)", "5.00 CAD", "$-5", "10000000000000", "1\x00", "1\n2"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_cents(text)


@pytest.mark.parametrize(
    ("text", "hint"), [("1.234,50", "1234.50"), ("-12,5", "-12.5"), ("$9,99", "9.99")]
)
def test_a_decimal_comma_is_refused_with_what_to_write_instead(text: str, hint: str) -> None:
    with pytest.raises(Invalid, match=f"Write {hint} instead"):
        parse_cents(text)


def test_a_long_text_is_not_echoed_in_full() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_cents("x" * 5000)
    assert len(refusal.value.detail) < 100


@given(CENTS)
def test_what_is_written_reads_back(cents: int) -> None:
    assert parse_cents(to_decimal_string(cents)) == cents


@given(CENTS)
def test_thousands_commas_and_the_dollar_sign_change_nothing(cents: int) -> None:
    sign, size = ("−" if cents < 0 else ""), abs(cents)
    assert parse_cents(f"{sign}${size // 100:,}.{size % 100:02d}") == cents


@given(st.decimals(-(10**9), 10**9, places=4))
@example(Decimal("0.5"))
@example(Decimal("-0.5"))
@example(Decimal("2.5"))
def test_halves_round_away_from_zero(value: Decimal) -> None:
    expected = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert round_half_up(value) == round_half_up(Fraction(value)) == expected


@given(CENTS, st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_share_is_within_half_a_cent_and_mirrors_its_refund(
    part: int, up: int, down: int
) -> None:
    assert abs(share(part, up, down) - Fraction(part * up, down)) <= Fraction(1, 2)
    assert share(-part, up, down) == -share(part, up, down)


@given(CENTS, WEIGHTS)
def test_a_split_sums_to_the_whole_and_stays_within_a_cent(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
    assert allocate(-total, weights) == [-part for part in parts]


@given(st.integers(0, 10**9), st.integers(1, 30))
def test_equal_weights_differ_by_a_cent_at_most_and_earlier_ones_get_it(total: int, n: int) -> None:
    parts = allocate(total, [1] * n)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_the_largest_remainder_gets_the_cent() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(10, [1, 2, 4]) == [1, 3, 6]
    assert allocate(0, [0, 0]) == [0, 0]
    assert allocate(0, []) == []


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0, 0]), (5, [1, -1])])
def test_a_split_over_nothing_is_an_error(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        allocate(total, weights)


def test_no_cent_is_lost_over_many_splits(capsys: pytest.CaptureFixture[str]) -> None:
    cases = settings.default.max_examples * 50 if settings.default else 3000
    dice = random.Random(20260331)
    for _ in range(cases):
        weights = [dice.randrange(1, 10**7) for _ in range(dice.randrange(1, 8))]
        total = dice.randrange(-(10**8), 10**8)
        assert sum(allocate(total, weights)) == total
    with capsys.disabled():
        print(f"\n  {cases:,} splits, 0 cents lost")


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(112, 100, "+12%"), (97, 100, "−3%"), (100, 100, "0%"), (50, -100, "+150%"), (5, 0, "")],
)
def test_a_change_is_said_in_whole_percent(now: int, before: int, said: str) -> None:
    assert change_percent(now, before) == said
