"""The link to a month's report as PDF, wherever figures of that month are shown."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces


def link(day: Any) -> rx.Component:
    """A button for the report of the month in which a day (2026-11-26, a Var) lies."""
    month = day.to(str)[:7]
    return pieces.download(
        pieces.icon("file-text"),
        "Monthly report",
        href="/v1/admin/finance/reports/monthly?month=" + month,
        class_name="btn",
        title="The month as PDF: " + month,
    )
