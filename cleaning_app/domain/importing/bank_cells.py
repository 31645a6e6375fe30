"""Cells as banks write them: days in many orders, amounts with signs behind and before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from cleaning_app.domain.importing.cells import Reading, cents
from cleaning_app.errors import Invalid

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan janv january janvier", "feb fev fevr february fevrier", "mar mars march",
            "apr avr april avril", "may mai", "jun juin june", "jul juil july juillet",
            "aug aou aout august", "sep sept september septembre", "oct october octobre",
            "nov november novembre", "dec december decembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_NAMED = re.compile(
    r"(?:(\d{1,2})[-/ .]*([a-z]{3,9})\.?|([a-z]{3,9})\.?[-/ ]*(\d{1,2}))[-/ ,.]*(\d{4})"
)
_ACCENTS = str.maketrans("éèûôà", "eeuoa")


def bank_day(cell: str, reading: Reading) -> date:
    """2026-01-15, 20260115, 01/15/2026, 15/01/2026, 15 Jan 2026, Jan 15, 2026.

    Whether a day or a month stands first where it could be either is what the whole column says
    (`Reading.day_first`); Canadian banks put the month first.
    """
    text = cell.casefold().translate(_ACCENTS).strip()
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return _plausible(date(int(found[1]), int(found[2]), int(found[3])))
        if found := _NUMBERS.fullmatch(text):
            one, other, year = int(found[1]), int(found[2]), int(found[3])
            day, month = (one, other) if reading.day_first else (other, one)
            return _plausible(date(year + 2000 if year < 100 else year, month, day))
        if found := _NAMED.fullmatch(text):
            day, month = int(found[1] or found[4]), _MONTHS.get(found[2] or found[3], 0)
            return _plausible(date(int(found[5]), month, day))
    except ValueError:
        raise Invalid(f"There is no day “{cell[:30]}” in this order.") from None
    raise Invalid(f"“{cell[:30]}” is not a day.")


def day_comes_first(cells: Iterable[str]) -> bool | None:
    """What a column of days says of their order; None when every one could be read both ways."""
    for cell in cells:
        if found := _NUMBERS.fullmatch(cell.strip()):
            one, other = int(found[1]), int(found[2])
            if one > 12 >= other:
                return True
            if other > 12 >= one:
                return False
    return None


def bank_cents(cell: str, reading: Reading) -> int:
    """An amount: "1,234.56", "-45.00", "45.00-", "(45.00)", "45.00 DR", "$45.00"; "" cells never
    come here."""
    text = cell.replace("\u00a0", " ").strip().upper().removesuffix("CAD").strip()
    sign = 1
    for ending in ("DR", "-", "−"):
        if text.endswith(ending):
            text, sign = text.removesuffix(ending).strip(), -1
    text = text.removesuffix("CR").strip()
    if text.startswith("+"):
        text = text[1:]
    return sign * cents(text, reading)


def looks_like_day(cell: str) -> bool:
    """Whether a cell can be read as a day in some order."""
    text = cell.casefold().translate(_ACCENTS).strip()
    found = _NAMED.fullmatch(text)
    named = found is not None and (found[2] or found[3]) in _MONTHS
    return bool(named or _YEAR_FIRST.fullmatch(text) or _NUMBERS.fullmatch(text))


def looks_like_amount(cell: str, reading: Reading) -> bool:
    """Whether a cell can be read as an amount with cents."""
    if not re.search(r"[.,]\d{2}\b", cell):
        return False
    try:
        bank_cents(cell, reading)
    except Invalid:
        return False
    return True


def _plausible(value: date) -> date:
    if not 2000 <= value.year < 2100:
        raise Invalid(f"The year {value.year} cannot be right.")
    return value
