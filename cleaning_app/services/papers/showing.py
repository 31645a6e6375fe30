"""A paper as its template reads it: text for amounts and days, lists for rows, nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from cleaning_app.errors import Invalid
from cleaning_app.services.papers import words
from cleaning_app.services.papers.paper import Paper

MOST_TEXT: Final = 4000
MOST_ROWS: Final = 1000
MOST_BYTES: Final = 400_000
_OURS: Final = ("link", "qr")
"""Texts nobody typed, which must stay to the letter."""

# Control characters print nothing; the directional overrides could make an amount read backwards.
_NEVER = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def shown(paper: Paper) -> dict[str, Any]:
    """Everything on the paper, ready for JSON, and `w`: the words of its language.

    Raises:
        Invalid: longer lists or files than a paper may hold.
    """
    found = _object(paper, paper.language, paper.currency)
    w = words.in_language(paper.language)
    return found | {"title": plain(paper.title), "w": w, "language": words.known(paper.language)}


def plain(text: str) -> str:
    """Text without what must never be printed."""
    return _SURROGATE.sub("\ufffd", _NEVER.sub("", text.replace("\r\n", "\n")))[:MOST_TEXT]


def _object(value: Any, language: str, currency: str) -> dict[str, Any]:
    return {
        field.name: _value(field.name, getattr(value, field.name), language, currency)
        for field in fields(value)
    }


def _value(name: str, value: Any, language: str, currency: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if name in _OURS else plain(value)
    if isinstance(value, int):
        cents = name.endswith("_cents")
        return words.money(value, language, currency) if cents else str(value)
    if isinstance(value, Decimal):
        return words.quantity(value, language)
    if isinstance(value, datetime):
        raise TypeError(f"{name}: papers have days; which day a moment is depends on the zone")
    if isinstance(value, date):
        return {
            "long": words.day(value, language),
            "short": words.day(value, language, short=True),
            "iso": value.isoformat(),
        }
    if isinstance(value, bytes):
        if len(value) > MOST_BYTES:
            raise Invalid("A picture on this paper is too large.")
        return list(value)
    if is_dataclass(value):
        return _object(value, language, currency)
    if isinstance(value, Sequence):
        rows = cast(Sequence[Any], value)
        if len(rows) > MOST_ROWS:
            raise Invalid(f"A paper holds up to {MOST_ROWS:,} rows. Choose a shorter period.")
        return [_value(name, row, language, currency) for row in rows]
    raise TypeError(f"{name}: a paper can't show a {type(value).__name__}")
