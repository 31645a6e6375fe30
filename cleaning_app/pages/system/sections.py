"""The tabs of System."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces


def sections(current: str) -> rx.Component:
    """Links between the pages of System."""
    tabs = [
        ("/system", "Health and jobs"),
        ("/system/outbox", "Outbox"),
        ("/system/stripe", "Stripe"),
    ]
    return pieces.tabs(tabs, current)
