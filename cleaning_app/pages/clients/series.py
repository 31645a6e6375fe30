"""What a client has cleaned again and again: a section of their page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.series.rows import Row as SeriesRow
from cleaning_app.components.series.rows import row
from cleaning_app.context import Ctx
from cleaning_app.services import listing, series

__all__ = ["SeriesRow", "repeats_of", "series_card"]


async def repeats_of(ctx: Ctx, client_id: UUID) -> list[SeriesRow]:
    """The client's series, those that go on before those that are over."""
    query = listing.Query(sort="-created_at", limit=20, filters={"client_id": str(client_id)})
    found = sorted((await series.find(ctx, query)).rows, key=lambda one: one.state == "finished")
    return [row(ctx, one) for one in found[:6]]


def series_card(s: Any) -> rx.Component:
    """Rule, time and crew of each; nothing for a client without."""

    def line(r: Any) -> rx.Component:
        return pieces.link(
            pieces.icon("repeat", 16),
            rx.el.span(
                rx.el.span(r.words, class_name="strong"),
                rx.el.span(r.service, " · ", r.time, " · ", r.crew, class_name="faint"),
                class_name="two-lines num",
            ),
            rx.cond(r.next != "", rx.el.span("Next ", r.next, class_name="muted num")),
            pieces.badge(r.state, r.colour),
            href="/series/" + r.id,
        )

    return rx.cond(
        s.repeats.length() > 0,
        pieces.card("Series", rx.el.div(rx.foreach(s.repeats, line), class_name="lines")),
    )
