"""Who a bank's line is about: "POS PURCHASE PETRO-CANADA 04417 EDMONTON AB" is Petro-Canada."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# What banks put before the name: how it was paid, never to whom.
_HOW: Final = re.compile(
    r"^(?:contactless|interac|visa|mc|mastercard|debit|credit|pos|point of sale|purchase|purch|"
    r"preauthorized|pre-authorized|pap|pad|auth|recurring|misc|miscellaneous|bill|online|banking|"
    r"payment|pymt|pmt|retail|idp|fpos|opos|card|txn|transaction|withdrawal|"
    r"achat|paiement|retrait|[-*:,/#&\s]|\d+)+(?=\b|$)",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"\s+(?:edmonton|calgary|red deer|st albert|sherwood park|spruce grove|leduc|toronto|vancouver|"
    r"montreal|ottawa|winnipeg|regina|saskatoon|halifax|mississauga|burnaby|surrey)?"
    r"\s*(?:ab|bc|sk|mb|on|qc|ns|nb|nl|pe|yt|nt|nu)?(?:\s+ca(?:n|nada)?)?\s*$",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\s*(?:[#*]\s*[\w-]*\d[\w-]*|\b(?=\w*\d)[\w-]{3,}\b|\b\d+\b)")
_SMALL: Final = frozenset({"of", "and", "the", "de", "la", "le", "du", "et"})
_COMMON: Final = frozenset(
    [
        "CANADA",
        "CANADIAN",
        "ALBERTA",
        "EDMONTON",
        "CALGARY",
        "NORTH",
        "NORTHERN",
        "WEST",
        "WESTERN",
        "EAST",
        "SOUTH",
        "PRAIRIE",
        "ROYAL",
        "NATIONAL",
        "CITY",
        "FIRST",
    ]
)
"""First words that many names have."""

_ALIKE: Final = 0.5


def plain(text: str) -> str:
    """A description reduced to what matters, to look for words in: capitals, one blank between."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", letters).strip().upper()


def payee_of(description: str) -> str:
    """The name in a bank's description, without how it was paid, branch numbers and places; the
    whole description when nothing is left."""
    words = _HOW.sub("", description.strip(), count=1).strip()
    words = _NUMBERS.sub("", words).strip(" -*,#/&.")
    words = _PLACE.sub("", " " + words).strip(" -*,#/&.")
    words = re.sub(r"\s+", " ", words)
    return words or re.sub(r"\s+", " ", description.strip())


def written(payee: str) -> str:
    """A name in capitals as people write it; one with small letters stays as it is."""
    if any(c.islower() for c in payee):
        return payee[:200]
    words = [
        word.lower() if n and word.lower() in _SMALL else _capital(word)
        for n, word in enumerate(payee.split())
    ]
    return " ".join(words)[:200]


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def alike(one: str, other: str) -> bool:
    """Whether two names of a payee are likely the same: enough words in common, or the first one, if
    it says something. "BUNZL CDA 55512" and "Bunzl Canada" are; "Petro-Canada" and "Canada Post" are
    not."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return plain(one) == plain(other)
    joined_first, joined_second = "".join(first), "".join(second)
    shorter, longer = sorted((joined_first, joined_second), key=len)
    if len(shorter) >= 4 and longer.startswith(shorter):
        return True
    if first[0] == second[0] and len(first[0]) >= 4 and first[0] not in _COMMON:
        return True
    shared = sum(1 for word in first if any(_same(word, known) for known in second))
    return shared / min(len(first), len(second)) > _ALIKE


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(w for w in re.split(r"[^A-Z0-9]+", plain(payee_of(name))) if w)


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= 4 and longer.startswith(shorter))
