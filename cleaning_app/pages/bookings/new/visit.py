"""What and when: the service, its price by the list, the day, the time and the length."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents, to_decimal_string
from cleaning_app.pages.bookings.new.draft import Draft
from cleaning_app.services import catalogue


class VisitCard(Draft, mixin=True):
    """Service, time and price."""

    price: str = ""

    async def _follow(self, ctx: Ctx) -> None:
        await self._reprice(ctx)
        await super()._follow(ctx)

    async def _reprice(self, ctx: Ctx) -> None:
        """What the price list says for this service, day and length."""
        start = self._start(ctx)
        if not self.service_id or start is None:
            return
        day = start.astimezone(ctx.zone).date()
        kind = await catalogue.service(ctx, known_id(self.service_id), on=day)
        minutes = self._length() or kind.default_minutes
        cents = kind.price.for_minutes(minutes) if kind.price else 0
        self.price = to_decimal_string(cents) if cents else ""

    @handler("bookings.edit")
    async def set_service(self, ctx: Ctx, service_id: UUID):
        """Another service: its usual length and price."""
        kind = await catalogue.service(ctx, service_id)
        self.service_id, self.minutes = str(kind.id), str(kind.default_minutes)
        await self._follow(ctx)

    @handler("bookings.edit", supersedes=True)
    async def set_time(self, ctx: Ctx, name: str, value: str):
        """Another day, time or length; who is free follows."""
        if name in ("day", "time", "minutes"):
            setattr(self, name, value.strip()[:10])
        await self._follow(ctx)


def read_price(form: dict[str, str]) -> int | None:
    """The price as typed, in cents; None for the list's. Raises Invalid next to the field."""
    typed = form.get("price", "").strip()
    if not typed:
        return None
    try:
        return parse_cents(typed)
    except Invalid as error:
        raise Invalid(error.detail, [FieldError("price_cents", error.detail)]) from error


def visit_card(s: Any) -> rx.Component:
    """Service, price, day, time, length."""
    wrong = s.problems
    body = rx.el.div(
        forms.columns(
            forms.field(
                "Service",
                forms.select("service_id", s.services, value=s.service_id, on_change=s.set_service),
                problem=wrong["service_id"],
            ),
            forms.field(
                "Price before tax",
                # A new length or service brings the list's price; typing here overrules it.
                forms.money_input("price", default_value=s.price, key=s.price),
                problem=wrong["price_cents"],
            ),
        ),
        rx.el.div(
            forms.field("Day", _timed(s, "day", s.day, "date"), problem=wrong["day"]),
            forms.field("Starts at", _timed(s, "time", s.time, "time"), problem=wrong["time"]),
            forms.field(
                "Minutes",
                _timed(s, "minutes", s.minutes, "number", min="15", max="1440", step="5"),
                problem=wrong["minutes"],
            ),
            class_name="thirds",
        ),
        class_name="card-body form",
    )
    return pieces.card("Visit", body)


def _timed(s: Any, name: str, value: Any, kind: str, **props: Any) -> rx.Component:
    """A field that who is free depends on; the service chooses its first value."""
    return forms.text_input(
        name,
        type=kind,
        default_value=value,
        key=s.service_id + name,
        required=True,
        on_change=lambda typed: s.set_time(name, typed).debounce(300),
        **props,
    )
