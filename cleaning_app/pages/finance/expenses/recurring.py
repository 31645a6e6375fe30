"""Recurring expenses: what is entered by itself, when next, and the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, reading, table, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.domain.recurring_expenses import INTERVALS
from cleaning_app.pages.finance.categories import CategoryForm, category_dialog
from cleaning_app.pages.finance.expenses import rows
from cleaning_app.pages.finance.expenses.amounts import (
    AmountForm,
    amount_fields,
    amount_of,
    number_field,
)
from cleaning_app.pages.finance.sections import sections
from cleaning_app.services.expenses import recurring
from cleaning_app.services.expenses.recurring import Recurring, RecurringInput

_EVERY = [(key, words) for key, (words, *_) in INTERVALS.items()]
_COLOURS = {"running": "green", "paused": "amber", "ended": "grey"}


@dataclass
class Rule:
    """A recurring expense in the list; `href` leads to what it has entered."""

    id: str
    vendor: str
    category: str
    every: str
    amount: str
    next: str
    status: str
    colour: str
    entered: str
    href: str
    paused: bool
    ended: bool


@dataclass
class Form:
    """The rule in the drawer, beside its amounts."""

    id: str = ""
    version: int = 0
    vendor: str = ""
    category_id: str = ""
    every: str = "month"
    starts_on: str = ""
    ends_on: str = ""
    description: str = ""


class RecurringState(CategoryForm, AmountForm, LoadState, rx.State):
    """The rules and the form."""

    rules: list[Rule] = []
    a_month: str = ""
    may_manage: bool = False
    open: bool = False
    form: Form = Form()

    @handler("finance.view", module="module.finance", fills=True)
    async def load(self, ctx: Ctx):
        """Fetch the rules."""
        found = await recurring.every(ctx)
        self.rules = [_rule(one, ctx.today()) for one in found]
        self.a_month = format.money(recurring.a_month_cents(found))
        await self._load_categories(ctx)
        self.may_manage, self.ready = ctx.can("finance.manage"), True

    def _choose(self, category_id: str) -> None:
        self.form.category_id = category_id
        self.form = self.form

    @handler("finance.manage", module="module.finance")
    async def new(self, ctx: Ctx):
        """Open an empty form."""
        first = self.categories[0].value if self.categories else ""
        self.form = Form(starts_on=ctx.today().isoformat(), category_id=first)
        await self._start_amount(ctx)
        self.open, self.problems = True, {}

    @handler("finance.manage", module="module.finance")
    async def edit(self, ctx: Ctx, rule_id: UUID):
        """Open the form for a rule."""
        one = await recurring.get(ctx, rule_id)
        self.form = Form(
            str(one.id), one.version, one.vendor, str(one.category_id), one.every,
            one.starts_on.isoformat(), one.ends_on.isoformat() if one.ends_on else "",
            one.description,
        )  # fmt: skip
        like = amount_of(one.total_cents, one.tax_cents, one.supplier_gst_number)
        await self._start_amount(ctx, like)
        self.open, self.problems = True, {}

    @handler("finance.manage", module="module.finance")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.open = False

    @handler("finance.manage", module="module.finance", once=("form.id",))
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the rule; what has fallen due is entered at once."""
        given = self._read(rows.stripped(form))
        if self.form.id:
            seen = self.form.version
            await recurring.update(ctx, known_id(self.form.id), given, version=seen)
            self.open = False
            return [toast.done("Saved. It holds from now on."), RecurringState.load]
        made = await recurring.create(ctx, given)
        entered = (await recurring.get(ctx, made)).entered
        self.open = False
        words = f"Saved; {format.count(entered, 'expense')} entered." if entered else "Saved."
        return [toast.done(words, undo=RecurringState.take_back(str(made))), RecurringState.load]

    def _read(self, text: dict[str, str]) -> RecurringInput:
        ends_on = reading.optional_day(text.get("ends_on", ""), "ends_on")
        given = rows.read(text, self._read_amounts)
        return RecurringInput(given, text.get("every", ""), ends_on)

    @handler("finance.manage", module="module.finance")
    async def pause(self, ctx: Ctx, rule_id: UUID, on: bool):
        """Pause a rule, or let it go on."""
        await (recurring.pause if on else recurring.resume)(ctx, rule_id)
        words = "Paused. Nothing is entered until you resume it." if on else "Goes on."
        undo = RecurringState.pause(str(rule_id), not on)
        return [toast.done(words, undo=undo), RecurringState.load]

    @handler("finance.manage", module="module.finance")
    async def remove(self, ctx: Ctx, rule_id: UUID):
        """Remove a rule; its expenses stay."""
        await recurring.remove(ctx, rule_id)
        self.open = False
        undo = RecurringState.restore(str(rule_id))
        words = "Removed. What it entered stays."
        return [toast.done(words, undo=undo), RecurringState.load]

    @handler("finance.manage", module="module.finance")
    async def take_back(self, ctx: Ctx, rule_id: UUID):
        """Take a new rule back, with what it entered."""
        await recurring.remove(ctx, rule_id, with_expenses=True)
        return [toast.done("Taken back."), RecurringState.load]

    @handler("finance.manage", module="module.finance")
    async def restore(self, ctx: Ctx, rule_id: UUID):
        """Bring a removed rule back."""
        await recurring.restore(ctx, rule_id)
        return [toast.done("It is back."), RecurringState.load]


def _rule(one: Recurring, today: date) -> Rule:
    return Rule(
        str(one.id),
        one.vendor,
        one.category,
        INTERVALS[one.every][0],
        format.money(one.total_cents),
        format.short_day(one.next_on, today) if one.next_on else "",
        format.words(one.status),
        _COLOURS[one.status],
        f"{one.entered:,}",
        f"/finance/expenses?recurring_id={one.id}",
        one.status == "paused",
        one.status == "ended",
    )


@page(
    "/finance/expenses/recurring",
    title="Recurring expenses",
    icon="repeat",
    permission="finance.view",
    module="module.finance",
    parent="/finance/expenses",
    on_load=RecurringState.load,
)
def recurring_page() -> rx.Component:
    s = RecurringState
    nothing = pieces.empty(
        "repeat",
        "Nothing comes back yet",
        "Rent, insurance, the phone: say it once, and it is entered on its day.",
        rx.cond(s.may_manage, pieces.button("New recurring expense", on_click=s.new)),
    )
    listed = table.plain_table(_COLUMNS, s.rules, label="Recurring expenses")
    return rx.fragment(
        sections("/finance/expenses"),
        rx.el.div(
            pieces.page_head(
                "Recurring expenses",
                rx.cond(
                    s.may_manage,
                    pieces.button("New recurring expense", kind="primary", on_click=s.new),
                ),
                under=rx.el.span("About ", s.a_month, " a month, with tax", class_name="num"),
            ),
            pieces.card(
                "What comes back",
                shown(s, rx.cond(s.rules.length() > 0, listed, nothing), 5),
                note="entered by itself on its day",
            ),
            _drawer(s),
            category_dialog(s),
            class_name="page",
        ),
    )


def _name(rule: Any) -> rx.Component:
    opens = rx.el.button(
        rule.vendor, class_name="name", type="button", on_click=RecurringState.edit(rule.id)
    )
    plain = rx.el.span(rule.vendor, class_name="strong")
    return rx.cond(RecurringState.may_manage, opens, plain)


def _turn(rule: Any) -> rx.Component:
    button = pieces.button(
        rx.cond(rule.paused, "Resume", "Pause"),
        kind="quiet",
        on_click=RecurringState.pause(rule.id, ~rule.paused),
        aria_label=rx.cond(rule.paused, "Resume ", "Pause ") + rule.vendor.to(str),
    )
    return rx.cond(RecurringState.may_manage & ~rule.ended, button)


_COLUMNS = [
    table.Column("Vendor", _name, phone="lead"),
    table.Column("Category", lambda r: r.category, css="muted"),
    table.Column("How often", lambda r: r.every),
    table.Column("Next", lambda r: r.next, css="num"),
    table.Column("State", lambda r: pieces.badge(r.status, r.colour)),
    table.Column(
        "Entered",
        lambda r: pieces.link(
            r.entered,
            href=r.href,
            class_name="link num",
            aria_label="What " + r.vendor.to(str) + " entered",
        ),
        right=True,
        phone="rest",
    ),
    table.Column("Amount", lambda r: r.amount, right=True, phone="figure"),
    table.Column("", _turn, right=True),
]


def _drawer(s: Any) -> rx.Component:
    f, wrong = s.form, s.problems
    title = rx.cond(f.id != "", "Change recurring expense", "New recurring expense")
    body = forms.form(
        forms.field(
            "Vendor",
            forms.text_input("vendor", default_value=f.vendor, required=True, max_length=200),
            problem=wrong["vendor"],
        ),
        forms.columns(
            forms.field(
                "Category",
                forms.select(
                    "category_id", s.categories, key=f.category_id, default_value=f.category_id
                ),
                problem=wrong["category_id"],
            ),
            forms.field(
                "How often",
                forms.select("every", _EVERY, default_value=f.every),
                problem=wrong["every"],
            ),
        ),
        amount_fields(s),
        forms.columns(
            forms.field(
                "First day",
                forms.date_input("occurred_on", default_value=f.starts_on, required=True),
                problem=wrong["occurred_on"],
            ),
            forms.field(
                "Last day",
                forms.date_input("ends_on", default_value=f.ends_on),
                problem=wrong["ends_on"],
                help="Empty: until you end it.",
            ),
        ),
        number_field(s),
        forms.field(
            "Description",
            forms.text_input("description", default_value=f.description, max_length=500),
            problem=wrong["description"],
        ),
        on_submit=s.save,
        on_cancel=s.close,
        submit="Save",
    )
    remove = rx.cond(f.id != "", pieces.button("Remove", kind="danger", on_click=s.remove(f.id)))
    return overlay.drawer(
        s.open, s.close, title, body, rx.el.div(remove), label="Recurring expense"
    )
