"""Budgets: what may be spent on a category each month or year, beside what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.budgets import SPANS, Budget, in_force, span_of
from cleaning_app.errors import FieldError, Invalid, NotFound
from cleaning_app.models import Expense, ExpenseBudget, ExpenseCategory
from cleaning_app.money import MOST_CENTS
from cleaning_app.services import audit, live, rows
from cleaning_app.services.expenses.find import claimable

_MISSING = "There is no such budget."


@dataclass(frozen=True)
class BudgetLine:
    """A category's budget and what was spent of it from `first` to `last`, in cents.

    Spent is what it cost: without the GST that comes back. `budget_cents` is 0 where there is none.
    """

    category_id: UUID
    category: str
    span: str
    first: date
    last: date
    budget_cents: int
    spent_cents: int
    expenses: int

    @property
    def left_cents(self) -> int:
        """What is left of it; negative when more was spent."""
        return self.budget_cents - self.spent_cents

    @property
    def is_over(self) -> bool:
        return self.budget_cents > 0 and self.left_cents < 0


@dataclass(frozen=True)
class Change:
    """What setting a budget did: which row, and its amount before, None when it is new."""

    id: UUID
    before_cents: int | None


async def report(ctx: Ctx, day: date) -> list[BudgetLine]:
    """The budgets of the month and year `day` lies in, and categories without one that money went
    to this month. A year's line reaches to the end of the month. Monthly first, then by name."""
    ctx.require("finance.view")
    month, year = span_of("month", day), span_of("year", day)
    until = {"month": month, "year": (year[0], month[1])}
    names = await _names(ctx)
    spent = {span: await _spent(ctx, *days) for span, days in until.items()}
    held = in_force(await _budgets(ctx), day)
    lines = [
        _line(names, one.category_id, one.span, until[one.span], one.amount_cents, spent[one.span])
        for one in held
    ]
    budgeted = {one.category_id for one in held}
    lines += [
        _line(names, category, "", month, 0, spent["month"])
        for category in spent["month"]
        if category not in budgeted
    ]
    order = ["month", "year", ""]
    return sorted(lines, key=lambda one: (order.index(one.span), one.category.casefold()))


async def over(ctx: Ctx) -> int:
    """How many budgets are overspent now."""
    return sum(1 for line in await report(ctx, ctx.today()) if line.is_over)


async def put(ctx: Ctx, category_id: UUID, span: str, from_on: date, amount_cents: int) -> Change:
    """Set a category's budget from the month or year on that `from_on` lies in; zero ends it.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    problems: list[FieldError] = []
    if span not in SPANS:
        problems.append(FieldError("span", "By the month or by the year."))
    if not 0 <= amount_cents <= MOST_CENTS:
        problems.append(FieldError("amount_cents", "Zero or more."))
    if not 2000 <= from_on.year < 2100:
        problems.append(FieldError("from_on", "Check the year."))
    if category_id not in await _names(ctx):
        problems.append(FieldError("category_id", "Choose a category."))
    if problems:
        raise Invalid(problems[0].message, problems)
    first = span_of(span, from_on)[0]
    row = await _held(ctx, category_id, span, first)
    before = row.amount_cents if row is not None else None
    if row is None:
        row = ExpenseBudget(
            org_id=ctx.org.id, category_id=category_id, span=span, from_on=first, amount_cents=0
        )
        ctx.session.add(row)
    row.amount_cents = amount_cents
    await _changed(ctx, row, before, amount_cents)
    return Change(row.id, before)


async def put_back(ctx: Ctx, change: Change) -> None:
    """Take `put` back.

    Raises:
        NotFound: that budget is gone already.
    """
    ctx.require("finance.manage")
    row = await rows.locked(ctx, ExpenseBudget, change.id, _MISSING)
    before, after = row.amount_cents, change.before_cents or 0
    if change.before_cents is None:
        await ctx.session.delete(row)
    elif 0 <= after <= MOST_CENTS:
        row.amount_cents = after
    else:
        raise NotFound(_MISSING)
    await _changed(ctx, row, before, after)


async def _changed(ctx: Ctx, row: ExpenseBudget, before: int | None, after: int) -> None:
    await ctx.session.flush()
    audit.record(
        ctx, "expense_budget.set", "expense_category", row.category_id,
        span=row.span, from_on=str(row.from_on), amount_cents=[before, after],
    )  # fmt: skip
    await live.announce(ctx, "expenses", row.category_id, "budget")


async def _held(ctx: Ctx, category_id: UUID, span: str, first: date) -> ExpenseBudget | None:
    return await ctx.session.scalar(
        select(ExpenseBudget)
        .where(col(ExpenseBudget.org_id) == ctx.org.id)
        .where(col(ExpenseBudget.category_id) == category_id, col(ExpenseBudget.span) == span)
        .where(col(ExpenseBudget.from_on) == first)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _budgets(ctx: Ctx) -> list[Budget]:
    found = await ctx.session.scalars(
        select(ExpenseBudget).where(col(ExpenseBudget.org_id) == ctx.org.id)
    )
    return [Budget(one.category_id, one.span, one.from_on, one.amount_cents) for one in found]


async def _names(ctx: Ctx) -> dict[UUID, str]:
    found = await ctx.session.execute(
        select(col(ExpenseCategory.id), col(ExpenseCategory.name)).where(
            col(ExpenseCategory.org_id) == ctx.org.id
        )
    )
    return {row[0]: row[1] for row in found}


_Spent = dict[UUID, tuple[int, int]]
"""Category → what it cost in cents, and by how many expenses."""


async def _spent(ctx: Ctx, first: date, last: date) -> _Spent:
    cost: Any = func.sum(col(Expense.total_cents) - claimable())
    found = await ctx.session.execute(
        select(col(Expense.category_id), cost, func.count())
        .join(ExpenseCategory, col(ExpenseCategory.id) == col(Expense.category_id))
        .where(col(Expense.org_id) == ctx.org.id, col(Expense.deleted_at).is_(None))
        .where(col(Expense.occurred_on).between(first, last))
        .group_by(col(Expense.category_id))
    )
    return {row[0]: (int(row[1]), row[2]) for row in found}


def _line(
    names: dict[UUID, str],
    category_id: UUID,
    span: str,
    days: tuple[date, date],
    budget_cents: int,
    spent: _Spent,
) -> BudgetLine:
    cents, many = spent.get(category_id, (0, 0))
    return BudgetLine(category_id, names[category_id], span, *days, budget_cents, cents, many)
