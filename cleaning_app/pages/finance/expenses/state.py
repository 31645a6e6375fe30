"""What the expenses page holds: the list with its totals, and the expense in the drawer."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, forms, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.expenses import BY_KEY, SalesTax, lacks_number, usual_tax
from cleaning_app.errors import Invalid
from cleaning_app.money import to_decimal_string
from cleaning_app.pages.finance.categories import CategoryForm
from cleaning_app.pages.finance.expenses import rows
from cleaning_app.pages.finance.expenses.receipt import ReceiptForm, Shown
from cleaning_app.pages.finance.expenses.rows import Form, Row, Share
from cleaning_app.services import expenses, listing, organisations

TAX_BOX, NUMBER_BOX = "expense_tax", "expense_number"
Typed = Annotated[str, Field(max_length=200)]


class ExpensesState(CategoryForm, ReceiptForm, ListState, forms.FormState, rx.State):
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
    said: str = ""
    warns: bool = False
    _usual_tax: str = "gst"

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
        self._usual_tax = usual_tax((await organisations.settings(ctx)).province).key
        self.form = Form(
            occurred_on=ctx.today().isoformat(), category_id=first, sales_tax=self._usual_tax
        )
        self.receipt, self.said, self.warns = Shown(), "", False
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
        self._usual_tax = usual_tax((await organisations.settings(ctx)).province).key
        self.form = Form(
            str(e.id),
            e.occurred_on.isoformat(),
            e.vendor,
            str(e.category_id),
            to_decimal_string(e.total_cents),
            to_decimal_string(e.tax_cents),
            own_tax=True,
            sales_tax=self._usual_tax,
            description=e.description,
            supplier_gst_number=e.supplier_gst_number,
        )
        await self._show_receipt(ctx)
        self._say()
        self.open, self.problems = True, {}

    @handler("finance.view")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.open = False
        return self._go(replace=True) if self._asks_for_new() else None

    @handler("finance.manage", module="module.finance")
    async def set_amount(self, ctx: Ctx, typed: Typed):
        """The amount as typed; the GST follows unless it was typed too."""
        self.form.amount = typed.strip()
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_tax(self, ctx: Ctx, typed: Typed):
        """A GST of one's own, as the receipt says it; emptied, it is worked out again."""
        self.form.tax = typed.strip()
        self.form.own_tax = bool(self.form.tax)
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_sales_tax(self, ctx: Ctx, key: Typed):
        """Say what the shop charges; the GST is worked out anew."""
        if key in BY_KEY:
            self.form.sales_tax, self.form.own_tax = key, False
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_before(self, ctx: Ctx, before: bool):
        """Whether the amount is before tax or with it."""
        self.form.before, self.form.own_tax = before, False
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_number(self, ctx: Ctx, typed: Typed):
        """The supplier's number as typed, for the reminder beside it."""
        self.form.supplier_gst_number = typed.strip()
        self._say()
        self.form = self.form

    @handler("finance.manage", module="module.finance")
    async def recall(self, ctx: Ctx, vendor: Typed):
        """Fill in what the last purchase there said, while the form is new."""
        if self.form.id or not vendor.strip() or vendor.strip() == self.form.vendor:
            return None
        self.form.vendor = vendor.strip()
        last = await expenses.last_of(ctx, vendor)
        if last is None:
            return None
        self.form.category_id = str(last.category_id)
        if last.tax_cents == 0 and not self.form.own_tax:
            self.form.sales_tax = "none"
        if not self.form.supplier_gst_number:
            self.form.supplier_gst_number = last.supplier_gst_number
        number = rx.set_value(NUMBER_BOX, self.form.supplier_gst_number)
        return [number, self._work_out()]

    def _sales_tax(self) -> SalesTax:
        return BY_KEY[self.form.sales_tax]

    def _work_out(self) -> Any:
        """Put the GST into its box, without taking the cursor out of wherever it is."""
        f = self.form
        self.form = f
        if not f.own_tax:
            try:
                made = rows.split(f.amount, "", self._sales_tax(), before=f.before)
            except Invalid:
                return None
            f.tax = to_decimal_string(made.tax) if f.amount else ""
        self._say()
        return rx.set_value(TAX_BOX, f.tax)

    def _say(self) -> None:
        """How the amount comes apart, in words, and whether a claim like it needs a number."""
        f = self.form
        self.said, self.warns = "", False
        try:
            made = rows.split(f.amount, f.tax, self._sales_tax(), before=f.before)
        except Invalid:
            return
        if made.total:
            net, tax, total = (format.money(c) for c in (made.net, made.tax, made.total))
            self.said = f"{net} + {tax} GST = {total}"
            self.warns = lacks_number(made.total, made.tax, f.supplier_gst_number)

    @handler("finance.manage", module="module.finance", once=())
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the expense."""
        given = rows.read(form, self._sales_tax(), before=self.form.before)
        if self.form.id:
            await expenses.update(ctx, known_id(self.form.id), given)
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
