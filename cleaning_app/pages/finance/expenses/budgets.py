"""Budgets: a month's and a year's, beside what was spent of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.options import Option
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.domain.budgets import span_of
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents, to_decimal_string
from cleaning_app.pages.finance.sections import sections
from cleaning_app.services import expenses
from cleaning_app.services.expenses import budgets
from cleaning_app.services.expenses.budgets import BudgetLine, Change
from cleaning_app.services.listing import Query

ROUTE = "/finance/expenses/budgets"
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_SPANS = [("month", "A month"), ("year", "A year")]


@dataclass
class Line:
    """A category's budget as the page shows it; `href` leads to the rows behind what was spent."""

    category_id: str
    category: str
    span: str
    spent: str
    budget: str
    left: str
    percent: int
    tone: str
    href: str


@dataclass
class Form:
    """The budget in the dialog."""

    category_id: str = ""
    span: str = "month"
    amount: str = ""
    month: str = ""
    is_new: bool = True


class BudgetsState(LoadState, forms.FormState, rx.State):
    """A month's budgets, and the one being set."""

    month: str = ""
    named: str = ""
    earlier: str = ""
    later: str = ""
    monthly: list[Line] = []
    yearly: list[Line] = []
    without: list[Line] = []
    budgeted: str = ""
    spent: str = ""
    left: str = ""
    over: str = ""
    over_names: str = ""
    categories: list[Option] = []
    may_manage: bool = False
    may_export: bool = False
    open: bool = False
    form: Form = Form()

    @handler("finance.view", module="module.finance", fills=True)
    async def load(self, ctx: Ctx):
        """Read the month from the address and fetch its budgets."""
        asked = self.router.url.query_parameters.get("month", "")
        first = _first_of(asked) or ctx.today().replace(day=1)
        self.month, self.named = f"{first:%Y-%m}", f"{first:%B %Y}"
        self.earlier = f"{first - timedelta(days=1):%Y-%m}"
        self.later = f"{span_of('month', first)[1] + timedelta(days=1):%Y-%m}"
        self._show(await budgets.report(ctx, first))
        whole = await expenses.totals(ctx, Query(filters={"month": self.month}))
        self.spent = format.money(sum(one.cost_cents for one in whole))
        self.categories = [Option(str(c.id), c.name) for c in await expenses.categories(ctx)]
        self.may_manage, self.may_export = ctx.can("finance.manage"), ctx.can("exports.run")
        self.ready = True

    def _show(self, found: list[BudgetLine]) -> None:
        by_span = {s: [_line(o) for o in found if o.span == s] for s in ("month", "year", "")}
        self.monthly, self.yearly, self.without = by_span["month"], by_span["year"], by_span[""]
        month = [one for one in found if one.span == "month"]
        given = sum(one.budget_cents for one in month)
        used = sum(one.spent_cents for one in month)
        self.budgeted, self.left = format.money(given), format.money(given - used)
        over = [one for one in found if one.is_over]
        self.over = format.count(len(over), "category is", "categories are") if over else ""
        self.over_names = ", ".join(dict.fromkeys(one.category for one in over))

    @handler("finance.view")
    async def go(self, ctx: Ctx, month: str):
        """Another month."""
        if _first_of(month):
            return rx.redirect(f"{ROUTE}?month={month}")
        return None

    @handler("finance.manage", module="module.finance")
    async def ask(self, ctx: Ctx, category_id: str, span: str):
        """Open the dialog for a category; "" for one still to be chosen."""
        held = [line for line in (*self.monthly, *self.yearly) if line.category_id == category_id]
        known = next((line for line in held if line.span == span), None)
        first = self.categories[0].value if self.categories else ""
        self.form = Form(
            category_id or first,
            span if span in ("month", "year") else "month",
            known.budget.replace("$", "").replace(",", "") if known else "",
            self.month,
            known is None,
        )
        self.open, self.problems = True, {}

    @handler("finance.manage", module="module.finance")
    async def close(self, ctx: Ctx):
        """Close the dialog."""
        self.open = False

    @handler("finance.manage", module="module.finance")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Set the budget."""
        text = {name: str(value).strip() for name, value in form.items()}
        cents, first = _read(text, self.month)
        category_id = _category(text.get("category_id") or self.form.category_id)
        span = text.get("span") or self.form.span
        change = await budgets.put(ctx, category_id, span, first, cents)
        self.open = False
        before = "" if change.before_cents is None else to_decimal_string(change.before_cents)
        undo = BudgetsState.put_back(str(change.id), before)
        words = "Budget set." if cents else "Budget ended."
        return [toast.done(words, undo=undo), BudgetsState.load]

    @handler("finance.manage", module="module.finance")
    async def put_back(self, ctx: Ctx, budget_id: UUID, before: str):
        """Take the last change back; `before` is the amount, "" when there was none."""
        cents = parse_cents(before) if before else None
        await budgets.put_back(ctx, Change(budget_id, cents))
        return [toast.done("Budget is as before."), BudgetsState.load]


def _first_of(month: str) -> date | None:
    return date.fromisoformat(f"{month}-01") if _MONTH.fullmatch(month) else None


def _category(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid.field("category_id", "Choose a category.") from None


def _read(text: dict[str, str], shown_month: str) -> tuple[int, date]:
    """Amount and first month as typed. An empty amount ends the budget."""
    problems: list[FieldError] = []
    cents = 0
    try:
        cents = parse_cents(text.get("amount") or "0")
    except Invalid as error:
        problems.append(FieldError("amount_cents", error.detail))
    first = _first_of(text.get("month") or shown_month)
    if first is None:
        problems.append(FieldError("from_on", "Write the month like 2026-11."))
    if problems or first is None:
        raise Invalid(problems[0].message, problems)
    return cents, first


def _line(one: BudgetLine) -> Line:
    asked = {
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "category_id": str(one.category_id),
    }
    share = round(100 * one.spent_cents / one.budget_cents) if one.budget_cents else 0
    left = format.money(abs(one.left_cents))
    return Line(
        str(one.category_id),
        one.category,
        one.span,
        format.money(one.spent_cents),
        format.money(one.budget_cents) if one.budget_cents else "",
        f"{left} over" if one.left_cents < 0 else f"{left} left",
        max(0, min(100, share)),
        "over" if one.is_over else "near" if share >= 85 else "",
        "/finance/expenses?" + urlencode(asked),
    )


@page(
    ROUTE,
    title="Budgets",
    icon="gauge",
    permission="finance.view",
    module="module.finance",
    parent="/finance/expenses",
    on_load=BudgetsState.load,
)
def budgets_page() -> rx.Component:
    s = BudgetsState
    csv = "/v1/admin/expense-budgets.csv?month=" + s.month.to(str) + "-01"
    return rx.fragment(
        sections("/finance/expenses"),
        rx.el.div(
            pieces.page_head(
                "Budgets",
                rx.cond(s.may_export, pieces.csv(csv)),
                rx.cond(
                    s.may_manage,
                    pieces.button("Set a budget", kind="primary", on_click=s.ask("", "month")),
                ),
                under="What each category may cost, without the GST that comes back.",
                extra=_months(s),
            ),
            shown(s, _body(s), 8),
            _dialog(s),
            class_name="page",
        ),
    )


def _months(s: Any) -> rx.Component:
    return rx.el.div(
        pieces.icon_button("chevron-left", "Month before", on_click=s.go(s.earlier)),
        rx.el.b(s.named, class_name="num month-name"),
        pieces.icon_button("chevron-right", "Month after", on_click=s.go(s.later)),
        class_name="row no-print",
    )


def _body(s: Any) -> rx.Component:
    nothing = pieces.empty(
        "gauge",
        "No budgets yet",
        "Say what a category may cost each month or year, and see here what is left of it.",
        rx.cond(s.may_manage, pieces.button("Set a budget", on_click=s.ask("", "month"))),
    )
    some = (s.monthly.length() > 0) | (s.yearly.length() > 0)
    alarm = rx.el.div(
        rx.el.b(s.over, " over budget: "), s.over_names, class_name="warning", role="status"
    )
    return rx.el.div(
        rx.cond(s.over != "", alarm),
        rx.cond(some, _figures(s), pieces.card("Budgets", nothing)),
        rx.cond(s.monthly.length() > 0, _card(s, s.named, s.monthly, "this month")),
        rx.cond(s.yearly.length() > 0, _card(s, "Year so far", s.yearly, "1 January on")),
        rx.cond(s.without.length() > 0, _without(s)),
        class_name="stack",
    )


def _figures(s: Any) -> rx.Component:
    rows = "/finance/expenses?month=" + s.month.to(str)
    return pieces.kpi_strip(
        pieces.kpi("Budgets of the month", s.budgeted),
        pieces.kpi("Left of them", s.left),
        pieces.kpi("Spent on everything", s.spent, href=rows),
    )


def _card(s: Any, title: Any, lines: Any, note: str) -> rx.Component:
    def line(one: Any) -> rx.Component:
        change = pieces.icon_button(
            "pencil",
            "Change the budget for " + one.category.to(str),
            on_click=s.ask(one.category_id, one.span),
        )
        bar = rx.el.i(style={"width": one.percent.to_string() + "%"})
        return rx.el.div(
            rx.el.div(
                rx.el.div(
                    rx.el.span(one.category, class_name="strong"),
                    pieces.link(one.spent, href=one.href, class_name="link push"),
                    rx.el.span(" of ", one.budget, class_name="muted"),
                    class_name="row num",
                ),
                rx.el.div(
                    bar, class_name="progress " + one.tone, custom_attrs={"aria-hidden": "true"}
                ),
                rx.el.span(one.left, class_name="budget-left num " + one.tone),
                class_name="grow stack",
                style={"gap": "6px"},
            ),
            rx.cond(s.may_manage, change),
        )

    return pieces.card(title, rx.el.div(rx.foreach(lines, line), class_name="lines"), note=note)


def _without(s: Any) -> rx.Component:
    """Where money went this month without a budget."""

    def line(one: Any) -> rx.Component:
        give = pieces.button(
            "Set a budget",
            kind="quiet",
            on_click=s.ask(one.category_id, "month"),
            aria_label="Set a budget for " + one.category.to(str),
        )
        return rx.el.div(
            rx.el.span(one.category, class_name="strong grow"),
            pieces.link(one.spent, href=one.href, class_name="link num"),
            rx.cond(s.may_manage, give),
        )

    lines = rx.el.div(rx.foreach(s.without, line), class_name="lines")
    return pieces.card("Without a budget", lines, note="spent this month")


def _dialog(s: Any) -> rx.Component:
    f, wrong = s.form, s.problems
    body = forms.form(
        forms.field(
            "Category",
            forms.select(
                "category_id",
                s.categories,
                key=f.category_id,
                default_value=f.category_id,
                disabled=~f.is_new,
            ),
            problem=wrong["category_id"],
        ),
        forms.columns(
            forms.field(
                "Amount",
                forms.measure("amount", "$", default_value=f.amount, placeholder="500"),
                problem=wrong["amount_cents"],
            ),
            forms.field(
                "For",
                forms.select("span", _SPANS, key=f.span, default_value=f.span, disabled=~f.is_new),
                problem=wrong["span"],
            ),
        ),
        forms.field(
            "From",
            forms.text_input(
                "month", type="month", default_value=f.month, placeholder="2026-11", required=True
            ),
            problem=wrong["from_on"],
            help="Earlier months keep the budget they had. Leave the amount empty to end it.",
        ),
        on_submit=s.save,
        on_cancel=s.close,
        submit="Set budget",
    )
    return overlay.dialog(s.open, s.close, "Budget", body, label="Budget")
