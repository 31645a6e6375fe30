"""What money is spent on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import ExpenseCategory
from cleaning_app.services import audit


@dataclass(frozen=True)
class CategoryView:
    """A category; `itc_percent` is how much of its GST may be claimed (meals: 50)."""

    id: UUID
    key: str
    name: str
    itc_percent: int


async def categories(ctx: Ctx) -> list[CategoryView]:
    """The organisation's expense categories, by name."""
    ctx.require("finance.view")
    rows = await ctx.session.scalars(
        select(ExpenseCategory)
        .where(col(ExpenseCategory.org_id) == ctx.org.id)
        .order_by(col(ExpenseCategory.name), col(ExpenseCategory.id))
    )
    return [CategoryView(row.id, row.key, row.name, row.itc_percent) for row in rows]


async def add_category(ctx: Ctx, name: str, itc_percent: int = 100) -> UUID:
    """Add a category; returns its id. Its key follows from its name.

    Raises:
        Invalid: an empty or long name, a share outside 0 to 100.
        Conflict: there is one of that name.
    """
    ctx.require("finance.manage")
    name = name.strip()
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    problems: list[FieldError] = []
    if not key or len(name) > 100:
        problems.append(FieldError("name", "Give a name of up to 100 characters."))
    if not 0 <= itc_percent <= 100:
        problems.append(FieldError("itc_percent", "From 0 to 100 percent can be claimed."))
    if problems:
        raise Invalid(problems[0].message, problems)
    taken = select(col(ExpenseCategory.id)).where(
        col(ExpenseCategory.org_id) == ctx.org.id, col(ExpenseCategory.key) == key
    )
    if await ctx.session.scalar(taken):
        raise Conflict(f"There is already a category called {name}.")
    row = ExpenseCategory(org_id=ctx.org.id, key=key, name=name, itc_percent=itc_percent)
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(ctx, "expense_category.create", "expense_category", row.id, name=name)
    return row.id
