"""Free times as choices: when, who would come, how far it is for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, pieces
from cleaning_app.context import Ctx
from cleaning_app.services.bookings import Slot

FewIds = Annotated[list[UUID], Field(max_length=40)]
"""Who would come, as a button sends it back."""


@dataclass
class TimeRow:
    """A free time; `starts_at` is ISO 8601 in UTC."""

    starts_at: str
    when: str
    who: str
    workers: list[str]
    preferred: bool


def time_row(ctx: Ctx, slot: Slot) -> TimeRow:
    """A slot as its button says it."""
    day = format.short_day(slot.starts_at.astimezone(ctx.zone).date(), ctx.today())
    names = " and ".join(name.split()[0] for name in slot.workers)
    drive = f" · {slot.drive_minutes} min more driving" if slot.drive_minutes else ""
    return TimeRow(
        starts_at=slot.starts_at.isoformat(),
        when=f"{day}, {format.span(slot.starts_at, slot.ends_at, ctx.zone)}",
        who=f"{names}{drive}",
        workers=[str(id) for id in slot.worker_ids],
        preferred=slot.preferred,
    )


def time_choice(row: Any, on_click: Any, *, on: Any = False) -> rx.Component:
    """One free time as a button."""
    return rx.el.button(
        rx.el.span(
            rx.el.span(row.when, class_name="strong"),
            rx.el.span(row.who, class_name="faint"),
            class_name="two-lines",
        ),
        rx.cond(row.preferred, pieces.badge("Preferred", "green", plain=True)),
        type="button",
        class_name=rx.cond(on, "choice num on", "choice num"),
        on_click=on_click,
    )
