"""The payroll page's State: one period, and one worker's rows in a drawer."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.live import read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.pages.payroll import rows
from cleaning_app.services import payroll

_MODULE = "module.finance"
_SHOWN = 15


class PayrollState(LoadState, forms.FormState, rx.State):
    """A pay period."""

    may_manage: bool = False
    first: str = ""
    label: str = ""
    rule: str = ""
    periods: list[Option] = []
    before: str = ""
    after: str = ""
    sums: rows.Sums = rows.Sums()
    lines: list[rows.Line] = []
    unclocked: list[rows.Loose] = []
    unclocked_note: str = ""
    running: list[rows.Loose] = []
    is_over: bool = False
    approval: str = ""
    approved: str = ""

    open: bool = False
    worker_id: str = ""
    worker: str = ""
    worker_sum: str = ""
    worker_rate: str = ""
    days: list[rows.DayLine] = []
    items: list[rows.ItemLine] = []
    adjustments: list[str] = []
    adding: bool = False
    item_day: str = ""
    _seen: str = ""

    @handler("finance.view", module=_MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Show the period in the address, today's unless told."""
        self.open = False
        await self._show(ctx, reading.day_or_none(address.asked(self, "period")))
        worker = address.asked(self, "worker")
        if worker:
            await self._open(ctx, address.known_id(worker))
        self.ready = True

    async def _show(self, ctx: Ctx, day: date | None = None) -> None:
        sheet = await payroll.sheet(ctx, day or reading.day_or_none(self.first))
        self.first, self.label = sheet.period.key, sheet.period.label
        self.rule = f"{sheet.rule_words}. Clocked time only."
        await self._periods(ctx)
        self.may_manage = ctx.can("finance.manage")
        self.sums = rows.sums(sheet)
        self.lines = [rows.line(row) for row in sheet.rows[:100]]
        self.unclocked = [rows.unclocked(ctx, one) for one in sheet.unclocked[:_SHOWN]]
        more = len(sheet.unclocked) - _SHOWN
        self.unclocked_note = "Shown apart, never paid by themselves"
        if more > 0:
            self.unclocked_note = (
                f"The first {_SHOWN} of {len(sheet.unclocked)}; never paid by themselves"
            )
        self.running = [rows.running(ctx, one) for one in sheet.running[:20]]
        self.is_over, self._seen = sheet.is_over, sheet.digest
        self.approval = str(sheet.approval_id or "")
        self.approved = (
            f"Approved by {sheet.approved_by}, {format.moment(sheet.approved_at, ctx.zone)}"
            if sheet.approved_at
            else ""
        )

    async def _periods(self, ctx: Ctx) -> None:
        found = await payroll.periods(ctx)
        self.periods = [
            Option(one.key, f"{one.label}{' · approved' if one.is_approved else ''}")
            for one in found
        ]
        keys = [one.key for one in found]
        if self.first not in keys:
            self.periods = [Option(self.first, self.label), *self.periods]
            self.before = self.after = ""
            return
        here = keys.index(self.first)
        self.before = _address(keys[here + 1]) if here + 1 < len(keys) else ""
        self.after = _address(keys[here - 1]) if here else ""

    @handler("finance.view", module=_MODULE)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """A colleague approved, a clock was corrected."""
        if self.first and any(
            one.topic == "payroll" or one.action.startswith("clock_") for one in read_notices(sent)
        ):
            await self._show(ctx)

    @handler("finance.view", module=_MODULE)
    async def choose(self, ctx: Ctx, key: str):
        """Look at another period."""
        return rx.redirect(_address(key))

    @handler("finance.view", module=_MODULE)
    async def open_worker(self, ctx: Ctx, worker_id: UUID):
        """Show what is behind a worker's figures."""
        await self._open(ctx, worker_id)

    async def _open(self, ctx: Ctx, worker_id: UUID) -> None:
        day = reading.day_or_none(self.first) or ctx.today()
        sheet = await payroll.sheet(ctx, day)
        row = next((one for one in sheet.rows if one.worker_id == worker_id), None)
        visits = await payroll.behind(ctx, day, worker_id)
        self.worker_id, self.adding, self.problems = str(worker_id), False, {}
        self.item_day = min(max(sheet.period.first, ctx.today()), sheet.period.last).isoformat()
        self.worker = row.worker if row else ""
        self.worker_rate = rows.rates(row) if row else ""
        self.worker_sum = format.money(row.total_cents) if row else format.money(0)
        self.days = rows.days(ctx, row, visits) if row else []
        self.items = [rows.item(ctx, one) for one in row.items] if row else []
        self.adjustments = (
            [f"{format.money(one.cents)} for {one.label}" for one in row.adjustments] if row else []
        )
        self.open = row is not None

    @handler("finance.view")
    async def close(self, ctx: Ctx):
        """Close the drawer."""
        self.open = False

    @handler("finance.manage", module=_MODULE)
    async def set_adding(self, ctx: Ctx, adding: bool):
        """Open or close the form for an amount."""
        self.adding, self.problems = adding, {}

    @handler("finance.manage", module=_MODULE, once=("worker_id",))
    async def add_item(self, ctx: Ctx, form: dict[str, Any]):
        """Add an amount to the open worker's pay."""
        worker_id = address.known_id(self.worker_id)
        item_id = await payroll.add_item(
            ctx,
            worker_id,
            str(form.get("kind", "")),
            reading.cents(form.get("amount", ""), "amount_cents"),
            reading.day(form.get("day", ""), "occurred_on"),
            str(form.get("description", "")),
        )
        await self._both(ctx, worker_id)
        return toast.done("Added.", undo=PayrollState.set_removed(str(item_id), True))

    @handler("finance.manage", module=_MODULE)
    async def set_removed(self, ctx: Ctx, item_id: UUID, removed: bool):
        """Take an amount off, or bring it back."""
        await (payroll.remove_item if removed else payroll.restore_item)(ctx, item_id)
        await self._both(ctx, address.known_id(self.worker_id) if self.worker_id else None)
        undo = PayrollState.set_removed(str(item_id), False) if removed else None
        return toast.done("Removed." if removed else "Back again.", undo=undo)

    async def _both(self, ctx: Ctx, worker_id: UUID | None) -> None:
        was_open = self.open
        await self._show(ctx)
        if was_open and worker_id is not None:
            await self._open(ctx, worker_id)

    @handler("finance.manage", module=_MODULE)
    async def approve(self, ctx: Ctx):
        """Close the period as it is on the screen."""
        first = reading.day_or_none(self.first) or ctx.today()
        approval = await payroll.approve(ctx, first, self._seen)
        await self._show(ctx)
        return toast.done("Approved. Later corrections come with the next period.",
                          undo=PayrollState.reopen(str(approval)))  # fmt: skip

    @handler("finance.manage", module=_MODULE)
    async def reopen(self, ctx: Ctx, approval_id: UUID):
        """Take the approval back."""
        await payroll.reopen(ctx, approval_id)
        await self._show(ctx)
        return toast.done("The period is open again.")


def _address(key: str) -> str:
    return f"/payroll?period={key[:10]}"
