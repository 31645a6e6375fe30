"""Today, the week and one job, as the phone draws them."""

from __future__ import annotations

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import crew
from cleaning_app.components.registry import page


@page(
    "/today",
    title="Today",
    permission=permissions.OWN_BOOKINGS,
    icon="sun",
    position=1,
    audience="worker",
    said="today",
)
def today() -> rx.Component:
    return crew.screen("today")


@page(
    "/week",
    title="Week",
    permission=permissions.OWN_BOOKINGS,
    icon="calendar-days",
    position=2,
    audience="worker",
    said="week",
)
def week() -> rx.Component:
    return crew.screen("week")


@page(
    "/job/[booking_id]",
    title="Job",
    permission=permissions.OWN_BOOKINGS,
    audience="worker",
    parent="/today",
)
def job() -> rx.Component:
    return crew.screen("job")
