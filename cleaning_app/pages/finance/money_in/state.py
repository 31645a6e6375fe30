"""What Money in holds: lines of one kind, and the payments one of them may be."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.pages.finance.money_in import rows
from cleaning_app.pages.finance.money_in.rows import LineRow, PaidRow
from cleaning_app.services.banking import matching, money_in
from cleaning_app.services.banking.matching import Was

NEEDS, MODULE = "finance.manage", "module.finance"
Outcome = Literal["open", "matched", "aside"]
Typed = Annotated[str, Field(max_length=80)]
Ids = Annotated[list[UUID], Field(max_length=matching.MOST_TOGETHER)]


class MoneyInState(LoadState, rx.State):
    """Lines of money in. The payments proposed for them stay here, as they were shown."""

    outcome: str = "open"
    counts: dict[str, str] = {}
    lines: list[LineRow] = []
    more: str = ""
    confirm_words: str = ""
    may_manage: bool = False
    picking: bool = False
    line: LineRow = LineRow("", "", "", "", "", "", [], "")
    offered: list[PaidRow] = []
    sum_words: str = ""
    fits: bool = False

    _proposed: dict[str, list[str]] = {}
    _picked: list[str] = []
    _search: str = ""

    @handler("finance.view", module=MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Show the lines."""
        self.picking = False
        await self._show(ctx)
        self.ready = True

    @handler("finance.view", module=MODULE)
    async def show(self, ctx: Ctx, outcome: Outcome):
        """Lines of another kind."""
        self.outcome = outcome
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def confirm(self, ctx: Ctx, line_id: UUID):
        """It is the payments that were proposed."""
        proposed = [UUID(id) for id in self._proposed.get(str(line_id), [])]
        await matching.match(ctx, line_id, proposed)
        await self._show(ctx)
        return toast.done("Matched.", undo=MoneyInState.reopen(str(line_id)))

    @handler(NEEDS, module=MODULE)
    async def confirm_all(self, ctx: Ctx):
        """Every line on the screen is the payments that were proposed for it."""
        for line_id, proposed in self._proposed.items():
            await matching.match(ctx, UUID(line_id), [UUID(id) for id in proposed])
        done = list(self._proposed)
        await self._show(ctx)
        words = f"{format.count(len(done), 'line')} matched."
        return toast.done(words, undo=MoneyInState.reopen_all(done))

    @handler(NEEDS, module=MODULE)
    async def set_aside(self, ctx: Ctx, line_id: UUID, as_: Typed):
        """It is no client's money."""
        await matching.set_aside(ctx, line_id, as_)
        await self._show(ctx)
        return toast.done("Set aside.", undo=MoneyInState.reopen(str(line_id)))

    @handler(NEEDS, module=MODULE)
    async def reopen(self, ctx: Ctx, line_id: UUID):
        """Take back what was said of a line."""
        was = await matching.reopen(ctx, line_id)
        await self._show(ctx)
        again = MoneyInState.say_again(
            str(was.line_id), [str(id) for id in was.payment_ids], was.aside_as
        )
        return toast.done("Open again.", undo=again)

    @handler(NEEDS, module=MODULE)
    async def reopen_all(self, ctx: Ctx, line_ids: Ids):
        """Take back what was said of several."""
        for line_id in line_ids:
            await matching.reopen(ctx, line_id)
        await self._show(ctx)
        return toast.done("Open again.")

    @handler(NEEDS, module=MODULE)
    async def say_again(self, ctx: Ctx, line_id: UUID, payment_ids: Ids, aside_as: Typed):
        """Undo opening a line again."""
        await matching.say_again(ctx, Was(line_id, tuple(payment_ids), aside_as))
        await self._show(ctx)
        return toast.done("As before.")

    @handler(NEEDS, module=MODULE)
    async def pick(self, ctx: Ctx, line_id: UUID):
        """Choose the payments a line is."""
        found = await money_in.one(ctx, line_id)
        if found is None:
            raise NotFound("There is no such line.")
        self.line, self.picking = rows.line_row(found, ctx.today()), True
        self._picked, self._search = list(self._proposed.get(str(line_id), [])), ""
        await self._offer(ctx)

    @handler(NEEDS, module=MODULE)
    async def search(self, ctx: Ctx, text: Typed):
        """Payments of a client or invoice, whenever they were."""
        self._search = text
        await self._offer(ctx)

    @handler(NEEDS, module=MODULE)
    async def choose(self, ctx: Ctx, payment_id: UUID, on: bool):
        """Put a payment to the line, or take it off."""
        others = [id for id in self._picked if id != str(payment_id)]
        self._picked = [*others, str(payment_id)][-matching.MOST_TOGETHER :] if on else others
        await self._offer(ctx)

    @handler(NEEDS, module=MODULE)
    async def match_picked(self, ctx: Ctx):
        """The line is the payments that were chosen."""
        line_id = self._line_id()
        await matching.match(ctx, line_id, [UUID(id) for id in self._picked])
        self.picking = False
        await self._show(ctx)
        return toast.done("Matched.", undo=MoneyInState.reopen(str(line_id)))

    @handler("finance.view", module=MODULE)
    async def close(self, ctx: Ctx):
        """Put the payments away."""
        self.picking = False

    async def _show(self, ctx: Ctx) -> None:
        many = await money_in.counts(ctx)
        found = await money_in.lines(ctx, self.outcome)
        self.counts = {outcome: f"{n:,}" for outcome, n in many.items()}
        self.lines = [rows.line_row(one, ctx.today()) for one in found]
        left = many[self.outcome] - len(found)
        self.more = f"{format.count(left, 'older line')} below these." if left > 0 else ""
        self._proposed = {
            str(one.id): [str(id) for id in one.proposed.ids] for one in found if one.proposed
        }
        clear = len(self._proposed)
        self.confirm_words = f"Confirm {'all ' if clear > 1 else ''}{clear:,}" if clear else ""
        self.may_manage = ctx.can(NEEDS)

    def _line_id(self) -> UUID:
        """The line that payments are chosen for. Raises NotFound before one was picked."""
        if not self.line.id:
            raise NotFound("Choose a line first.")
        return UUID(self.line.id)

    async def _offer(self, ctx: Ctx) -> None:
        """The payments to choose from, those that are chosen first."""
        line = await money_in.one(ctx, self._line_id())
        if line is None:
            raise NotFound("There is no such line.")
        ids = {UUID(id) for id in self._picked}
        chosen = await money_in.receipts(ctx, list(ids))
        others = [r for r in await money_in.offered(ctx, line, self._search) if r.id not in ids]
        self.offered = [rows.paid_row(one, ctx.today(), ids) for one in [*chosen, *others]][:60]
        self.sum_words, self.fits = rows.sum_words(line.cents, chosen)
