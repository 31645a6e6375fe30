"""What is done: the service, the home and the extras."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.pages.bookings.new.draft import Draft
from cleaning_app.pages.bookings.new.price import home_fields
from cleaning_app.services import catalogue


class VisitCard(Draft, mixin=True):
    """The service."""

    @handler("bookings.edit")
    async def set_service(self, ctx: Ctx, service_id: UUID):
        """Another service: its usual length and price."""
        kind = await catalogue.service(ctx, service_id)
        self.service_id = str(kind.id)
        self._fill(minutes=str(kind.default_minutes))
        self._by_the_list()
        await self._follow(ctx)


def visit_card(s: Any) -> rx.Component:
    """Service, then what the estimate asks."""
    body = rx.el.div(
        forms.field(
            "Service",
            forms.select(
                "service_id",
                s.services,
                value=s.service_id,
                on_change=s.set_service,
                id="new-booking-service",
            ),
            problem=s.problems["service_id"],
        ),
        home_fields(s),
        class_name="card-body form",
    )
    return pieces.card("Visit", body)
