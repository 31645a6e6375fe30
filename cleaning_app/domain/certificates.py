"""Certificates: whether one holds on a day, and which skills are worth nothing without theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.spans import day_words

SOON_DAYS = 30
"""How long before its last day a certificate is worth a warning."""


@dataclass(frozen=True)
class Held:
    """A certificate somebody holds; without `expires_on` it lasts."""

    name: str
    expires_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Its last day still counts."""
        return self.expires_on is None or day <= self.expires_on


def is_same(one: str, other: str) -> bool:
    """Whether two names mean the same certificate: case and spaces don't matter."""
    return _plain(one) == _plain(other)


def lapsed(required: str, held: Iterable[Held], day: date) -> str:
    """Why a required certificate does not hold on a day, in words; "" when it does or none is asked."""
    if not required.strip():
        return ""
    mine = [one for one in held if is_same(one.name, required)]
    if any(one.holds_on(day) for one in mine):
        return ""
    ended = [one.expires_on for one in mine if one.expires_on is not None]
    if not ended:
        return f"No certificate “{required}” on file."
    last = max(ended)
    return f"The certificate “{required}” ended on {day_words(last)}."


def standing(expires_on: date | None, today: date) -> str:
    """ "expired", "expiring" (within SOON_DAYS) or "valid"."""
    if expires_on is None:
        return "valid"
    if expires_on < today:
        return "expired"
    return "expiring" if (expires_on - today).days <= SOON_DAYS else "valid"


def uncertified(
    required_by_skill: Mapping[str, str], held: Iterable[Held], day: date
) -> dict[str, str]:
    """Skill → why it does not count on that day, for the skills whose certificate does not hold."""
    mine = list(held)
    found = {skill: lapsed(name, mine, day) for skill, name in required_by_skill.items()}
    return {skill: why for skill, why in found.items() if why}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
