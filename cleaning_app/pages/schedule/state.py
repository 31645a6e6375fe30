"""What the schedule shows and what can be done on it by hand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, time
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms
from cleaning_app.components.address import known_id
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
from cleaning_app.components.booking.moving import Placing
from cleaning_app.components.booking.view import BookingView
from cleaning_app.components.handler import handler, work
from cleaning_app.components.live import read_notices
from cleaning_app.components.map import MapPoint, MapTiles, tiles
from cleaning_app.components.options import Option
from cleaning_app.components.saved_views import SavedViews
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.pages.schedule import board
from cleaning_app.pages.schedule import map as maps
from cleaning_app.pages.schedule import shown as addresses
from cleaning_app.pages.schedule.heard import by_others, sentence
from cleaning_app.pages.schedule.in_cells import IN_LANES, InCells, known_ids
from cleaning_app.pages.schedule.narrowing import choices
from cleaning_app.pages.schedule.range import RangeState
from cleaning_app.pages.schedule.shown import NARROWED, VIEWS, Shown
from cleaning_app.services import schedule
from cleaning_app.services.bookings import CrewChange
from cleaning_app.services.schedule import BoardEntry, Plan

AT_ONCE = 20
"""More changes than this at a time and the whole board is loaded anew."""

BREATH_SECONDS = 0.4

ON_A_BOARD = ("board", "worker")
"""Views with hours, drawn anew booking by booking; the others as a whole."""


class ScheduleState(InCells, SavedViews, forms.FormState, rx.State):
    """The shown days in one of their views, and the booking that is open beside them."""

    _permission = "bookings.view"

    ready: bool = False
    title: str = ""
    day: str = ""
    span: str = ""
    addresses: dict[str, str] = {}
    narrowed: dict[str, str] = {}
    team_choices: list[Option] = []
    skill_choices: list[Option] = []
    worker_choices: list[Option] = []
    zone: str = ""
    days: list[BoardDay] = []
    rows: list[BoardRow] = []
    jobs: list[BoardJob] = []
    change: BoardChange = BoardChange()
    travel: list[BoardDrive] = []
    blocks: list[BoardBlock] = []
    buffer: int = 0
    opens: str = "08:00"
    closes: str = "18:00"
    points: list[MapPoint] = []
    nowhere: int = 0
    tiles: MapTiles = MapTiles()
    has_map: bool = False
    now: str = ""
    now_fold: int = 0
    selected: str = ""
    line: str = ""
    heard: str = ""
    may_edit: bool = False
    may_export: bool = False

    @handler("bookings.view", module="module.schedule")
    async def load(self, ctx: Ctx):
        """Show what the address asks for."""
        shown = self._shown(ctx)
        if opened := await self._look_up_saved(ctx, self._asked()):
            return opened
        offered = await choices(ctx)
        self.team_choices, self.skill_choices = offered.teams, offered.skills
        self.worker_choices = offered.workers
        if shown.view == "worker" and shown.worker is None and offered.workers:
            shown = replace(shown, kept={**shown.kept, "worker": offered.workers[0].value})
        self.view, self.day, self.title = shown.view, shown.day.isoformat(), shown.title
        self.span = f"{shown.first} {shown.last}"
        self.narrowed = {name: shown.kept.get(name, "") for name in NARROWED}
        self.addresses = {
            "before": shown.on(shown.before),
            "after": shown.on(shown.after),
            "today": shown.on(ctx.today()),
            "sheets": f"/schedule/sheets?{shown.rows_query}",
            "csv": f"/v1/admin/bookings.csv?{shown.rows_query}",
            "map": shown.address(map="" if shown.has_map else "yes"),
            **{view: replace(shown, view=view).address() for view in VIEWS},
        }
        self.has_map, self.tiles = shown.has_map, tiles()
        self.may_edit, self.may_export = ctx.can("bookings.edit"), ctx.can("exports.run")
        self.now, self.now_fold = schedule.wall_clock(ctx.now(), ctx.zone)
        self.zone = f"{datetime.combine(shown.day, time(12), ctx.zone):%Z}"
        await self._draw(ctx, shown)
        await self._still_open(ctx)
        self.ready = True
        return RangeState.load if shown.view == "list" else None

    def _asked(self) -> dict[str, str]:
        return dict(self.router.url.query_parameters)

    def _shown(self, ctx: Ctx) -> Shown:
        return addresses.read(self._asked(), ctx.today())

    def _saved_parts(self) -> dict[str, str]:
        return {
            name: value for name, value in self._asked().items() if name not in ("day", "saved")
        }

    def _saved_place(self) -> dict[str, str]:
        day = self._asked().get("day", "")[:10]
        return {"day": day} if day else {}

    async def _draw(self, ctx: Ctx, shown: Shown, *, heard: bool = False) -> None:
        """Everything of the shown view anew."""
        if shown.view == "month":
            await self._draw_month(ctx, shown)
        elif shown.view in IN_LANES:
            await self._draw_lanes(ctx, shown, heard=heard)
        elif shown.view == "list":
            week = await schedule.people(ctx, shown.first, days=shown.days, **shown.whose)
            self.strip = board.strip(week.days, week.totals)
        elif shown.view == "worker" and shown.worker:
            line = await schedule.timeline(ctx, shown.worker, shown.first, days=shown.days)
            self._draw_board(ctx, line.plan, shown)
            self.jobs = [job for job in self.jobs if job.worker_id == str(shown.worker)]
        else:
            self._draw_board(ctx, await schedule.day(ctx, shown.first, **shown.whose), shown)

    def _draw_board(self, ctx: Ctx, plan: Plan, shown: Shown) -> None:
        self.strip = board.strip(plan.days, plan.totals)
        self.days = board.days(ctx, plan)
        self.rows = board.rows(plan, maps.routes(plan) if shown.has_map else {})
        self._draw_map(plan, shown)
        self.jobs, self.travel = board.jobs(plan.jobs), board.drives(plan)
        self.blocks = board.blocks([*plan.closed, *plan.blocks])
        self.opens, self.closes = plan.opens, plan.closes
        self.buffer = plan.buffer_minutes
        self._versions = {str(entry.id): entry.version for entry in plan.jobs}

    def _draw_map(self, plan: Plan, shown: Shown) -> None:
        self.points = maps.points(plan) if shown.has_map else []
        self.nowhere = maps.nowhere(plan) if shown.has_map else 0

    async def _after(self, ctx: Ctx, booking_id: UUID) -> None:
        """Our own notice comes back over the live line too; then the figures follow."""
        await self._redraw(ctx, [booking_id])
        if self.selected == str(booking_id):
            await self._show(ctx, booking_id)

    async def _redraw(self, ctx: Ctx, booking_ids: list[UUID], *, heard: bool = False) -> list[str]:
        """Hand the board these bookings as they are now; names of those that changed for us."""
        shown = self._shown(ctx)
        if shown.view not in ON_A_BOARD:
            await self._draw(ctx, shown)
            return []
        fresh, gone, names = list[BoardJob](), list[str](), list[str]()
        for booking_id in booking_ids:
            id, entry = str(booking_id), await schedule.one(ctx, booking_id, heard=heard)
            if entry is None or not shown.holds(entry):
                if self._versions.pop(id, None) is not None:
                    gone.append(id)
            elif self._versions.get(id) != entry.version:
                self._versions[id] = entry.version
                fresh += self._drawn(shown, entry)
                names.append(entry.client)
        if fresh or gone:
            self.change = BoardChange(self.change.revision + 1, fresh, gone)
        return names

    def _drawn(self, shown: Shown, entry: BoardEntry) -> list[BoardJob]:
        """A booking's cards; on one worker's days only theirs, and none of what they are not on."""
        cards = board.jobs([entry])
        if shown.view != "worker":
            return cards
        return [card for card in cards if card.worker_id == self.narrowed["worker"]]

    async def _count(self, ctx: Ctx) -> None:
        """The figures and roads that follow from the jobs."""
        shown = self._shown(ctx)
        if shown.view != "board":
            return await self._draw(ctx, shown, heard=True)
        plan = await schedule.day(ctx, shown.day, **shown.whose, heard=True)
        strip, travel = board.strip(plan.days, plan.totals), board.drives(plan)
        if strip != self.strip:
            self.strip = strip
        if travel != self.travel:
            self.travel = travel
        if shown.has_map:
            self._draw_map(plan, shown)
        return None

    @handler("bookings.view", module="module.schedule")
    async def narrow(self, ctx: Ctx, name: str, value: str):
        """Show a team, who has a skill, or a worker; "" takes the filter off."""
        if name not in NARROWED:
            raise Invalid("The schedule can't be narrowed down by that.")
        return rx.redirect(self._shown(ctx).address(**{name: value[:60]}))

    @handler("bookings.view", module="module.schedule")
    async def widen(self, ctx: Ctx):
        """Show everybody again."""
        return rx.redirect(self._shown(ctx).address(**dict.fromkeys(NARROWED, "")))

    @handler("bookings.view", module="module.schedule")
    async def pick(self, ctx: Ctx, booking_id: str):
        """Open a booking beside the board, or close it ("")."""
        self.selected = ""
        if not booking_id:
            self.booking = BookingView()
            return
        await self._show(ctx, known_id(booking_id))
        self.selected = booking_id

    @handler("bookings.edit", module="module.schedule")
    async def drop(self, ctx: Ctx, move: BoardMove):
        """A job was put elsewhere, handed over or made longer."""
        try:
            change = None
            if move.worker_id != move.from_worker_id:
                change = CrewChange(known_ids(move.from_worker_id), known_ids(move.worker_id))
            at = move.starts_at(ctx.zone)
            to = Placing(known_id(move.id), at, move.duration_minutes, change)
            return await self._move(ctx, to, self._versions.get(move.id))
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
        asked = {**self._asked(), "view": "board", "day": day}
        return rx.redirect(addresses.read(asked, ctx.today()).address())

    @handler("bookings.view")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Colleagues changed bookings: draw those anew and say who it was."""
        notices = read_notices(sent)
        ids = list(dict.fromkeys(notice.id for notice in notices if notice.id))
        if len(ids) > AT_ONCE:
            return ScheduleState.load
        if self.view not in ON_A_BOARD:
            if others := by_others(notices, ctx.actor):
                entry = await schedule.one(ctx, known_id(others[-1].id), heard=True)
                self.heard = sentence(others[-1], entry.client if entry else "a booking")
            rows = [RangeState.hear(sent)] if self.view == "list" else []
            return [*rows, ScheduleState.count]
        names = await self._redraw(ctx, [known_id(id) for id in ids], heard=True)
        if names:
            self.heard = sentence(notices[-1], names[-1])
            if self.selected in ids:
                await self._reopen(ctx)
        return ScheduleState.count

    async def _still_open(self, ctx: Ctx) -> None:
        """The panel from before: as its booking is now, or closed when other days are shown."""
        if self.view in ON_A_BOARD and self.selected not in self._versions:
            self.selected, self.booking = "", BookingView()
        elif self.selected:
            await self._reopen(ctx)

    async def _reopen(self, ctx: Ctx) -> None:
        """The open booking as it is now; closed when it is gone."""
        try:
            await self._show(ctx, known_id(self.selected))
        except NotFound:
            self.selected, self.booking = "", BookingView()

    @handler("bookings.view", background=True, supersedes=True)
    async def count(self):
        """The figures after colleagues' changes, once for many, and a breath later: first every
        board draws what changed."""
        await asyncio.sleep(BREATH_SECONDS)
        async with self, work(self, "bookings.view") as ctx:
            await self._count(ctx)

    @handler("bookings.view")
    async def feel(self, ctx: Ctx, status: str):
        """The live line came or went; after a gap everything is loaded anew."""
        self.line = status[:20]
        return ScheduleState.load if status == "reconnected" else None
