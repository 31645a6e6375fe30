"""What the expenses page holds: the list with its totals, and the expense in the drawer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.expenses import lacks_number
from cleaning_app.pages.finance.categories import CategoryForm
from cleaning_app.pages.finance.expenses import rows
from cleaning_app.pages.finance.expenses.amounts import AmountForm, Typed, amount_of
from cleaning_app.pages.finance.expenses.receipt import ReceiptForm, Shown
from cleaning_app.pages.finance.expenses.rows import Form, Row, Share
from cleaning_app.services import expenses, listing


class ExpensesState(CategoryForm, ReceiptForm, AmountForm, ListState, rx.State):
    """The expenses on the screen and the form."""

    _permission = "finance.view"
    _things = ("expense", "expenses")
    _default_sort = "-occurred_on"

    rows: list[Row] = []
    shares: list[Share] = []
    months: list[Option] = []
    vendors: list[Option] = []
    sum_total: str = ""
    sum_claimed: str = ""
    sum_cost: str = ""
    may_manage: bool = False
    open: bool = False
    form: Form = Form()
    _chose_category: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await expenses.find(ctx, query)
        self.rows = [rows.row(expense) for expense in page.rows]
        await self._add_up(ctx, query)
        await self._load_categories(ctx)
        self.months = rows.months(ctx.today())
        self.vendors = [Option(name, name) for name in await expenses.vendors(ctx)]
        self.may_manage = ctx.can("finance.manage")
        if self.may_manage and self._asks_for_new():
            await self._start(ctx)
        return page

    async def _add_up(self, ctx: Ctx, query: listing.Query) -> None:
        totals = await expenses.totals(ctx, query)
        self.sum_total = format.money(sum(one.total_cents for one in totals))
        self.sum_claimed = format.money(sum(one.claimable_cents for one in totals))
        self.sum_cost = format.money(sum(one.cost_cents for one in totals))
        self.shares = rows.shares(totals, self._address_parts())

    async def _start(self, ctx: Ctx) -> None:
        first = self.categories[0].value if self.categories else ""
        self.form = Form(occurred_on=ctx.today().isoformat(), category_id=first)
        await self._start_amount(ctx)
        self._chose_category = False
        self.receipt, self.put_away = Shown(), ""
        self.open, self.problems = True, {}

    def _choose(self, category_id: str) -> None:
        self.form.category_id = category_id
        self.form = self.form

    def _expense_id(self) -> str:
        return self.form.id

    @handler("finance.manage", module="module.finance")
    async def new(self, ctx: Ctx):
        """Open an empty form."""
        await self._start(ctx)

    @handler("finance.manage", module="module.finance")
    async def edit(self, ctx: Ctx, expense_id: UUID):
        """Open the form for an expense."""
        e = await expenses.get(ctx, expense_id)
        self.form = Form(
            str(e.id), e.occurred_on.isoformat(), e.vendor, str(e.category_id), e.description,
            e.version,
        )  # fmt: skip
        like = amount_of(e.total_cents, e.tax_cents, e.supplier_gst_number)
        await self._start_amount(ctx, like)
        await self._show_receipt(ctx)
        self.open, self.problems = True, {}

    @handler("finance.view")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.open = False
        return self._go(replace=True) if self._asks_for_new() else None

    @handler("finance.manage", module="module.finance")
    async def chose_category(self, ctx: Ctx, _category_id: Typed):
        """A category of one's own stays, whatever was bought there last."""
        self._chose_category = True

    @handler("finance.manage", module="module.finance")
    async def recall(self, ctx: Ctx, vendor: Typed):
        """Fill in what the last purchase there said, while the form is new."""
        if self.form.id or not vendor.strip() or vendor.strip() == self.form.vendor:
            return None
        self.form.vendor = vendor.strip()
        last = await expenses.last_of(ctx, vendor)
        if last is None:
            return None
        if not self._chose_category:
            self._choose(str(last.category_id))
        return self._remember_vendor(last)

    @handler("finance.manage", module="module.finance", once=("form.id",))
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the expense."""
        given = rows.read(rows.stripped(form), self._read_amounts)
        if self.form.id:
            expense_id = known_id(self.form.id)
            await expenses.update(ctx, expense_id, given, version=self.form.version)
            undo = None
        else:
            made = await expenses.create(ctx, given)
            await self._attach_waiting(ctx, made)
            undo = ExpensesState.set_deleted(str(made), True)
        self.open = False
        words = "Expense saved."
        if lacks_number(given.total_cents, given.tax_cents, given.supplier_gst_number):
            words = "Expense saved. A claim of this size needs the supplier's GST number."
        return [toast.done(words, undo=undo), self._again()]

    @handler("finance.manage", module="module.finance")
    async def set_deleted(self, ctx: Ctx, expense_id: UUID, deleted: bool):
        """Put an expense in the bin, or take it out again."""
        await (expenses.delete if deleted else expenses.restore)(ctx, expense_id)
        self.open = False
        undo = ExpensesState.set_deleted(str(expense_id), False) if deleted else None
        words = "Expense removed." if deleted else "Expense is back."
        return [toast.done(words, undo=undo), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def recategorise(self, ctx: Ctx, category_id: UUID):
        """Put the ticked expenses under a category."""
        ids = await self._chosen(ctx, expenses.find)
        back = await expenses.recategorise(ctx, {category_id: ids})
        many = sum(len(moved) for moved in back.values())
        if not many:
            return toast.done("They stand there already.")
        named = next((c.label for c in self.categories if c.value == str(category_id)), "")
        undo = ExpensesState.put_back({str(k): [str(i) for i in v] for k, v in back.items()})
        words = f"{format.count(many, 'expense')} now under {named}."
        return [toast.done(words, undo=undo), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def put_back(self, ctx: Ctx, moves: dict[UUID, list[UUID]]):
        """Put expenses back under the categories they came from."""
        await expenses.recategorise(ctx, moves)
        return [toast.done("Back where they were."), type(self).load]
