"""The link to a month's report as PDF, wherever figures of that month are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.context import Ctx


def offered(ctx: Ctx, day: date) -> str:
    """The day whose month `link` offers: a day, or today before it; "" for whom it is refused."""
    return min(day, ctx.today()).isoformat() if ctx.can("reports.view") else ""


def link(day: Any) -> rx.Component:
    """A button for the report of the month in which a day (2026-11-26, a Var) lies; none for ""."""
    month = day.to(str)[:7]
    button = pieces.download(
        pieces.icon("file-text"),
        "Monthly report",
        href="/v1/admin/finance/reports/monthly?month=" + month,
        class_name="btn",
        title="The month as PDF: " + month,
    )
    return rx.cond(day != "", button)
