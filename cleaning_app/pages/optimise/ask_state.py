"""Asking for a better day, and the runs there were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms
from cleaning_app.components.handler import handler
from cleaning_app.components.live import Notice, read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.optimise.rows import difference, km
from cleaning_app.services import optimisation
from cleaning_app.services.optimisation import MODULE, Movable, Person, Run, Wishes

MOST_JOBS = 100
"""More of them may move, but are not listed to be pinned."""
MOST_PEOPLE = 100

STATUS = {
    "queued": ("Waiting", "grey"),
    "running": ("Searching", "violet"),
    "done": ("Proposed", "blue"),
    "applied": ("Applied", "green"),
    "undone": ("Taken back", "grey"),
    "cancelled": ("Put aside", "grey"),
    "failed": ("Failed", "red"),
}


@dataclass
class RunRow:
    """One run in the list."""

    href: str
    what: str
    when: str
    who: str
    words: str
    colour: str
    saved: str


@dataclass
class JobRow:
    """A job that could be pinned; one that `stays` anyway needs no pin."""

    id: str
    when: str
    client: str
    about: str
    who: str
    stays: bool


@dataclass
class PersonRow:
    """A worker who could be left alone."""

    id: str
    name: str
    jobs: str


class AskState(LoadState, forms.FormState, rx.State):
    """The form, the jobs and people of its days, and the last runs."""

    day: str = ""
    days: int = 1
    today: str = ""
    moves: str = "times"
    rows: list[RunRow] = []
    jobs: list[JobRow] = []
    more: int = 0
    people: list[PersonRow] = []
    pins: list[str] = []
    alone: list[str] = []

    @handler("bookings.assign", module=MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Start from the day in the address."""
        self.today = ctx.today().isoformat()
        asked = address.asked(self, "day")
        self.day = asked if _is_ahead(asked, ctx.today()) else self.today
        await self._look(ctx)
        await self._list(ctx)
        self.ready = True

    async def _look(self, ctx: Ctx) -> None:
        """The jobs and people of the chosen days; pins of other days are let go."""
        seen = await optimisation.outlook(ctx, date.fromisoformat(self.day), self.days)
        self.jobs = [_job(ctx, job, self.days) for job in seen.jobs[:MOST_JOBS]]
        self.more = len(seen.jobs) - len(self.jobs)
        self.people = [_person(one) for one in seen.people[:MOST_PEOPLE]]
        self.pins = [id for id in self.pins if any(job.id == id for job in self.jobs)]
        self.alone = [id for id in self.alone if any(one.id == id for one in self.people)]

    async def _list(self, ctx: Ctx) -> None:
        self.rows = [_row(ctx, run) for run in await optimisation.recent(ctx)]

    @handler("bookings.assign", module=MODULE)
    async def choose(self, ctx: Ctx, moves: str):
        """What may move."""
        self.moves = moves if moves in optimisation.MOVES else "times"

    @handler("bookings.assign", module=MODULE)
    async def choose_day(self, ctx: Ctx, day: str):
        """Another first day."""
        if _is_ahead(day, ctx.today()):
            self.day, self.problems = day, {}
            await self._look(ctx)

    @handler("bookings.assign", module=MODULE)
    async def choose_days(self, ctx: Ctx, days: str):
        """So many days."""
        if days in {str(n) for n in range(1, optimisation.MOST_DAYS + 1)}:
            self.days = int(days)
            await self._look(ctx)

    @handler("bookings.assign", module=MODULE)
    async def pin(self, ctx: Ctx, booking_id: UUID):
        """Keep a job where it is, or let it move again."""
        self.pins = _toggled(self.pins, str(booking_id), [job.id for job in self.jobs])

    @handler("bookings.assign", module=MODULE)
    async def unpin_all(self, ctx: Ctx):
        """Let every job move again."""
        self.pins = []

    @handler("bookings.assign", module=MODULE)
    async def leave_alone(self, ctx: Ctx, worker_id: UUID):
        """Keep somebody's day as it is, or plan it again."""
        self.alone = _toggled(self.alone, str(worker_id), [one.id for one in self.people])

    @handler("bookings.assign", module=MODULE)
    async def start(self, ctx: Ctx, form: dict[str, Any]):
        """Begin a search and go to it."""
        run_id = await optimisation.start(ctx, _wishes(form, self.moves, self.pins, self.alone))
        return rx.redirect(f"/schedule/optimise/{run_id}")

    @handler("bookings.assign", module=MODULE)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """A run went on: another status, not another second."""
        if any(_matters(notice) for notice in read_notices(sent)):
            await self._list(ctx)


def _matters(notice: Notice) -> bool:
    return notice.topic == "optimisation" and notice.action != "progress"


def _is_ahead(text: str, today: date) -> bool:
    try:
        return today <= date.fromisoformat(text) and date.fromisoformat(text).year <= 2198
    except ValueError:
        return False


def _toggled(chosen: list[str], one: str, known: list[str]) -> list[str]:
    """With it or without it, in the order they are shown."""
    wanted = set(chosen) ^ {one}
    return [id for id in known if id in wanted]


def _wishes(form: dict[str, Any], moves: str, pins: list[str], alone: list[str]) -> Wishes:
    """Raises Invalid, naming the field."""
    try:
        return Wishes(
            day=date.fromisoformat(str(form.get("day", ""))),
            days=int(form.get("days", 1)),
            moves=moves,
            shift=int(form.get("shift", 30)),
            overtime=int(form.get("overtime", 0)),
            lunch=bool(form.get("lunch")),
            seconds=int(form.get("seconds", 10)),
            pinned=tuple(map(UUID, pins)),
            left_alone=tuple(map(UUID, alone)),
        )
    except (ValueError, TypeError) as error:
        raise Invalid("Choose a day.", [FieldError("day", "Choose a day.")]) from error


def _job(ctx: Ctx, job: Movable, days: int) -> JobRow:
    local = job.starts_at.astimezone(ctx.zone)
    when = format.time(job.starts_at, ctx.zone)
    return JobRow(
        str(job.booking_id),
        f"{local:%a} {when}" if days > 1 else when,
        job.client,
        f"{job.service}, {format.duration(job.minutes)}" + (f" · {job.area}" if job.area else ""),
        " and ".join(job.crew) or "Nobody yet",
        job.stays,
    )


def _person(one: Person) -> PersonRow:
    return PersonRow(str(one.id), one.name, format.count(one.jobs, "job") if one.jobs else "free")


def _row(ctx: Ctx, run: Run) -> RunRow:
    words, colour = STATUS[run.status]
    day = format.short_day(run.day, ctx.today())
    saved = ""
    if run.kind == "day" and run.progress and run.status in {"done", "applied", "undone"}:
        was, now = run.progress["metres_before"], run.progress["metres"]
        saved = difference(now, was, km(abs(now - was)))[0]
    days = run.wishes.get("days", 1)
    what = f"{run.worker} out, {day}" if run.kind == "absence" else day
    return RunRow(
        f"/schedule/optimise/{run.id}",
        f"{what} and {format.count(days - 1, 'more day', 'more days')}" if days > 1 else what,
        format.ago(run.created_at, ctx.now()), run.created_by, words, colour, saved,
    )  # fmt: skip
