"""The tabs of Finance."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces

_TABS = [
    ("/finance", "Overview"),
    ("/finance/profit-loss", "Profit & loss"),
    ("/finance/cash-flow", "Cash flow"),
    ("/finance/receivables", "Receivables"),
    ("/finance/margins", "Margins"),
    ("/finance/reconciliation", "Reconciliation"),
    ("/finance/gst", "GST"),
    ("/finance/expenses", "Expenses"),
    ("/finance/exports", "Exports"),
]


def sections(current: str) -> rx.Component:
    """Links between the pages of Finance."""
    return pieces.tabs(_TABS, current)
