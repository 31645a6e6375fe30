"""The sections of Settings; a new one is a line here and a page beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import reflex as rx

from cleaning_app.components import pieces


@dataclass(frozen=True)
class Section:
    """One page of Settings, what it is for, and who may open it."""

    route: str
    title: str
    icon: str
    about: str
    permission: str


SECTIONS: Final = [
    Section(
        "/settings/policies",
        "Policies",
        "shield-check",
        "Deposits, cancelling, moving a visit, risk, notice",
        "policies.manage",
    ),
]


def sections(current: str) -> rx.Component:
    """Links between the pages of Settings."""
    return pieces.tabs([(one.route, one.title) for one in SECTIONS], current)
