"""When: free times that break no rule as suggestions, or a day and a time of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.booking.times import FewIds, TimeRow, time_choice, time_row
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.pages.bookings.new.draft import Draft, maybe
from cleaning_app.pages.bookings.new.wait import wait_fields
from cleaning_app.services import bookings
from cleaning_app.services.bookings import SlotWish


class TimesCard(Draft, mixin=True):
    """Suggestions, and the time that is chosen."""

    times: list[TimeRow] = []
    _looked_for: tuple[Any, ...] = ()

    async def _follow(self, ctx: Ctx) -> None:
        await super()._follow(ctx)
        await self._suggest(ctx)

    async def _suggest(self, ctx: Ctx) -> None:
        """Free times of the next two weeks; looked for anew only when the visit is another one."""
        minutes = self._length()
        if minutes is None or not self.service_id:
            self.times = []
            return
        wish = SlotWish(
            minutes=minutes,
            service_id=maybe(self.service_id),
            address_id=maybe(self.address_id),
            client_id=maybe(self.client_id),
            crew=self._crew_size(),
        )
        asked = (minutes, self.service_id, self.address_id, self.client_id, wish.crew)
        if asked != self._looked_for:
            self._looked_for = asked
            self.times = [time_row(ctx, slot) for slot in await bookings.slots(ctx, wish)]

    @handler("bookings.edit")
    async def take_time(self, ctx: Ctx, starts_at: datetime, joining: FewIds):
        """Choose a suggested time and who would come."""
        local = starts_at.astimezone(ctx.zone)
        self._fill(day=local.date().isoformat(), time=f"{local:%H:%M}")
        if ctx.can("bookings.assign"):
            self.crew = [str(id) for id in joining]
        await self._follow(ctx)

    @handler("bookings.edit")
    async def set_time(self, ctx: Ctx, name: str, value: str):
        """Another day, time, length or number of people; who is free follows."""
        said = value.strip()[:10]
        if name in ("day", "time", "minutes", "people_wanted") and said != getattr(self, name):
            setattr(self, name, said)
            self._typed(name)
            await self._follow(ctx)

    def _typed(self, name: str) -> None:
        """What somebody typed stays when the price is worked out."""
        if name == "minutes":
            self._own_length = True
        elif name == "people_wanted":
            self._own_people = True


def times_card(s: Any) -> rx.Component:
    """Suggestions first, then the fields they fill in."""
    wrong = s.problems
    suggestions = rx.cond(
        s.times.length() > 0,
        rx.el.div(
            rx.foreach(
                s.times,
                lambda row: time_choice(
                    row, s.take_time(row.starts_at, row.workers), on=_chosen(s, row)
                ),
            ),
            class_name="choices three-up",
        ),
        rx.el.p(
            "Nobody who can do this is free within two weeks. Choose a time by hand.",
            class_name="muted",
        ),
    )
    body = rx.el.div(
        suggestions,
        rx.el.div(
            forms.field("Day", _timed(s, "day", s.day, forms.date_input), problem=wrong["day"]),
            forms.field(
                "Starts at", _timed(s, "time", s.time, forms.time_input), problem=wrong["time"]
            ),
            forms.field(
                "Minutes",
                _timed(s, "minutes", s.minutes, type="number", min="15", max="1440", step="5"),
                problem=wrong["minutes"],
            ),
            forms.field(
                "People",
                _timed(s, "people_wanted", s.people_wanted, type="number", min="1", max="6"),
                problem=wrong["people_wanted"],
            ),
            class_name="fourths",
        ),
        wait_fields(s),
        class_name="card-body form",
    )
    return pieces.card("When", body)


def _chosen(s: Any, row: Any) -> Any:
    return s.chosen_start == row.starts_at


def _timed(
    s: Any, name: str, value: Any, box: Callable[..., rx.Component] = forms.text_input, **props: Any
) -> rx.Component:
    """A field that who is free depends on; suggestions and the price list fill it in too."""
    return box(
        name,
        default_value=value,
        key=f"{name}-" + s.filled.to_string(),
        **forms.as_typed(lambda typed: s.set_time(name, typed)),
        **props,
    )
