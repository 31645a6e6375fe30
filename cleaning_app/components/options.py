"""Choices for selects, as a State holds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Option:
    """One choice."""

    value: str
    label: str
