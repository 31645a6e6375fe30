"""What clients thought of a worker's visits: the average and the latest, on the worker's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, pieces, stars
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import ratings


@dataclass
class OpinionRow:
    """One rating."""

    id: str
    client: str
    day: str
    stars: int
    comment: str


class OpinionsState(rx.State):
    """The ratings of the worker whose page is open."""

    worker_id: str = ""
    standing: str = ""
    latest: list[OpinionRow] = []

    @handler("bookings.view", module="module.teams")
    async def show(self, ctx: Ctx, worker_id: UUID):
        """Fill the card."""
        found = await ratings.of_worker(ctx, worker_id)
        self.worker_id, self.standing = str(worker_id), ""
        if found.average is not None:
            self.standing = f"{found.average} · {format.count(found.count, 'rating')}"
        self.latest = [
            OpinionRow(
                str(one.booking_id),
                one.client,
                format.short_day(one.day, ctx.today()),
                one.stars,
                one.comment,
            )
            for one in found.latest
        ]


def opinions() -> rx.Component:
    """The card."""
    s = OpinionsState

    def line(one: Any) -> rx.Component:
        return rx.el.div(
            rx.el.div(
                rx.el.div(
                    pieces.link(one.client, href="/bookings/" + one.id, class_name="name"),
                    rx.el.span(one.day, class_name="muted num"),
                    rx.el.span(stars.shown(one.stars), class_name="push"),
                    class_name="row",
                ),
                rx.cond(one.comment != "", rx.el.div(one.comment, class_name="muted breaks")),
                class_name="grow",
            )
        )

    average = rx.el.span(
        pieces.icon("star", 14), s.standing, class_name="stars-average num", title="Of five stars"
    )
    return pieces.card(
        "Clients' ratings",
        rx.cond(
            s.latest.length() > 0,
            rx.el.div(rx.foreach(s.latest, line), class_name="lines tight"),
            rx.el.p(
                "None yet. A completed booking's page has room for the client's stars.",
                class_name="card-body muted",
            ),
        ),
        note=rx.cond(s.standing != "", average),
    )
