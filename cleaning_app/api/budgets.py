"""Budgets of expense categories for other programs."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Cents, Day, ListQuery
from cleaning_app.context import Ctx
from cleaning_app.services import listing
from cleaning_app.services.expenses import budgets
from cleaning_app.services.expenses.budgets import BudgetLine

MODULE = "module.finance"
_PATH = "/v1/admin/expense-budgets"


class BudgetFilters(ListQuery):
    """The month a day lies in, and its year; today's unless told."""

    month: Day | None = Field(default=None, description="Any day of the month.")


class BudgetSet(Body):
    """A category's budget from the month or year on that `from_on` lies in; zero ends it."""

    category_id: UUID
    span: Literal["month", "year"]
    from_on: Day
    amount_cents: Cents


class Budgets(BaseModel):
    """Budgets with what was spent, and categories without one that money went to."""

    month: date
    items: list[BudgetLine]


async def find(ctx: Ctx, query: BudgetFilters) -> listing.Page[BudgetLine]:
    """All lines of a month as one page, for the CSV."""
    found = await budgets.report(ctx, query.month or ctx.today())
    return listing.Page(found, len(found), capped=False)


@endpoint("GET", _PATH, module=MODULE, needs="finance.view", answer=Budgets, tag="expenses")
async def report(ctx: Ctx, query: BudgetFilters) -> Budgets:
    """The budgets of a month and its year, with what was spent of them.

    Spent is what it cost: without the GST that comes back. The whole list comes at once; `search`,
    `sort`, `limit` and `cursor` are not looked at.
    """
    day = query.month or ctx.today()
    return Budgets(month=day.replace(day=1), items=await budgets.report(ctx, day))


@endpoint("PUT", _PATH, module=MODULE, needs="finance.manage", answer=Budgets, tag="expenses")
async def put(ctx: Ctx, body: BudgetSet) -> Budgets:
    """Set a budget; the budgets of that month as they are now."""
    await budgets.put(ctx, body.category_id, body.span, body.from_on, body.amount_cents)
    found = await budgets.report(ctx, body.from_on)
    return Budgets(month=body.from_on.replace(day=1), items=found)
