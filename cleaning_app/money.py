"""Money as integer cents: reading it, writing it, rounding it, sharing it out without losing one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from cleaning_app.errors import Invalid

MOST_CENTS: Final = 20_000_000_00
"""The largest single amount anybody enters. Amounts are stored in four bytes, which end a little above."""

_AMOUNT = re.compile(
    r"(?P<sign>[-−]?)\$?(?P<dollars>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<cents>[0-9]{1,2}))?"
)
_TOO_FINE = re.compile(r"[-−]?\$?[0-9,]+\.[0-9]{3,}")
_COMMA_DECIMAL = re.compile(r"(?P<sign>[-−]?)\$?(?P<dollars>[0-9.]+),(?P<cents>[0-9]{1,2})")
# A trillion dollars is a typing slip, and bigint columns stay far from their edge.
_MOST_DIGITS = 12


def parse_cents(text: str) -> int:
    """Read decimal dollars as a person types them and return cents.

    Accepts an optional minus (hyphen or U+2212), an optional `$`, thousands commas in the right
    places, and at most two decimals: "1234.5", "$1,234.50", "−12". Raises Invalid for everything
    else, with a sentence that says what to type instead; "1.234,50" is refused rather than guessed.
    """
    amount = text.strip()
    match = _AMOUNT.fullmatch(amount)
    if match is None:
        raise Invalid(_why_refused(amount))
    dollars = match["dollars"].replace(",", "")
    if len(dollars.lstrip("0")) > _MOST_DIGITS:
        raise Invalid("That amount is too large.")
    cents = int(dollars) * 100 + int((match["cents"] or "0").ljust(2, "0"))
    return -cents if match["sign"] else cents


def _why_refused(amount: str) -> str:
    if not amount:
        return "Enter an amount, such as 1234.50."
    shown = amount if len(amount) <= 30 else f"{amount[:30]}…"
    european = _COMMA_DECIMAL.fullmatch(amount)
    if european is not None:
        meant = f"{european['sign']}{european['dollars'].replace('.', '')}.{european['cents']}"
        return f"“{shown}” uses a comma for cents. Write {meant} instead."
    if _TOO_FINE.fullmatch(amount):
        return f"“{shown}” has more than two decimals."
    return f"“{shown}” is not an amount. Write it like 1234.50."


def to_decimal_string(cents: int) -> str:
    """Cents as plain decimal dollars with two places and no separators: -123450 → "-1234.50"."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{dollars}.{rest:02d}"


def dollars(cents: int) -> str:
    """Cents as people read them: $1,234.50, with a real minus sign."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}${whole:,}.{rest:02d}"


def change_percent(now: int, before: int) -> str:
    """How much more or less it is, in whole percent: +12%, −3%; "" from nothing."""
    if not before:
        return ""
    percent = share(100, now - before, abs(before))
    sign = "−" if percent < 0 else "+" if percent > 0 else ""
    return f"{sign}{abs(percent):,}%"


def round_half_up(value: Fraction | Decimal) -> int:
    """The nearest integer, halves away from zero, so a refund mirrors its payment to the cent."""
    exact = Fraction(value)
    return share(1, exact.numerator, exact.denominator)


def share(part_of_cents: int, numerator: int, denominator: int) -> int:
    """`part_of_cents × numerator ÷ denominator`, rounded half away from zero, in integers only.

    The denominator must be positive. This is the one rounding of the product; SQL's
    `round(numeric)` rounds the same way.
    """
    if denominator <= 0:
        raise ValueError("a share needs a positive denominator")
    product = part_of_cents * numerator
    size = (2 * abs(product) + denominator) // (2 * denominator)
    return -size if product < 0 else size


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` cents in proportion to `weights`, exactly: the parts always sum to the total.

    Largest remainder: each part is rounded down, and the cents left over go to the largest
    remainders, the earlier index first when they are equal. Weights are zero or more; a total that
    nobody carries weight for is a ValueError. A negative total is the mirror of the positive one.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total != 0:
            raise ValueError("an amount cannot be split over no weight")
        return [0] * len(weights)
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [quotient for quotient, _ in shares]
    left_over = abs(total) - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[:left_over]:
        parts[index] += 1
    return parts if total >= 0 else [-part for part in parts]
