"""The period both pages are about: named or by its days, always in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

import reflex as rx

from cleaning_app.components import address, format, pieces, reading
from cleaning_app.domain.performance import GRACE, PERIODS, days_of

DEFAULT = "30d"


def asked(state: rx.State, today: date) -> tuple[str, date, date]:
    """The period in the address and its days; the last 30 days when there is none."""
    first, last = (reading.day_or_none(address.asked(state, name)) for name in ("from", "to"))
    if first and last:
        return "", first, last
    period = address.asked(state, "period")
    chosen = period if period in PERIODS else DEFAULT
    return chosen, *days_of(chosen, today)


def query(period: str, first: date, last: date) -> str:
    """The period as a part of an address."""
    return f"period={period}" if period else f"from={first}&to={last}"


def words(first: date, last: date) -> str:
    """27 Oct 2026 – 25 Nov 2026; on time means at most 10 minutes late"""
    grace = int(GRACE.total_seconds()) // 60
    days = f"{format.day(first)} – {format.day(last)}"
    return f"{days}. On time: the clock started at most {grace} minutes after the booked start."


def picker(route: Any, current: Any) -> rx.Component:
    """Links to the named periods."""
    return rx.el.nav(
        *[
            pieces.link(
                label,
                href=route + f"?period={key}",
                class_name=rx.cond(current == key, "on", ""),
                custom_attrs={"aria-current": rx.cond(current == key, "page", "false")},
            )
            for key, label in PERIODS.items()
        ],
        class_name="seg",
        aria_label="Period",
    )
