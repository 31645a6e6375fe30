"""Expenses: what was bought, and the GST inside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, table, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents, to_decimal_string
from cleaning_app.pages.finance.categories import CategoryForm, category_dialog
from cleaning_app.pages.finance.sections import sections
from cleaning_app.services import expenses, listing


@dataclass
class Row:
    """An expense in the list."""

    id: str
    day: str
    vendor: str
    category: str
    description: str
    net: str
    tax: str
    total: str
    deleted: bool


@dataclass
class Share:
    """What a category comes to."""

    category: str
    amount: str
    percent: int


@dataclass
class Form:
    """The expense in the drawer, as it is typed."""

    id: str = ""
    occurred_on: str = ""
    vendor: str = ""
    category_id: str = ""
    total: str = ""
    tax: str = ""
    description: str = ""
    supplier_gst_number: str = ""


class ExpensesState(CategoryForm, ListState, forms.FormState, rx.State):
    """The expenses on the screen and the form."""

    _permission = "finance.view"
    _things = ("expense", "expenses")
    _default_sort = "-occurred_on"

    rows: list[Row] = []
    shares: list[Share] = []
    sum_total: str = ""
    sum_tax: str = ""
    may_manage: bool = False
    open: bool = False
    form: Form = Form()

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await expenses.find(ctx, query)
        self.rows = [_row(expense) for expense in page.rows]
        totals = await expenses.totals(ctx, query)
        whole = sum(one.total_cents for one in totals)
        self.sum_total = format.money(whole)
        self.sum_tax = format.money(sum(one.tax_cents for one in totals))
        self.shares = [
            Share(t.category, format.money(t.total_cents), _percent(t.total_cents, whole))
            for t in totals
        ]
        await self._load_categories(ctx)
        self.may_manage = ctx.can("finance.manage")
        if self.may_manage and self._asks_for_new():
            self._start(ctx)
        return page

    def _start(self, ctx: Ctx) -> None:
        first = self.categories[0].value if self.categories else ""
        self.form = Form(occurred_on=ctx.today().isoformat(), category_id=first)
        self.open, self.problems = True, {}

    def _choose(self, category_id: str) -> None:
        self.form.category_id = category_id
        self.form = self.form

    @handler("finance.manage", module="module.finance")
    async def new(self, ctx: Ctx):
        """Open an empty form."""
        self._start(ctx)

    @handler("finance.manage", module="module.finance")
    async def edit(self, ctx: Ctx, expense_id: UUID):
        """Open the form for an expense."""
        e = await expenses.get(ctx, expense_id)
        self.form = Form(
            str(e.id),
            e.occurred_on.isoformat(),
            e.vendor,
            str(e.category_id),
            to_decimal_string(e.total_cents),
            to_decimal_string(e.tax_cents),
            e.description,
            e.supplier_gst_number,
        )
        self.open, self.problems = True, {}

    @handler("finance.view")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.open = False
        return self._go(replace=True) if self._asks_for_new() else None

    @handler("finance.manage", module="module.finance")
    async def suggest(self, ctx: Ctx, total: str):
        """Work out the GST inside the total, unless one was typed already."""
        if self.form.tax and self.form.total:
            return
        try:
            self.form.tax = to_decimal_string(expenses.suggest_tax(parse_cents(total)))
        except Invalid:
            return
        self.form = self.form

    @handler("finance.manage", module="module.finance", once=())
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the expense."""
        given = _read(form)
        if self.form.id:
            await expenses.update(ctx, known_id(self.form.id), given)
        else:
            await expenses.create(ctx, given)
        self.open = False
        return [toast.done("Expense saved."), self._again()]

    @handler("finance.manage", module="module.finance")
    async def set_deleted(self, ctx: Ctx, expense_id: UUID, deleted: bool):
        """Put an expense in the bin, or take it out again."""
        await (expenses.delete if deleted else expenses.restore)(ctx, expense_id)
        self.open = False
        undo = ExpensesState.set_deleted(str(expense_id), False) if deleted else None
        words = "Expense removed." if deleted else "Expense is back."
        return [toast.done(words, undo=undo), type(self).load]


def _percent(part: int, whole: int) -> int:
    return max(1, round(100 * part / whole)) if whole > 0 and part > 0 else 0


def _row(e: expenses.ExpenseRow) -> Row:
    return Row(
        str(e.id),
        format.day(e.occurred_on),
        e.vendor,
        e.category,
        e.description,
        format.money(e.net_cents),
        format.money(e.tax_cents),
        format.money(e.total_cents),
        e.deleted,
    )


def _read(form: dict[str, Any]) -> expenses.ExpenseInput:
    """The submitted form.

    Raises:
        Invalid: naming the fields that can't be read.
    """
    text = {name: str(value).strip() for name, value in form.items()}
    problems: list[FieldError] = []
    cents: dict[str, int] = {}
    for name in ("total", "tax"):
        try:
            cents[name] = parse_cents(text.get(name) or "0")
        except Invalid as error:
            problems.append(FieldError(f"{name}_cents", error.detail))
    try:
        day = date.fromisoformat(text.get("occurred_on", ""))
        category = UUID(text.get("category_id", ""))
    except ValueError:
        problems.append(FieldError("occurred_on", "Choose a day and a category."))
        raise Invalid("Look at the form.", errors=problems) from None
    if problems:
        raise Invalid("Look at the form.", errors=problems)
    return expenses.ExpenseInput(
        day,
        category,
        text.get("vendor", ""),
        cents["total"],
        cents["tax"],
        text.get("description", ""),
        text.get("supplier_gst_number", ""),
    )


def _name(row: Any) -> rx.Component:
    opens = rx.el.button(
        row.vendor, class_name="name", type="button", on_click=ExpensesState.edit(row.id)
    )
    back = pieces.button("Restore", on_click=ExpensesState.set_deleted(row.id, False))
    plain = rx.el.span(row.vendor, class_name="strong")
    return rx.cond(
        ExpensesState.may_manage,
        rx.cond(row.deleted, rx.el.span(plain, " ", back), opens),
        plain,
    )


_COLUMNS = [
    table.Column("Day", lambda r: r.day, "occurred_on", css="muted num"),
    table.Column("Vendor", _name, "vendor", phone="lead"),
    table.Column("Category", lambda r: r.category, css="muted"),
    table.Column("Description", lambda r: r.description, css="muted clip"),
    table.Column("Net", lambda r: r.net, right=True, phone="hidden"),
    table.Column("GST", lambda r: r.tax, right=True),
    table.Column("Total", lambda r: r.total, "total_cents", right=True),
]


@page(
    "/finance/expenses",
    title="Expenses",
    icon="wallet",
    permission="finance.view",
    module="module.finance",
    key="e",
    parent="/finance/gst",
    on_load=ExpensesState.load,
)
def expenses_page() -> rx.Component:
    return rx.fragment(
        sections("/finance/expenses"),
        rx.el.div(
            pieces.page_head(
                "Expenses",
                rx.cond(
                    ExpensesState.may_manage,
                    pieces.button("New expense", kind="primary", on_click=ExpensesState.new),
                ),
                under=rx.fragment(
                    ExpensesState.sum_total, " spent, of which ", ExpensesState.sum_tax, " GST"
                ),
            ),
            rx.el.div(_list(), _by_category(), class_name="side"),
            _drawer(),
            category_dialog(ExpensesState),
            class_name="page wide",
        ),
    )


def _list() -> rx.Component:
    return table.data_table(
        ExpensesState,
        _COLUMNS,
        label="Expenses",
        find="Find by vendor or description",
        nothing=pieces.empty(
            "wallet", "No expenses yet", "Enter one, or import the file from your bookkeeping."
        ),
        filters=[
            table.Filter("category_id", "Any category", ExpensesState.categories),
            table.Filter("deleted", "Removed", [("", "Current"), ("yes", "Removed")]),
        ],
        csv="/v1/admin/expenses.csv",
    )


def _by_category() -> rx.Component:
    def line(share: Any) -> rx.Component:
        bar = rx.el.i(style={"width": share.percent.to_string() + "%"})
        return rx.el.div(
            rx.el.div(
                rx.el.div(
                    share.category, rx.el.span(share.amount, class_name="push"), class_name="row"
                ),
                rx.el.div(bar, class_name="progress", custom_attrs={"aria-hidden": "true"}),
                class_name="grow stack",
                style={"gap": "6px"},
            )
        )

    return pieces.card(
        "By category",
        rx.el.div(rx.foreach(ExpensesState.shares, line), class_name="lines num"),
        action=rx.cond(
            ExpensesState.may_manage,
            pieces.button("New category", kind="quiet", on_click=ExpensesState.name_category(True)),
        ),
    )


def _drawer() -> rx.Component:
    f, wrong = ExpensesState.form, ExpensesState.problems
    title = rx.cond(f.id != "", "Change expense", "New expense")
    body = forms.form(
        forms.columns(
            forms.field(
                "Day",
                forms.date_input("occurred_on", default_value=f.occurred_on, required=True),
                problem=wrong["occurred_on"],
            ),
            forms.field(
                "Category",
                forms.select(
                    "category_id",
                    ExpensesState.categories,
                    key=f.category_id,
                    default_value=f.category_id,
                ),
                problem=wrong["category_id"],
            ),
        ),
        rx.el.div(
            rx.el.button(
                "New category…",
                type="button",
                class_name="link",
                on_click=ExpensesState.name_category(True),
            )
        ),
        forms.field(
            "Vendor",
            forms.text_input("vendor", default_value=f.vendor, required=True, max_length=200),
            problem=wrong["vendor"],
        ),
        forms.columns(
            forms.field(
                "Total with GST",
                forms.text_input(
                    "total",
                    default_value=f.total,
                    required=True,
                    input_mode="decimal",
                    on_blur=ExpensesState.suggest,
                ),
                problem=wrong["total_cents"],
            ),
            forms.field(
                "GST inside",
                forms.text_input("tax", key=f.tax, default_value=f.tax, input_mode="decimal"),
                problem=wrong["tax_cents"],
                help="5/105 of the total unless the receipt says otherwise.",
            ),
        ),
        forms.field(
            "Supplier's GST number",
            forms.text_input("supplier_gst_number", default_value=f.supplier_gst_number),
            problem=wrong["supplier_gst_number"],
            help="The CRA asks for it on purchases of $100 and more.",
        ),
        forms.field(
            "Description",
            forms.text_input("description", default_value=f.description, max_length=500),
            problem=wrong["description"],
        ),
        on_submit=ExpensesState.save,
        on_cancel=ExpensesState.close,
        submit="Save",
    )
    remove = rx.cond(
        f.id != "",
        pieces.button("Remove", kind="danger", on_click=ExpensesState.set_deleted(f.id, True)),
    )
    return overlay.drawer(
        ExpensesState.open, ExpensesState.close, title, body, rx.el.div(remove), label="Expense"
    )
