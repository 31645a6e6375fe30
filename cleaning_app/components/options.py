"""The options of a select, as a State holds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Option:
    """One of them."""

    value: str
    label: str
