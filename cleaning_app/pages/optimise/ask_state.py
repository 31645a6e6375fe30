"""Asking for a better day, and the runs there were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from cleaning_app.components import address, format, forms
from cleaning_app.components.handler import handler
from cleaning_app.components.live import Notice, read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.optimise.rows import difference, km
from cleaning_app.services import optimisation
from cleaning_app.services.optimisation import MODULE, Run, Wishes

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


class AskState(LoadState, forms.FormState, rx.State):
    """The form and the last runs."""

    day: str = ""
    today: str = ""
    moves: str = "times"
    rows: list[RunRow] = []

    @handler("bookings.assign", module=MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Start from the day in the address."""
        self.today = ctx.today().isoformat()
        asked = address.asked(self, "day")
        self.day = asked if _is_ahead(asked, ctx.today()) else self.today
        await self._list(ctx)
        self.ready = True

    async def _list(self, ctx: Ctx) -> None:
        self.rows = [_row(ctx, run) for run in await optimisation.recent(ctx)]

    @handler("bookings.assign", module=MODULE)
    async def choose(self, ctx: Ctx, moves: str):
        """What may move."""
        self.moves = moves if moves in optimisation.MOVES else "times"

    @handler("bookings.assign", module=MODULE)
    async def start(self, ctx: Ctx, form: dict[str, Any]):
        """Begin a search and go to it."""
        run_id = await optimisation.start(ctx, _wishes(form, self.moves))
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


def _wishes(form: dict[str, Any], moves: str) -> Wishes:
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
        )
    except (ValueError, TypeError) as error:
        raise Invalid("Choose a day.", [FieldError("day", "Choose a day.")]) from error


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
