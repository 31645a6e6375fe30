"""Checklists to begin with, for the kinds of cleaning a company starts with."""

from __future__ import annotations

from typing import Final

_ARRIVAL: Final = (
    ("Walk through, note damage", "before", True),
    ("Photos before", "before", False),
)
_LEAVING: Final = (
    ("Photos after", "after", False),
    ("Windows shut, lights off", "after", True),
    ("Keys back, door locked", "after", True),
)

_HOME: Final = (
    ("Kitchen: counters, sink, stove top", "during", True),
    ("Bathrooms: toilet, tub, mirror", "during", True),
    ("Dust and wipe the living areas", "during", False),
    ("Vacuum and mop the floors", "during", True),
    ("Bins emptied", "during", False),
)

SUGGESTIONS: Final[dict[str, tuple[tuple[str, str, bool], ...]]] = {
    "standard": (*_ARRIVAL, *_HOME, *_LEAVING),
    "deep": (
        *_ARRIVAL,
        *_HOME,
        ("Kitchen: hood and oven", "during", True),
        ("Inside the fridge", "during", False),
        ("Baseboards and door frames", "during", True),
        ("Bedrooms, under the beds", "during", False),
        *_LEAVING,
    ),
    "move_out": (
        *_ARRIVAL,
        ("Inside all cupboards and drawers", "during", True),
        ("Kitchen: hood, oven and fridge", "during", True),
        ("Bathrooms, descaled", "during", True),
        ("Windows inside, sills and tracks", "during", True),
        ("Walls: marks and nail dust", "during", False),
        ("Vacuum and mop the floors", "during", True),
        *_LEAVING,
    ),
    "office": (
        ("Alarm off", "before", True),
        ("Desks and screens", "during", False),
        ("Kitchenette and dishes", "during", True),
        ("Washrooms, refill paper and soap", "during", True),
        ("Vacuum and mop the floors", "during", True),
        ("Bins and recycling out", "during", True),
        ("Alarm on, door locked", "after", True),
    ),
    "post_renovation": (
        *_ARRIVAL,
        ("Dust from top to bottom, twice", "during", True),
        ("Windows, frames and sills", "during", True),
        ("Stickers and paint specks off", "during", False),
        ("Vacuum with the fine filter", "during", True),
        ("Mop until the water stays clear", "during", True),
        *_LEAVING,
    ),
}
"""Service key → (label, phase, required) in order. `standard` serves any other kind."""


def suggested(service_key: str) -> tuple[tuple[str, str, bool], ...]:
    """The lines to begin with for a kind of cleaning."""
    return SUGGESTIONS.get(service_key, SUGGESTIONS["standard"])
