"""The extras that can be chosen as lines with how many: chosen ones first, at the price they have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, pieces
from cleaning_app.context import Ctx
from cleaning_app.services import price_lists
from cleaning_app.services.bookings import Extra

Key = Annotated[str, Field(max_length=60)]
_MOST = 99


@dataclass
class ExtraLine:
    """An extra that can be chosen, or is."""

    key: str
    name: str
    about: str
    count: int = 0


async def extra_lines(ctx: Ctx, chosen: Iterable[Extra]) -> list[ExtraLine]:
    """Chosen ones at the price they were chosen at, the others at today's."""
    prices = (await price_lists.current(ctx)).prices
    taken = [
        ExtraLine(extra.key, extra.name, _about(extra.unit_cents, extra.minutes), extra.quantity)
        for extra in chosen
    ]
    keys = {line.key for line in taken}
    return taken + [
        ExtraLine(key, prices.name_of(key), _about(cents, prices.add_on_minutes.get(key, 0)))
        for key, cents in prices.add_ons.items()
        if key not in keys
    ]


def _about(cents: int, minutes: int) -> str:
    """$30 · 30m"""
    money = format.money(cents).removesuffix(".00")
    return f"{money} · {format.duration(minutes)}" if minutes else money


def step(lines: Iterable[ExtraLine], key: str, by: int) -> None:
    """One more or one less of one of them."""
    for line in lines:
        if line.key == key:
            line.count = min(_MOST, max(0, line.count + max(-1, min(1, by))))


def counts(lines: Iterable[ExtraLine]) -> dict[str, int]:
    """What is chosen, as key → count."""
    return {line.key: line.count for line in lines if line.count}


def extra_list(lines: Any, on_step: Callable[[Any, int], Any]) -> rx.Component:
    """The lines, each with its stepper."""

    def line(row: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(
                rx.el.span(row.name, class_name=rx.cond(row.count > 0, "strong", "")),
                rx.el.span(row.about, class_name="faint num"),
                class_name="two-lines",
            ),
            pieces.stepper(
                row.count, row.name, on_less=on_step(row.key, -1), on_more=on_step(row.key, 1)
            ),
        )

    return rx.el.div(rx.foreach(lines, line), class_name="lines bare")
