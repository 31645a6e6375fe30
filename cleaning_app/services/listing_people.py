"""Searching for people: what is typed begins a word of their name, or is theirs in e-mail or phone."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import col

from cleaning_app.services.listing import contains

_BETWEEN_WORDS = "-_.,+&/'’()\""
_AS_SPACES = str.maketrans(_BETWEEN_WORDS, " " * len(_BETWEEN_WORDS))
_FEWEST_DIGITS = 3


def named(name: Any, search: str) -> ColumnElement[bool]:
    """Whether every word typed begins a word of the name: "am" finds Amara and not Graham."""
    return and_(true(), *(_begins_a_word(name, word) for word in search[:100].split()))


def matches(search: str, *, name: Any, email: Any, phone: Any) -> ColumnElement[bool]:
    """Whether a search means this person: by name, by the part of an e-mail address before the @
    (all of it once an @ is typed), or by digits of the phone number."""
    search = search.strip()[:100]
    found = [named(name, search)]
    if "@" in search:
        found.append(col(email).ilike(contains(search)))
    elif search and " " not in search:
        found.append(_begins_a_word(func.split_part(col(email), "@", 1), search))
    digits = re.sub(r"\D", "", search)
    if len(digits) >= _FEWEST_DIGITS and not re.search(r"[^\W\d_]", search):
        found.append(col(phone).contains(digits))
    return or_(*found)


def _begins_a_word(text: Any, word: str) -> ColumnElement[bool]:
    """With what stands between words taken for a space, on both sides."""
    spaced = func.translate(func.concat(" ", text), _BETWEEN_WORDS, " " * len(_BETWEEN_WORDS))
    typed = " ".join(word.translate(_AS_SPACES).split())
    return spaced.ilike("% " + contains(typed).removeprefix("%"))
