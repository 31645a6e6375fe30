"""Which of the worker app's languages a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

LANGUAGES: Final = ("en", "fr")


def choose(own: str, accepted: str, organisation: str) -> str:
    """The person's own choice, else the first of ours their browser asks for (an Accept-Language
    header), else the organisation's, else English."""
    for wanted in (own, *_asked_for(accepted), organisation):
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


def _asked_for(accepted: str) -> Iterator[str]:
    """`fr-CA,fr;q=0.9,en;q=0.8` → fr, fr, en: by quality, then order (RFC 9110 §12.5.4)."""
    ranked: list[tuple[float, str]] = []
    for part in accepted[:200].split(","):
        tag, _, quality = part.partition(";q=")
        try:
            rank = float(quality or 1)
        except ValueError:
            continue
        if rank > 0:
            ranked.append((rank, tag.strip().lower().partition("-")[0]))
    yield from (tag for _, tag in sorted(ranked, key=lambda one: -one[0]))
