"""The sections of Invoices."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces

_SECTIONS = [
    ("/invoices", "Invoices"),
    ("/invoices/deposits", "Deposits"),
    ("/invoices/credit-notes", "Credit notes"),
]


def sections(current: str) -> rx.Component:
    """Links between them."""
    return pieces.tabs(_SECTIONS, current)
