"""What else every visit of a series has: a promised window, a team, extras that are in the price."""

from __future__ import annotations

from datetime import time
from typing import Any

import reflex as rx

from cleaning_app.components import forms
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.extra_lines import (
    ExtraLine,
    Key,
    counts,
    extra_lines,
    extra_list,
    step,
)
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.money import parse_cents, to_decimal_string
from cleaning_app.services import series, workers
from cleaning_app.services.series import SeriesDetail, Terms


class Promise(forms.FormState, mixin=True):
    """Part of the form of the series' page."""

    price_now: str = ""
    minutes_now: str = ""
    earliest_now: str = ""
    latest_now: str = ""
    team_now: str = ""
    teams: list[Option] = []
    extra_lines: list[ExtraLine] = []
    reworked: int = 0

    async def _begin_promise(self, ctx: Ctx, s: SeriesDetail) -> None:
        """Fill this part with how the series is."""
        self.earliest_now = f"{s.earliest_at:%H:%M}" if s.earliest_at else ""
        self.latest_now = f"{s.latest_at:%H:%M}" if s.latest_at else ""
        self.team_now = str(s.team_id or "")
        found = await workers.teams(ctx)
        teams = {str(one.id): one.name for one in found}
        if s.team_id is not None:
            teams.setdefault(str(s.team_id), s.team)  # one that was given up since
        self.teams = [Option("", "No team"), *(Option(*pair) for pair in teams.items())]
        self.extra_lines = await extra_lines(ctx, s.extras)
        self.reworked += 1

    async def _foresee(self, ctx: Ctx) -> None:
        """Draw the next visits anew."""
        raise NotImplementedError

    def _series_id(self) -> Any:
        return known_id(self.facts.id)  # type: ignore[attr-defined]

    @handler("bookings.edit")
    async def count_extra(self, ctx: Ctx, key: Key, by: int):
        """One more or one less at every visit; price and length follow, and can be overruled."""
        before = await series.weigh_extras(ctx, self._series_id(), counts(self.extra_lines))
        step(self.extra_lines, key, by)
        after = await series.weigh_extras(ctx, self._series_id(), counts(self.extra_lines))
        try:
            price = parse_cents(self.price_now or "0") + after.cents - before.cents
            self.price_now = to_decimal_string(max(0, price))
            minutes = int(self.minutes_now) + after.minutes - before.minutes
            self.minutes_now = str(min(1440, max(15, minutes)))
        except (Invalid, ValueError):
            return  # half-typed figures are left alone
        self.reworked += 1
        await self._foresee(ctx)

    @handler("bookings.edit")
    async def set_price(self, ctx: Ctx, typed: str):
        """A price of one's own."""
        self.price_now = typed.strip()[:20]

    def _read_promise(self, form: dict[str, Any]) -> Terms:
        team = str(form.get("team_id", ""))
        return Terms(
            window=_window(str(form.get("earliest", "")), str(form.get("latest", ""))),
            team_id=known_id(team) if team else None,
            add_ons=counts(self.extra_lines),
        )


def _window(earliest: str, latest: str) -> tuple[time, time] | None:
    if not earliest.strip() and not latest.strip():
        return None
    try:
        return time.fromisoformat(earliest.strip()), time.fromisoformat(latest.strip())
    except ValueError as error:
        raise Invalid.field("latest_at", "A window has an earliest and a latest start.") from error


def team_field(s: Any) -> rx.Component:
    """Whose visits these are."""
    return forms.field(
        "Team",
        forms.select("team_id", s.teams, default_value=s.team_now),
        problem=s.problems["team_id"],
    )


def promise_fields(s: Any) -> rx.Component:
    """The window, and the extras folded away until wanted."""
    wrong = s.problems
    return rx.fragment(
        forms.columns(
            forms.field(
                "Promised from",
                forms.time_input("earliest", default_value=s.earliest_now, placeholder="Any time"),
                help="Both empty: only the time itself.",
                problem=wrong["earliest_at"],
            ),
            forms.field(
                "Begins by",
                forms.time_input("latest", default_value=s.latest_now, placeholder="Any time"),
                problem=wrong["latest_at"],
            ),
        ),
        rx.el.details(
            rx.el.summary("Extras at every visit"),
            extra_list(s.extra_lines, s.count_extra),
            class_name="fold",
        ),
    )


def now_of(s: SeriesDetail) -> dict[str, Any]:
    """The same as terms, to find what is different."""
    ends = (s.earliest_at, s.latest_at)
    return {
        "window": None if None in ends else ends,
        "team_id": s.team_id,
        "add_ons": {extra.key: extra.quantity for extra in s.extras},
    }
