"""What the schedule shows and what can be done on it by hand."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, forms
from cleaning_app.components.board import (
    BoardBlock,
    BoardChange,
    BoardDay,
    BoardDrive,
    BoardJob,
    BoardMove,
    BoardRow,
    BoardSketch,
)
from cleaning_app.components.booking.actions import BookingActions
from cleaning_app.components.booking.view import BookingView
from cleaning_app.components.handler import handler
from cleaning_app.components.live import Notice, read_notices
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.pages.schedule import board
from cleaning_app.pages.schedule.board import Figure, Shown
from cleaning_app.pages.schedule.range import RangeState
from cleaning_app.services import schedule
from cleaning_app.services.bookings import CrewChange
from cleaning_app.services.schedule import Plan

AT_ONCE = 20
"""More changes than this at a time and the whole board is loaded anew."""

_DONE = {
    "created": "booked",
    "in_progress": "started",
    "completed": "finished",
    "no_show": "found nobody at",
    "pending": "brought back",
    "assigned": "changed the crew of",
    "updated": "changed",
}


class ScheduleState(BookingActions, forms.FormState, rx.State):
    """The board, the week or the list, and the booking that is open beside it."""

    ready: bool = False
    view: str = "board"
    title: str = ""
    day: str = ""
    addresses: dict[str, str] = {}
    zone: str = ""
    days: list[BoardDay] = []
    rows: list[BoardRow] = []
    jobs: list[BoardJob] = []
    change: BoardChange = BoardChange()
    settled: int = 0
    travel: list[BoardDrive] = []
    blocks: list[BoardBlock] = []
    opens: str = "08:00"
    closes: str = "18:00"
    now: str = ""
    now_fold: int = 0
    selected: str = ""
    strip: list[Figure] = []
    line: str = ""
    heard: str = ""
    may_edit: bool = False
    _versions: dict[str, int] = {}

    @handler("bookings.view", module="module.schedule")
    async def load(self, ctx: Ctx):
        """Show what the address asks for."""
        shown = self._shown(ctx)
        self.view, self.day, self.title = shown.view, shown.day.isoformat(), shown.title
        self.addresses = {
            "before": shown.address(-shown.step),
            "after": shown.address(shown.step),
            "today": board.address_of(shown.view, ctx.today()),
            **{view: board.address_of(view, shown.day) for view in board.VIEWS},
        }
        self.may_edit = ctx.can("bookings.edit")
        self.now, self.now_fold = schedule.wall_clock(ctx.now(), ctx.zone)
        self.zone = f"{datetime.combine(shown.day, time(12), ctx.zone):%Z}"
        plan = await self._plan(ctx, shown)
        self.strip = board.strip(plan)
        if shown.view == "list":
            self.ready = True
            return RangeState.load
        self._draw(ctx, plan)
        self.ready = True
        return None

    def _shown(self, ctx: Ctx) -> Shown:
        return board.read(address.asked(self, "view"), address.asked(self, "day"), ctx.today())

    async def _plan(self, ctx: Ctx, shown: Shown) -> Plan:
        if shown.view == "board":
            return await schedule.day(ctx, shown.day)
        return await schedule.week(ctx, shown.first)

    def _draw(self, ctx: Ctx, plan: Plan) -> None:
        self.days, self.rows = board.days(ctx, plan), board.rows(plan)
        self.jobs, self.travel = board.jobs(plan.jobs), board.drives(plan)
        self.blocks, self.opens, self.closes = board.blocks(plan), plan.opens, plan.closes
        self._versions = {str(entry.id): entry.version for entry in plan.jobs}

    async def _after(self, ctx: Ctx, booking_id: UUID) -> None:
        """Our own notice comes back over the live line too; then the figures follow."""
        await self._redraw(ctx, [booking_id])
        if self.selected == str(booking_id):
            await self._show(ctx, booking_id)

    async def _redraw(self, ctx: Ctx, booking_ids: list[UUID]) -> list[str]:
        """Hand the board these bookings as they are now; names of those that changed for us."""
        shown = self._shown(ctx)
        fresh, gone, names = list[BoardJob](), list[str](), list[str]()
        for booking_id in booking_ids:
            id, entry = str(booking_id), await schedule.one(ctx, booking_id)
            if entry is None or not shown.holds(entry):
                if self._versions.pop(id, None) is not None:
                    gone.append(id)
            elif self._versions.get(id) != entry.version:
                self._versions[id] = entry.version
                fresh += board.jobs([entry])
                names.append(entry.client)
        if fresh or gone:
            self.change = BoardChange(self.change.revision + 1, fresh, gone)
        return names

    async def _count(self, ctx: Ctx) -> None:
        """The figures and roads that follow from the jobs."""
        plan = await self._plan(ctx, self._shown(ctx))
        strip, travel = board.strip(plan), board.drives(plan)
        if strip != self.strip:
            self.strip = strip
        if travel != self.travel:
            self.travel = travel

    @handler("bookings.view", module="module.schedule")
    async def pick(self, ctx: Ctx, booking_id: str):
        """Open a booking beside the board, or close it ("")."""
        self.selected = ""
        if not booking_id:
            self.booking = BookingView()
            return
        await self._show(ctx, _id(booking_id))
        self.selected = booking_id

    @handler("bookings.edit", module="module.schedule")
    async def drop(self, ctx: Ctx, move: BoardMove):
        """A job was put elsewhere, handed over or made longer."""
        try:
            change = None
            if move.worker_id != move.from_worker_id:
                leaving = [_id(move.from_worker_id)] if move.from_worker_id else []
                change = CrewChange(leaving, [_id(move.worker_id)] if move.worker_id else [])
            return await self._move(
                ctx, _id(move.id), move.starts_at(ctx.zone), move.duration_minutes,
                change, self._versions.get(move.id),
            )  # fmt: skip
        finally:
            self.settled = move.move

    @handler("bookings.edit", module="module.schedule")
    async def sketch(self, ctx: Ctx, drawn: BoardSketch):
        """An empty place was clicked: begin a booking there."""
        asked = {"start": drawn.start.isoformat()[:16], "minutes": drawn.duration}
        if drawn.worker_id:
            asked["worker"] = drawn.worker_id
        return rx.redirect(f"/bookings/new?{urlencode(asked)}")

    @handler("bookings.view")
    async def open_worker(self, ctx: Ctx, worker_id: UUID):
        """A name on the board was clicked."""
        return rx.redirect(f"/workers/{worker_id}")

    @handler("bookings.view")
    async def open_day(self, ctx: Ctx, day: str):
        """A day of the week was clicked."""
        return rx.redirect(board.read("board", day, ctx.today()).address())

    @handler("bookings.view")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Colleagues changed bookings: draw those anew and say who it was."""
        notices = read_notices(sent)
        ids = list(dict.fromkeys(notice.id for notice in notices if notice.id))
        if self.view == "list":
            return RangeState.load
        if len(ids) > AT_ONCE:
            return ScheduleState.load
        names = await self._redraw(ctx, [_id(id) for id in ids])
        if names:
            self.heard = _sentence(notices[-1], names[-1])
            if self.selected in ids:
                await self._reopen(ctx)
        return ScheduleState.count

    async def _reopen(self, ctx: Ctx) -> None:
        """The open booking as it is now; closed when it is gone."""
        try:
            await self._show(ctx, _id(self.selected))
        except NotFound:
            self.selected, self.booking = "", BookingView()

    @handler("bookings.view", supersedes=True)
    async def count(self, ctx: Ctx):
        """The figures after colleagues' changes, once for many."""
        await self._count(ctx)

    @handler("bookings.view")
    async def feel(self, ctx: Ctx, status: str):
        """The live line came or went; after a gap everything is loaded anew."""
        self.line = status[:20]
        return ScheduleState.load if status == "reconnected" else None


def _sentence(notice: Notice, client: str) -> str:
    """Sam moved Jia Nguyen"""
    who = notice.actor.split()[0] if notice.actor.strip() else "Somebody"
    return f"{who} {_DONE.get(notice.action, notice.action.replace('_', ' '))} {client}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("There is no such booking.") from error
