"""One text cell → one value, or why not, in words a person can act on.

Each parser takes the stripped, non-empty text of a cell and how the file is written, and returns a
typed value; factories (`text(200)`, `choice(…)`) make parsers. A parser raises `Invalid`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import resolve_local
from cleaning_app.errors import Invalid
from cleaning_app.money import MOST_CENTS, parse_cents

"""Amounts are stored in four bytes; more than this is a slip of the hand."""

D = TypeVar("D", bound=date)

_SHOWN = 40
_YEARS = range(1990, 2101)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_COMMA_MONEY = re.compile(r"-?(\d{1,3}(?:[. \u00a0\u202f]\d{3})+|\d+),\d{1,2}")
_COMMA_NUMBER = re.compile(r"-?\d+,\d+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_WORDS = {
    True: frozenset({"true", "yes", "y", "1", "oui", "vrai", "x"}),
    False: frozenset({"false", "no", "n", "0", "non", "faux"}),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells of this file are to be understood.

    `zone` is the organisation's, for local times; `decimal_comma` is true when commas do not
    separate cells; `currency` is what empty currency cells mean and the only one accepted.
    `day_first` is the order of days such as 03/04/2026, where a file may have them at all.
    """

    zone: ZoneInfo
    decimal_comma: bool = False
    currency: str = "CAD"
    day_first: bool = False


def text(most: int) -> Callable[[str, Reading], str]:
    """Text of at most `most` characters, composed (NFC); formulas stay text."""

    def parse(cell: str, _: Reading) -> str:
        value = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
        if len(value) > most:
            raise Invalid(f"{len(value):,} characters; {most:,} is the most.")
        if not value.isprintable() and _CONTROL.search(value):
            raise Invalid("Holds control characters. Type the text again.")
        return value

    return parse


def boolean(cell: str, _: Reading) -> bool:
    """true/false, yes/no, 1/0, oui/non."""
    word = cell.casefold()
    for value, words in _WORDS.items():
        if word in words:
            return value
    raise Invalid(f"{_quoted(cell)} is neither yes nor no. Write true or false.")


def cents(cell: str, reading: Reading) -> int:
    """Dollars as people write them → cents. "1 234,50" only where commas do not separate cells."""
    amount = cell
    if amount.startswith("(") and amount.endswith(")"):
        amount = "-" + amount[1:-1]
    if reading.decimal_comma and _COMMA_MONEY.fullmatch(amount):
        amount = re.sub(r"[. \u00a0\u202f]", "", amount).replace(",", ".")
    value = parse_cents(amount)
    if abs(value) > MOST_CENTS:
        raise Invalid(f"{_quoted(cell)} is more than the books can hold: 20,000,000.00.")
    return value


def cents_from(least: int) -> Callable[[str, Reading], int]:
    """An amount of at least `least` cents."""

    def parse(cell: str, reading: Reading) -> int:
        value = cents(cell, reading)
        if value < least:
            raise Invalid("Must be more than zero." if least > 0 else "Must not be negative.")
        return value

    return parse


def signed_cents(cell: str, reading: Reading) -> int:
    """An amount that may be negative (a refund) but not zero."""
    value = cents(cell, reading)
    if value == 0:
        raise Invalid("An amount of zero moves no money.")
    return value


def decimal_between(low: float, high: float) -> Callable[[str, Reading], float]:
    """A number within bounds; "53,5240" where commas do not separate cells."""

    def parse(cell: str, reading: Reading) -> float:
        number = cell
        if reading.decimal_comma and _COMMA_NUMBER.fullmatch(number):
            number = number.replace(",", ".")
        if not _NUMBER.fullmatch(number):
            raise Invalid(f"{_quoted(cell)} is not a number.")
        value = float(number)
        if not low <= value <= high:
            raise Invalid(f"{cell} is out of range; it must be between {low:g} and {high:g}.")
        return value

    return parse


def integer_between(low: int, high: int) -> Callable[[str, Reading], int]:
    """A whole number within bounds."""

    def parse(cell: str, _: Reading) -> int:
        if not re.fullmatch(r"-?\d{1,9}", cell):
            raise Invalid(f"{_quoted(cell)} is not a whole number.")
        value = int(cell)
        if not low <= value <= high:
            raise Invalid(f"{value} is out of range; it must be between {low:,} and {high:,}.")
        return value

    return parse


def day(cell: str, _: Reading) -> date:
    """A date, year first. 03/04/2026 is refused: it is two different days to two people."""
    found = _DATE.fullmatch(cell)
    if found:
        try:
            value = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise Invalid(f"There is no {cell} in the calendar.") from None
        return _plausible(value)
    if _DAY_FIRST.fullmatch(cell):
        raise Invalid(f"{_quoted(cell)}: write dates year first, as 2026-04-30.")
    raise Invalid(f"{_quoted(cell)} is not a date. Write it as 2026-04-30.")


def moment(cell: str, reading: Reading) -> datetime:
    """ISO date and time → UTC. Without an offset it is local time of the organisation.

    A local time that the clocks skip is refused; of one that happens twice it is the first.
    """
    if _DATE.fullmatch(cell):
        raise Invalid(f"{_quoted(cell)} has no time. Write it as 2026-04-30T09:00.")
    if _DAY_FIRST.match(cell):
        raise Invalid(f"{_quoted(cell)}: write dates year first, as 2026-04-30T09:00.")
    try:
        value = datetime.fromisoformat(cell)
    except ValueError:
        raise Invalid(
            f"{_quoted(cell)} is not a date and time. Write it as 2026-04-30T09:00."
        ) from None
    _plausible(value)
    if value.tzinfo is None:
        return resolve_local(value, reading.zone)
    return value.astimezone(UTC)


def moment_or_day(cell: str, reading: Reading) -> datetime:
    """As `moment`; a bare date means noon of that day, so that no zone moves it to another."""
    if _DATE.fullmatch(cell):
        noon = datetime.combine(day(cell, reading), time(12), reading.zone)
        return noon.astimezone(UTC)
    return moment(cell, reading)


def clock_time(cell: str, _: Reading) -> str:
    """A time of day as HH:MM."""
    found = _CLOCK.fullmatch(cell)
    minutes = int(found[1]) * 60 + int(found[2]) if found else 1440
    if not found or minutes >= 1440 or int(found[2]) > 59:
        raise Invalid(f"{_quoted(cell)} is not a time of day. Write it as 08:30.")
    return f"{int(found[1]):02d}:{found[2]}"


def choice(
    what: str, values: tuple[str, ...], also: Mapping[str, str] | None = None
) -> Callable[[str, Reading], str]:
    """One of a few words, whatever the case; `also` maps other spellings onto them."""
    known = {v.casefold(): v for v in values} | dict(also or {})

    def parse(cell: str, _: Reading) -> str:
        word = re.sub(r"[\s-]+", "_", cell.casefold())
        found = known.get(word)
        if found is None:
            raise Invalid(
                f"{_quoted(cell)} is not a {what} we know. Use one of: {', '.join(values)}."
            )
        return found

    return parse


def keyword(most: int) -> Callable[[str, Reading], str]:
    """A short key such as move_out: lower case, underscores for spaces."""
    short = text(most)

    def parse(cell: str, reading: Reading) -> str:
        return short(re.sub(r"[\s-]+", "_", cell.casefold()), reading)

    return parse


def list_of(
    item: Callable[[str, Reading], str],
) -> Callable[[str, Reading], tuple[str, ...]]:
    """Several values with | between them (or , or ; inside the cell); repeats count once."""

    def parse(cell: str, reading: Reading) -> tuple[str, ...]:
        parts = [part.strip() for part in re.split(r"[|;,]", cell)]
        return tuple(dict.fromkeys(item(part, reading) for part in parts if part))

    return parse


def weekday(cell: str, _: Reading) -> str:
    """mon … sun, from the word or its beginning."""
    word = cell.casefold()
    for name in _DAYS:
        if len(word) >= 3 and name.startswith(word):
            return name[:3]
    raise Invalid(
        f"{_quoted(cell)} is not a day of the week. Use mon, tue, wed, thu, fri, sat, sun."
    )


def currency(cell: str, reading: Reading) -> str:
    """The organisation's currency; any other is refused."""
    code = cell.upper()
    if code != reading.currency:
        raise Invalid(f"{_quoted(cell)}: only {reading.currency} can be taken over.")
    return code


def _plausible(value: D) -> D:
    if value.year not in _YEARS:
        raise Invalid(f"The year {value.year} cannot be right.")
    return value


def _quoted(cell: str) -> str:
    short = cell if len(cell) <= _SHOWN else cell[: _SHOWN - 1] + "…"
    return f"“{short}”"
