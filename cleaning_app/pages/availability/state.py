"""The availability page's State: the calendar, the drawer with a block, the inbox of requests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import reflex as rx
from pydantic import AwareDatetime

from cleaning_app.components import address, forms, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.live import read_notices
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.pages.availability import block_form, rows
from cleaning_app.pages.availability.block_form import Form
from cleaning_app.services import availability, bookings, time_off, workers

_BLOCKING = "schedule.blocking.manage"
_SCHEDULE = "module.schedule"


class AvailabilityState(forms.FormState, rx.State):
    """Six weeks of everybody, and whatever is open in a drawer."""

    ready: bool = False
    may_manage: bool = False
    may_assign: bool = False
    may_set: bool = False
    first: str = ""
    title: str = ""
    before: str = ""
    after: str = ""
    days: list[rows.DayCell] = []
    months: list[rows.MonthMark] = []
    people: list[rows.PersonRow] = []
    everybody: list[rows.BarView] = []
    holidays: list[rows.HolidayRow] = []
    inbox: list[rows.Request] = []
    lately: list[rows.AnsweredRow] = []

    open: bool = False
    form: Form = Form()
    choices: list[Option] = []
    jobs: list[rows.Job] = []
    refused: str = ""
    done: bool = False

    request: rows.Request = rows.Request()
    request_jobs: list[rows.Job] = []
    answering: bool = False
    words: str = ""

    @handler("bookings.view", module=_SCHEDULE)
    async def load(self, ctx: Ctx):
        """Show the weeks in the address."""
        self.open = self.answering = False
        await self._refresh(ctx, _first(address.asked(self, "from"), ctx.today()))
        asked = address.asked(self, "request")
        if asked and self.may_manage:
            await self._open_request(ctx, address.known_id(asked))
        self.ready = True

    async def _refresh(self, ctx: Ctx, first: date | None = None) -> None:
        first = first or date.fromisoformat(self.first)
        shown = await availability.strip(ctx, first, rows.DAYS)
        last = first + timedelta(days=rows.DAYS - 1)
        self.first, self.title = first.isoformat(), _title(first, last)
        self.before = f"/availability?from={first - timedelta(days=28)}"
        self.after = f"/availability?from={first + timedelta(days=28)}"
        self.days, self.months = rows.cells(shown.days, ctx.today()), rows.months(shown.days)
        self.people = [rows.person(ctx, one) for one in shown.people]
        self.everybody = [rows.bar(ctx, one) for one in shown.everybody]
        self.holidays = rows.holidays(shown.days)
        self.may_manage, self.may_assign = ctx.can(_BLOCKING), ctx.can("bookings.assign")
        self.may_set = ctx.can("settings.manage")
        if self.may_manage:
            self.inbox = [rows.request(ctx, one) for one in await time_off.inbox(ctx)]
            self.lately = [rows.answered(ctx, one) for one in await time_off.answered(ctx)]

    @handler("bookings.view", module=_SCHEDULE)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """A colleague blocked time, or a worker asked for some."""
        if read_notices(sent) and self.first:
            await self._refresh(ctx)

    @handler(_BLOCKING, module=_SCHEDULE)
    async def new(self, ctx: Ctx, worker_id: str = ""):
        """Open an empty form, for somebody if named."""
        await self._choices(ctx)
        day = block_form.next_workday(ctx.today()).isoformat()
        self.form = Form(who=f"worker:{worker_id}" if worker_id else "", first=day, last=day)
        self._clear()
        self.open = True

    @handler(_BLOCKING, module=_SCHEDULE)
    async def open_block(self, ctx: Ctx, block_id: UUID):
        """Open the form for a block."""
        self.form = block_form.form_of(ctx, await availability.get(ctx, block_id))
        self._clear()
        self.open = True

    def _clear(self) -> None:
        self.problems, self.jobs, self.refused, self.done = {}, [], "", False

    async def _choices(self, ctx: Ctx) -> None:
        teams = [Option(f"team:{t.id}", f"Team {t.name}") for t in await workers.teams(ctx)]
        people = [Option(f"worker:{id}", name) for id, name in await workers.names(ctx)]
        self.choices = [Option("", "Everybody"), *teams, *people]

    @handler("bookings.view")
    async def close(self, ctx: Ctx):
        """Close whichever drawer is open."""
        self.open = self.answering = False

    @handler(_BLOCKING, module=_SCHEDULE)
    async def set_whole(self, ctx: Ctx, whole: bool):
        """Whole days, or from one time to another."""
        self.form.whole = whole
        self.form = self.form

    @handler(_BLOCKING, module=_SCHEDULE, once=())
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Block the time, or change a block; a worker with jobs then is refused, and they are listed."""
        self._clear()
        wanted = block_form.read(ctx, form, whole=self.form.whole)
        return await self._save(ctx, wanted, take_off=form.get("take_off") is True)

    async def _save(self, ctx: Ctx, wanted: block_form.Wanted, *, take_off: bool) -> Any:
        span = (wanted.starts_at, wanted.ends_at)
        taken: list[UUID] = []
        try:
            async with ctx.attempt():
                worker_id = wanted.worker_id
                before = None
                if self.form.id:
                    before = await availability.get(ctx, address.known_id(self.form.id))
                    worker_id = before.worker_id
                if take_off and worker_id is not None:
                    taken = await availability.clear(ctx, worker_id, *span)
                made = await _written(ctx, wanted, before, self.form.version)
        except Conflict as clash:
            return self._stand_in_the_way(ctx, clash)
        await self._refresh(ctx)
        self.jobs, self.done = [rows.job(ctx, one) for one in made.bookings], True
        self.open = bool(self.jobs)
        if before:
            span = (before.starts_at.isoformat(), before.ends_at.isoformat())
            undo = AvailabilityState.put_back(str(made.id), *span, before.kind, before.reason)
            return toast.done("Changed.", undo=undo)
        undo = AvailabilityState.undo_new(str(made.id), [str(id) for id in taken])
        return toast.done("Time blocked.", undo=undo)

    def _stand_in_the_way(self, ctx: Ctx, clash: Conflict) -> Any:
        found = clash.extra.get("bookings", [])
        if not found:
            return toast.refused(clash)
        self.refused = clash.detail
        self.jobs = [rows.job(ctx, one) for one in map(availability.InTheWay.from_json, found)]
        return None

    @handler(_BLOCKING, module=_SCHEDULE)
    async def put_back(
        self,
        ctx: Ctx,
        block_id: UUID,
        starts_at: AwareDatetime,
        ends_at: AwareDatetime,
        kind: str,
        reason: str,
    ):
        """Undo a change of a block."""
        await availability.update(
            ctx, block_id, starts_at=starts_at, ends_at=ends_at, kind=kind, reason=reason
        )
        await self._refresh_if_shown(ctx)
        return toast.done("As it was before.")

    @handler(_BLOCKING, module=_SCHEDULE)
    async def undo_new(self, ctx: Ctx, block_id: UUID, put_back: list[UUID]):
        """Undo a new block: the time is free again, and the worker back on their jobs."""
        block = await availability.get(ctx, block_id)
        await availability.delete(ctx, block_id)
        if block.worker_id is not None:
            for booking_id in put_back[:100]:
                await bookings.assign(ctx, booking_id, block.worker_id, expect_reason=False)
        await self._refresh_if_shown(ctx)
        return toast.done("Taken back.")

    @handler(_BLOCKING, module=_SCHEDULE)
    async def set_deleted(self, ctx: Ctx, block_id: UUID, deleted: bool):
        """Take a block away, or bring it back."""
        await (availability.delete if deleted else availability.restore)(ctx, block_id)
        self.open = False
        await self._refresh_if_shown(ctx)
        undo = AvailabilityState.set_deleted(str(block_id), False) if deleted else None
        return toast.done("Block removed." if deleted else "Block is back.", undo=undo)

    async def _refresh_if_shown(self, ctx: Ctx) -> None:
        await self._refresh(ctx, _first(self.first, ctx.today()))

    @handler(_BLOCKING, module=_SCHEDULE)
    async def review(self, ctx: Ctx, request_id: UUID):
        """Open a request to answer it with a word."""
        await self._open_request(ctx, request_id)

    async def _open_request(self, ctx: Ctx, request_id: UUID) -> None:
        waiting = await time_off.get(ctx, request_id)
        self.request = rows.request(ctx, waiting)
        self.request_jobs = [rows.job(ctx, one) for one in waiting.jobs]
        self.problems, self.open, self.words = {}, False, ""
        self.answering = waiting.asked.status == "pending"

    @handler(_BLOCKING, module=_SCHEDULE)
    async def approve(self, ctx: Ctx, request_id: UUID):
        """Approve at once; with jobs in the way, open it instead."""
        waiting = await time_off.get(ctx, request_id)
        if waiting.jobs:
            return await self._open_request(ctx, request_id)
        return await self._answered(ctx, await time_off.approve(ctx, request_id), "approved")

    @handler(_BLOCKING, module=_SCHEDULE)
    async def set_words(self, ctx: Ctx, words: str):
        """What is written beside the answer."""
        self.words = words[:500]

    @handler(_BLOCKING, module=_SCHEDULE)
    async def accept(self, ctx: Ctx):
        """Approve the open request; the worker is taken off the jobs that were listed."""
        request_id, take_off = address.known_id(self.request.id), bool(self.request_jobs)
        made = await time_off.approve(ctx, request_id, self.words, take_off=take_off)
        return await self._answered(ctx, made, "approved")

    @handler(_BLOCKING, module=_SCHEDULE)
    async def decline(self, ctx: Ctx):
        """Say no to the open request."""
        made = await time_off.decline(ctx, address.known_id(self.request.id), self.words)
        return await self._answered(ctx, made, "declined")

    async def _answered(self, ctx: Ctx, made: time_off.Answered, status: str) -> Any:
        self.answering = False
        await self._refresh_if_shown(ctx)
        undo = AvailabilityState.reopen(str(made.id), [str(id) for id in made.taken_off])
        first_name = made.worker.split()[0]
        return toast.done(f"{status.capitalize()}. {first_name} will be told.", undo=undo)

    @handler(_BLOCKING, module=_SCHEDULE)
    async def reopen(self, ctx: Ctx, request_id: UUID, put_back: list[UUID]):
        """Undo an answer."""
        await time_off.reopen(ctx, request_id, put_back[:100])
        await self._refresh_if_shown(ctx)
        return toast.done("The request waits again.")


async def _written(
    ctx: Ctx, wanted: block_form.Wanted, before: availability.Block | None, version: int
) -> availability.Blocked:
    common: dict[str, Any] = {
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "kind": wanted.kind,
        "reason": wanted.reason,
    }
    if before is not None:
        return await availability.update(ctx, before.id, version=version, **common)
    return await availability.create(
        ctx, worker_id=wanted.worker_id, team_id=wanted.team_id, **common
    )


def _first(text: str, today: date) -> date:
    try:
        return rows.monday(date.fromisoformat(text)) if text else rows.monday(today)
    except (ValueError, OverflowError):
        return rows.monday(today)


def _title(first: date, last: date) -> str:
    """23 November – 3 January"""
    return f"{first.day} {first:%B} – {last.day} {last:%B}"
