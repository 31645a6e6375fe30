"""Who could come, the best first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.pages.bookings.new.draft import Draft


class CrewCard(Draft, mixin=True):
    """Who is chosen."""

    @handler("bookings.edit")
    async def toggle(self, ctx: Ctx, worker_id: UUID):
        """Put a worker on it or take them off."""
        chosen = str(worker_id)
        kept = [id for id in self.crew if id != chosen]
        self.crew = kept if chosen in self.crew else [*kept, chosen][:20]
        await self._crewed(ctx)


def crew_card(s: Any) -> rx.Component:
    """The candidates as buttons."""
    count = s.crew.length()
    return pieces.card(
        "Who could come",
        rx.el.div(
            rx.el.p(
                rx.cond(
                    count == 0,
                    "Nobody chosen: it waits in the unassigned lane.",
                    rx.cond(count == 1, "1 chosen", count.to_string() + " chosen"),
                ),
                class_name="faint",
                role="status",
            ),
            rx.cond(
                s.people.length() > 0,
                rx.el.div(rx.foreach(s.people, lambda row: _person(s, row)), class_name="choices"),
                rx.el.p("Choose a day and time to see who is free.", class_name="muted"),
            ),
            rx.cond(
                s.problems["crew"],
                rx.el.span(s.problems["crew"], class_name="bad-text", role="alert"),
            ),
            class_name="card-body stack",
        ),
        note=rx.cond(s.ends != "", "until " + s.ends, ""),
    )


def _person(s: Any, row: Any) -> rx.Component:
    on = s.crew.contains(row.id)
    return rx.el.button(
        pieces.avatar(row.initials),
        rx.el.span(
            rx.el.span(row.name, class_name="strong"),
            rx.cond(
                row.busy != "",
                rx.el.span(row.busy, class_name="bad-text"),
                rx.el.span(row.note, class_name="faint"),
            ),
            rx.cond(row.warning != "", rx.el.span(row.warning, class_name="warn-text")),
            class_name="two-lines",
        ),
        rx.cond(
            on,
            pieces.icon("check", 16),
            rx.cond(row.best, pieces.badge("Best fit", "green", plain=True)),
        ),
        type="button",
        class_name=rx.cond(on, "choice num on", "choice num"),
        aria_pressed=on,
        on_click=s.toggle(row.id),
    )
