"""Months, and weeks by workers or teams: what they show, and jobs put into another cell."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from cleaning_app.components.address import known_id
from cleaning_app.components.booking.actions import BookingActions
from cleaning_app.components.booking.moving import Placing
from cleaning_app.components.calendar import (
    CalendarCell,
    CalendarChip,
    CalendarHead,
    CalendarLane,
    CalendarMove,
)
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.pages.schedule import board, calendar
from cleaning_app.pages.schedule.board import Figure
from cleaning_app.pages.schedule.shown import Shown
from cleaning_app.services import bookings, schedule
from cleaning_app.services.bookings import CrewChange

IN_LANES = ("week", "teams")
"""Weeks whose lanes are people: another lane means another crew."""


class InCells(BookingActions, mixin=True):
    """Mix into the schedule's State."""

    view: str = "board"
    strip: list[Figure] = []
    heads: list[CalendarHead] = []
    lanes: list[CalendarLane] = []
    cells: list[CalendarCell] = []
    chips: list[CalendarChip] = []
    settled: int = 0
    _versions: dict[str, int] = {}

    def _show_cells(self, **fresh: Any) -> None:
        """After a colleague's change most of it is as before, and need not travel again."""
        for name, value in fresh.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _draw_month(self, ctx: Ctx, shown: Shown) -> None:
        days = await schedule.month(ctx, shown.first, shown.days, **shown.whose)
        self._show_cells(
            strip=calendar.month_strip(days, shown),
            heads=calendar.month_heads(),
            lanes=calendar.month_lanes(days),
            cells=calendar.month_cells(days, shown, ctx.today()),
            chips=calendar.month_chips(days),
        )
        self._versions = calendar.versions(days)

    async def _draw_lanes(self, ctx: Ctx, shown: Shown, *, heard: bool = False) -> None:
        load = schedule.teams if shown.view == "teams" else schedule.people
        week = await load(ctx, shown.first, days=shown.days, **shown.whose, heard=heard)
        self._show_cells(
            strip=board.strip(week.days, week.totals),
            heads=calendar.lane_heads(week, ctx.today()),
            lanes=calendar.lanes(week, shown.view),
            cells=calendar.lane_cells(week, shown.view, ctx.today()),
            chips=calendar.lane_chips(week, shown.view),
        )
        days = [day for lane in week.lanes for day in lane.days]
        self._versions = calendar.versions([*week.open, *days])

    @handler("bookings.edit", module="module.schedule")
    async def shift(self, ctx: Ctx, move: CalendarMove):
        """A job was put on another day or handed to others; it keeps its time of day."""
        try:
            id, version = known_id(move.id), self._versions.get(move.id)
            start = await schedule.on_day(ctx, id, move.date)
            change = None
            if self.view in IN_LANES and move.lane != move.from_lane:
                change = await self._handed_over(ctx, id, move, start)
            return await self._move(ctx, Placing(id, start, crew=change), version)
        finally:
            self.settled = move.move

    async def _handed_over(
        self, ctx: Ctx, booking_id: UUID, move: CalendarMove, start: datetime
    ) -> CrewChange:
        """Who leaves and who joins when a job goes to another lane; of a team, as many of its
        best as leave."""
        if self.view == "week":
            return CrewChange(known_ids(move.from_lane), known_ids(move.lane))
        leaving: list[UUID] = []
        if move.from_lane:
            leaving = await bookings.of_team(ctx, booking_id, _team(move.from_lane))
        if not move.lane:
            return CrewChange(leaving)
        count = max(1, len(leaving))
        joining = await bookings.best_of_team(
            ctx, booking_id, _team(move.lane), starts_at=start, count=count
        )
        return CrewChange(leaving, joining)


def _team(lane: str) -> UUID | None:
    return None if lane == calendar.NO_TEAM else known_id(lane)


def known_ids(text: str) -> list[UUID]:
    """The worker of a lane; none for what nobody is on."""
    return [known_id(text)] if text else []
