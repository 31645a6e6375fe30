"""One run: how far it is, what it proposes, applying it, taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import address, format, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.live import read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.components.map import MapPoint, MapTiles, tiles
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.pages.optimise import map as maps
from cleaning_app.pages.optimise import rows
from cleaning_app.pages.optimise.applying import Applying
from cleaning_app.pages.optimise.ask_state import STATUS
from cleaning_app.pages.optimise.rows import Figure, Lane, Line
from cleaning_app.services import optimisation
from cleaning_app.services.optimisation import MODULE, OnMap, Proposal, Run, Wishes

Stop = Annotated[str, Field(max_length=80)]


@dataclass
class Other:
    """A crew that does not do a job, and why."""

    who: str
    why: str
    possible: bool


class RunState(Applying, LoadState, rx.State):
    """The run in the address."""

    title: str = ""
    under: str = ""
    status: str = ""
    words: str = ""
    colour: str = ""
    error: str = ""
    back: str = "/schedule"
    percent: int = 0
    at: str = ""
    best: str = ""
    figures: list[Figure] = []
    hidden: int = 0
    open: list[Line] = []
    tell: list[Line] = []
    lanes: list[Lane] = []
    ticks: list[str] = []
    asked_about: str = ""
    asked_line: str = ""
    asked_why: str = ""
    picked: str = ""
    others: list[Other] = []
    map_view: str = "planned"
    map_day: str = "0"
    map_days: list[Option] = []
    points: list[MapPoint] = []
    nowhere: int = 0
    tiles: MapTiles = MapTiles()
    _on_map: OnMap | None = None
    _wishes: dict[str, Any] = {}
    _worker: str = ""
    _count: int = 0

    @handler("bookings.assign", module=MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Show the run in the address."""
        run_id = address.path_id(self)
        if str(run_id) != self.id:
            self.reset()
        await self._show(ctx, run_id)
        self.ready = True

    async def _show(self, ctx: Ctx, run_id: UUID) -> None:
        run = await optimisation.get(ctx, run_id)
        fresh = run.status != self.status or str(run.id) != self.id
        self.id, self.kind, self.status, self.error = str(run.id), run.kind, run.status, run.error
        self.words, self.colour = STATUS[run.status]
        self.title, self.under = _title(ctx, run), _under(ctx, run)
        self.back = f"/schedule?day={run.day.isoformat()}"
        self._wishes = run.wishes
        self._worker = str(run.worker_id or "")
        self._show_progress(run)
        if fresh and run.proposal is not None:
            self._show_proposal(ctx, run, run.proposal)
            silent = await optimisation.silent(ctx, run.proposal)
            self.tell = rows.whom_to_tell(ctx, run.proposal, silent)
            self._on_map, self.tiles = await optimisation.on_map(ctx, run_id), tiles()
            self._show_map(ctx)

    def _show_progress(self, run: Run) -> None:
        said = run.progress
        if not said:
            self.percent, self.at, self.best = 0, "Waiting for its turn…", ""
            return
        self.percent = min(100, round(100 * said["at"] / said["of"]))
        self.at = f"{said['at']:.0f} of {said['of']:.0f} seconds"
        saved = said["metres_before"] - said["metres"]
        self.best = f"Best so far: {rows.km(said['metres'])}"
        if saved > 0:
            self.best += f", {rows.km(saved)} less than now"
        if said["unassigned"]:
            self.best += f", {format.count(said['unassigned'], 'job')} without anybody"

    def _show_proposal(self, ctx: Ctx, run: Run, proposal: Proposal) -> None:
        self.figures = rows.figures(proposal.before, proposal.after)
        self.moves = rows.moves(ctx, proposal)
        self._count = len(proposal.moves)
        self.hidden = self._count - len(self.moves)
        applied = run.status in {"applied", "undone"}
        self.chosen = [m.stop for m in self.moves if not applied or m.stop in run.chosen]
        self.open = rows.left_out(ctx, proposal)
        self.map_days = _days(run)
        self.lanes, self.ticks = rows.lanes(ctx, proposal.routes)

    def _show_map(self, ctx: Ctx) -> None:
        if self._on_map is None:
            return
        day, planned = int(self.map_day), self.map_view == "planned"
        self.points = maps.points(ctx, self._on_map, planned=planned, day=day)
        self.nowhere = maps.nowhere(self._on_map, day)

    @handler("bookings.assign", module=MODULE)
    async def look(self, ctx: Ctx, view: Literal["now", "planned"]):
        """The map as the day is, or as it would be."""
        self.map_view = view
        self._show_map(ctx)

    @handler("bookings.assign", module=MODULE)
    async def look_at(self, ctx: Ctx, day: str):
        """Another day of the plan on the map."""
        if any(one.value == day for one in self.map_days):
            self.map_day = day
            self._show_map(ctx)

    @handler("bookings.assign", module=MODULE)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """The run went on."""
        if self.id and any(
            n.topic == "optimisation" and n.id == self.id for n in read_notices(sent)
        ):
            await self._show(ctx, UUID(self.id))

    @handler("bookings.assign", module=MODULE)
    async def feel(self, ctx: Ctx, status: str):
        """After a gap in the live line, look again."""
        return RunState.load if status in {"connected", "reconnected"} else None

    @handler("bookings.assign", module=MODULE)
    async def choose(self, ctx: Ctx, stop: Stop, on: bool):
        """Tick a move, or leave it out."""
        known = [move.stop for move in self.moves]
        wanted = {*self.chosen, stop} if on else set(self.chosen) - {stop}
        self.chosen = [one for one in known if one in wanted]

    @handler("bookings.assign", module=MODULE)
    async def choose_all(self, ctx: Ctx, on: bool):
        """Tick every move, or none."""
        self.chosen = [move.stop for move in self.moves] if on else []

    @handler("bookings.assign", module=MODULE)
    async def cancel(self, ctx: Ctx):
        """End the search, or put the proposal aside."""
        run_id = address.known_id(self.id)
        await optimisation.cancel(ctx, run_id)
        await self._show(ctx, run_id)
        return toast.done("Put aside. Nothing was moved.")

    @handler("bookings.assign", module=MODULE)
    async def enough(self, ctx: Ctx):
        """Stop searching; propose the best so far."""
        await optimisation.enough(ctx, address.known_id(self.id))

    @handler("bookings.assign", module=MODULE)
    async def again(self, ctx: Ctx):
        """Ask the same once more, of the day as it is now."""
        run = await optimisation.get(ctx, address.known_id(self.id))
        if run.worker_id is not None:
            fresh = await optimisation.worker_out(ctx, run.worker_id, run.day, run.wishes["kind"])
        else:
            fresh = await optimisation.start(ctx, Wishes.from_json(run.wishes))
        return rx.redirect(f"/schedule/optimise/{fresh}")

    @handler("bookings.assign", module=MODULE)
    async def explain(self, ctx: Ctx, stop: Stop):
        """What happens to a stop and why, and why not each other crew."""
        found = await optimisation.other_crews(ctx, address.known_id(self.id), stop)
        self.others = [Other(one.who, one.why, one.is_possible) for one in found[:60]]
        told = rows.story(ctx, stop, self.moves, self._on_map)
        self.asked_about, self.asked_line, self.asked_why = told
        self.picked = stop

    @handler("bookings.assign", module=MODULE)
    async def close(self, ctx: Ctx):
        """Close the reasons."""
        self.asked_about, self.asked_line, self.asked_why, self.others = "", "", "", []
        self.picked = ""


def _title(ctx: Ctx, run: Run) -> str:
    if run.kind == "absence":
        return f"{run.worker} is out"
    days = run.wishes["days"]
    if days == 1:
        return f"A better {format.long_day(run.day)}"
    last = run.day + timedelta(days=days - 1)
    return f"Better days, {format.long_day(run.day)} to {format.long_day(last)}"


def _days(run: Run) -> list[Option]:
    """The days a map can be of; none to choose from when there is one."""
    days = run.wishes.get("days", 1)
    at = [run.day + timedelta(days=n) for n in range(days)]
    return [Option(str(n), f"{day:%a} {day.day}") for n, day in enumerate(at)] if days > 1 else []


def _under(ctx: Ctx, run: Run) -> str:
    by = f" by {run.created_by}" if run.created_by else ""
    asked = f"Asked {format.ago(run.created_at, ctx.now())}{by}"
    if run.kind == "absence":
        return f"{format.long_day(run.day)}. {asked}"
    said = [optimisation.MOVES[run.wishes["moves"]]]
    if pinned := len(run.wishes["pinned"]):
        said.append(f"{format.count(pinned, 'job')} pinned")
    if alone := len(run.wishes.get("left_alone", ())):
        said.append(f"{format.count(alone, 'worker')} left alone")
    return f"{'; '.join(said)}. {asked}"
