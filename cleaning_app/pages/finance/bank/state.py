"""What the bank page holds: one file that waits, the lines on the screen, what was said of them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.importing.datasets.bank import BANK
from cleaning_app.errors import AppError, Invalid, NotFound
from cleaning_app.pages.finance.bank import rows
from cleaning_app.pages.finance.bank.rows import (
    BatchRow,
    ColumnRow,
    LineRow,
    RuleRow,
    Said,
)
from cleaning_app.services import banking, expenses, imports
from cleaning_app.services.banking.preview import MOST_BYTES
from cleaning_app.services.imports import shelf

NEEDS, MODULE = "finance.manage", "module.finance"
UPLOAD = "bank"
Name = Annotated[str, Field(max_length=200)]
RowNumber = Annotated[int, Field(ge=1, le=1_000_000)]


class BankState(LoadState, rx.State):
    """One person's bank file. The file itself waits on the shelf."""

    name: str = ""
    unreadable: str = ""
    counts: dict[str, str] = {}
    kind: str = "new"
    lines: list[LineRow] = []
    place: int = 0
    last: bool = True
    where: str = ""
    problems: list[str] = []
    columns: list[ColumnRow] = []
    headers: list[Option] = []
    asks_order: bool = False
    day_first: bool = False
    turned: bool = False
    categories: list[Option] = []
    rules: list[RuleRow] = []
    batches: list[BatchRow] = []
    button: str = ""
    undecided: str = ""
    came: str = ""
    open_in: str = ""

    _file: str = ""
    _mapping: dict[str, str] = {}
    _said: dict[int, Said] = {}
    _of_payee: dict[str, Said] = {}

    @handler(NEEDS, module=MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Show the file that waits, the rules and the earlier files."""
        self.categories = [Option(str(c.id), c.name) for c in await expenses.categories(ctx)]
        await self._show_around(ctx)
        if self._file:
            await self._show(ctx)
        self.ready = True

    @handler(NEEDS, module=MODULE)
    async def take(self, ctx: Ctx, files: list[rx.UploadFile]):
        """Look at another file."""
        if not files:
            return
        data = await files[0].read(MOST_BYTES + 1)
        name = (files[0].name or "bank.csv")[-200:]
        if len(data) > MOST_BYTES:
            raise Invalid(f"{name} has more than 5 MB. Export fewer months at once.")
        await self._forget(ctx)
        self._file = str((await shelf.keep(ctx, name, data)).id)
        self.name, self.kind, self.place, self.day_first, self.turned = name, "new", 0, False, False
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def leave(self, ctx: Ctx):
        """Put the file away."""
        await self._forget(ctx)

    @handler(NEEDS, module=MODULE)
    async def set_column(self, ctx: Ctx, field: Name, header: Name):
        """Feed a field from another column, or from none."""
        kept = {f: h for f, h in self._mapping.items() if not header or h != header}
        for column in self.columns:
            if header and column.header == header and column.field != field:
                kept[column.field] = ""
        self._mapping = kept | {field: header}
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def set_day_first(self, ctx: Ctx, on: bool):
        """Which of 03/04 is the day."""
        self.day_first = on
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def set_turned(self, ctx: Ctx, on: bool):
        """Whether purchases are written without a minus."""
        self.turned = on
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def show_kind(self, ctx: Ctx, kind: Name):
        """Lines of another kind."""
        if kind in rows.KINDS:
            self.kind, self.place = kind, 0
            await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def turn_page(self, ctx: Ctx, by: int):
        """The lines after these, or before."""
        self.place = max(0, self.place + (rows.SHOWN if by > 0 else -rows.SHOWN))
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def include(self, ctx: Ctx, row: RowNumber, on: bool):
        """Take a line, or leave it."""
        await self._say(ctx, row, Said(on=on))

    @handler(NEEDS, module=MODULE)
    async def include_all(self, ctx: Ctx, on: bool):
        """Take all lines on the screen, or none."""
        for line in self.lines:
            self._said[line.row] = Said(on=on).over(self._said.get(line.row, Said()))
        await self._show(ctx)

    @handler(NEEDS, module=MODULE)
    async def set_category(self, ctx: Ctx, row: RowNumber, category_id: Name):
        """File a line, and others of the same payee of which nothing was said."""
        known = category_id if category_id in {c.value for c in self.categories} else ""
        said = Said(on=bool(known), category_id=known)
        await self._say(ctx, row, said, of_payee=True)

    @handler(NEEDS, module=MODULE)
    async def set_gst(self, ctx: Ctx, row: RowNumber, on: bool):
        """Whether there is GST in a line, and in others of the same payee."""
        await self._say(ctx, row, Said(has_gst=on), of_payee=True)

    @handler(NEEDS, module=MODULE)
    async def set_always(self, ctx: Ctx, row: RowNumber, on: bool):
        """Whether this payee is filed so from now on."""
        await self._say(ctx, row, Said(always=on), of_payee=True)

    @handler(NEEDS, module=MODULE)
    async def set_as_new(self, ctx: Ctx, row: RowNumber, on: bool):
        """Enter a line although an expense looks like it."""
        await self._say(ctx, row, Said(as_new=on))

    @handler(NEEDS, module=MODULE)
    async def apply(self, ctx: Ctx):
        """Take the chosen lines into the expenses; what was taken is known, so twice is once."""
        data = await self._data(ctx)
        found = await banking.preview(ctx, data, self._settings())
        chosen = rows.choices(found, self._all_said(found), ctx.today())
        done = await banking.apply(ctx, data, self.name, self._settings(), *chosen)
        await self._show(ctx)
        await self._show_around(ctx)
        if done.batch_id is None:
            return toast.done("There was nothing left to take over.")
        undo = BankState.undo(str(done.batch_id))
        return toast.done(f"{_did(done)}.", undo=undo)

    @handler(NEEDS, module=MODULE)
    async def undo(self, ctx: Ctx, batch_id: UUID):
        """Take a file back."""
        undone = await imports.undo(ctx, batch_id)
        await self._show_around(ctx)
        if self._file:
            await self._show(ctx)
        return toast.done(f"Taken back: {format.count(undone.removed, 'line')}.")

    @handler(NEEDS, module=MODULE)
    async def forget_rule(self, ctx: Ctx, rule_id: UUID):
        """Remove a rule."""
        was = await banking.rules.forget(ctx, rule_id)
        await self._after_rules(ctx)
        undo = BankState.learn(was.contains, str(was.category_id), was.vendor, was.has_gst)
        return toast.done("Rule removed.", undo=undo)

    @handler(NEEDS, module=MODULE)
    async def learn(self, ctx: Ctx, contains: Name, category_id: UUID, vendor: Name, has_gst: bool):
        """Bring a rule back."""
        await banking.rules.learn(ctx, contains, category_id, vendor, has_gst=has_gst)
        await self._after_rules(ctx)
        return toast.done("The rule is back.")

    async def _after_rules(self, ctx: Ctx) -> None:
        await self._show_around(ctx)
        if self._file:
            await self._show(ctx)

    async def _say(self, ctx: Ctx, row: int, said: Said, *, of_payee: bool = False) -> None:
        """Note what was said of a line and show what follows from it."""
        self._said[row] = said.over(self._said.get(row, Said()))
        shown = next((line for line in self.lines if line.row == row), None)
        if of_payee and shown is not None:
            self._of_payee[shown.vendor] = said.over(self._of_payee.get(shown.vendor, Said()))
        await self._show(ctx)

    def _settings(self) -> banking.Settings:
        return banking.Settings(self._mapping, self.day_first, self.turned)

    def _all_said(self, found: banking.Statement) -> dict[int, Said]:
        """Row → what was said of it, or of its payee."""
        nothing = Said()
        return {
            one.line.row: self._said.get(one.line.row, nothing).over(
                self._of_payee.get(rows.vendor_of(one), nothing)
            )
            for one in found.lines
        }

    async def _data(self, ctx: Ctx) -> bytes:
        if not self._file:
            raise Invalid("Choose a file first.")
        return await shelf.take(ctx, UUID(self._file))

    async def _forget(self, ctx: Ctx) -> None:
        if self._file:
            await shelf.discard(ctx, UUID(self._file))
        self._file, self.name, self.unreadable, self.button = "", "", "", ""
        self.lines, self.columns, self.problems, self.counts = [], [], [], {}
        self._mapping, self._said, self._of_payee = {}, {}, {}

    async def _show(self, ctx: Ctx) -> None:
        """The file as it is understood now."""
        self.lines, self.button, self.unreadable = [], "", ""
        try:
            found = await banking.preview(ctx, await self._data(ctx), self._settings())
        except NotFound as gone:
            await self._forget(ctx)
            raise Invalid(gone.detail) from None
        except AppError as refused:
            self.unreadable = refused.detail
            return
        said = self._all_said(found)
        self.counts = {kind: f"{len(found.of(kind)):,}" for kind in rows.KINDS}
        chosen = [one for one in found.lines if one.kind == self.kind]
        self.place = min(self.place, max(0, (len(chosen) - 1) // rows.SHOWN * rows.SHOWN))
        here = chosen[self.place : self.place + rows.SHOWN]
        self.lines = [rows.line_row(one, said[one.line.row], ctx.today()) for one in here]
        self.last = self.place + rows.SHOWN >= len(chosen)
        self.where = f"{self.place + 1}–{self.place + len(here)} of {len(chosen):,}" if here else ""
        self.columns, self.headers = rows.columns(found), rows.headers(found.header)
        self.asks_order = found.day_first is None
        self.problems = [f"Row {p.row:,}: {p.message}" for p in found.problems[:20]]
        self.came = format.money(sum(one.line.amount_cents for one in found.of("in")))
        chosen = rows.choices(found, said, ctx.today())
        self.button = _button(*(len(some) for some in chosen))
        left = sum(1 for one in found.of("new") if not rows.line_row(
            one, said[one.line.row], ctx.today()).category_id)  # fmt: skip
        self.undecided = f"{format.count(left, 'line')} without a category" if left else ""

    async def _show_around(self, ctx: Ctx) -> None:
        self.rules = [rows.rule_row(rule) for rule in await banking.rules.every(ctx)][:50]
        waiting = (await banking.money_in.counts(ctx))["open"]
        self.open_in = f"Money in: {waiting:,} to match" if waiting else "Money in"
        found = await imports.list_batches(ctx, 8, BANK.key)
        self.batches = [rows.batch_row(batch, ctx.zone, ctx.today()) for batch in found]


def _button(entering: int, linking: int, keeping: int) -> str:
    parts = [
        f"enter {format.count(entering, 'expense')}" if entering else "",
        f"link {linking:,}" if linking else "",
        f"keep {keeping:,} of money in" if keeping else "",
    ]
    *most, last = [part for part in parts if part] or [""]
    words = f"{', '.join(most)} and {last}" if most else last
    return words[:1].upper() + words[1:]


def _did(done: banking.Applied) -> str:
    parts: list[Any] = []
    if done.entered:
        parts.append(f"{format.count(done.entered, 'expense')} entered")
    if done.linked:
        parts.append(f"{done.linked:,} linked")
    if done.kept:
        parts.append(f"{done.kept:,} of money in kept")
    if done.learnt:
        parts.append(f"{format.count(done.learnt, 'rule')} learnt")
    return ", ".join(parts)
