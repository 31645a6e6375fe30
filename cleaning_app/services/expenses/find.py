"""The list of expenses and what they come to by category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import Expense, ExpenseCategory
from cleaning_app.services import listing
from cleaning_app.services.listing_filters import day_filter, id_filter

ORDERS = {
    "occurred_on": Expense.occurred_on,
    "total_cents": Expense.total_cents,
    "vendor": Expense.vendor,
}


@dataclass(frozen=True)
class ExpenseRow:
    """One expense, in cents; a supplier's refund is negative."""

    id: UUID
    occurred_on: date
    category_id: UUID
    category: str
    vendor: str
    description: str
    net_cents: int
    tax_cents: int
    total_cents: int
    supplier_gst_number: str
    deleted: bool
    version: int


@dataclass(frozen=True)
class CategoryTotal:
    """What a category comes to, in cents."""

    category_id: UUID
    category: str
    expenses: int
    net_cents: int
    tax_cents: int
    total_cents: int


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[ExpenseRow]:
    """One page of expenses, newest first.

    Filters: `category_id`, `from` and `to` (days, both included), `deleted` ("yes" for the bin).
    Search: vendor and description. Sorts: see ORDERS.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("finance.view")
    page = await listing.fetch(ctx, _filtered(ctx, query), query, ORDERS, default="-occurred_on")
    return page.map(lambda row: _row(*row))


async def totals(ctx: Ctx, query: listing.Query) -> list[CategoryTotal]:
    """What the expenses of the same filters and search come to by category, largest first."""
    ctx.require("finance.view")
    chosen = _filtered(ctx, query).subquery()
    cents = [func.sum(chosen.c[name]).label(name) for name in _AMOUNTS]
    rows = await ctx.session.execute(
        select(chosen.c.category_id, chosen.c.name, func.count().label("expenses"), *cents)
        .group_by(chosen.c.category_id, chosen.c.name)
        .order_by(func.sum(chosen.c.total_cents).desc(), chosen.c.name)
    )
    return [
        CategoryTotal(
            row.category_id,
            row.name,
            row.expenses,
            int(row.net_cents),
            int(row.tax_cents),
            int(row.total_cents),
        )
        for row in rows
    ]


_AMOUNTS = ("net_cents", "tax_cents", "total_cents")


def _filtered(ctx: Ctx, query: listing.Query) -> Select[Any]:
    filters: Mapping[str, str] = query.filters
    statement = _with_category(ctx)
    in_bin = col(Expense.deleted_at).is_not(None)
    statement = statement.where(in_bin if filters.get("deleted") == "yes" else ~in_bin)
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(col(Expense.vendor).ilike(wanted), col(Expense.description).ilike(wanted))
        )
    if category_id := id_filter(filters, "category_id"):
        statement = statement.where(col(Expense.category_id) == category_id)
    if first := day_filter(filters, "from"):
        statement = statement.where(col(Expense.occurred_on) >= first)
    if last := day_filter(filters, "to"):
        statement = statement.where(col(Expense.occurred_on) <= last)
    return statement


def _with_category(ctx: Ctx) -> Select[Any]:
    statement: Any = (
        select(Expense, col(ExpenseCategory.name))
        .join(ExpenseCategory, col(ExpenseCategory.id) == col(Expense.category_id))
        .where(col(Expense.org_id) == ctx.org.id)
    )
    return statement


async def get(ctx: Ctx, expense_id: UUID) -> ExpenseRow:
    """One expense, also from the bin.

    Raises:
        NotFound: no such expense.
    """
    ctx.require("finance.view")
    found = (
        await ctx.session.execute(
            _with_category(ctx)
            .where(col(Expense.id) == expense_id)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such expense.")
    return _row(*found)


def _row(expense: Expense, category: str) -> ExpenseRow:
    return ExpenseRow(
        id=expense.id,
        occurred_on=expense.occurred_on,
        category_id=expense.category_id,
        category=category,
        vendor=expense.vendor,
        description=expense.description,
        net_cents=expense.net_cents,
        tax_cents=expense.tax_cents,
        total_cents=expense.total_cents,
        supplier_gst_number=expense.supplier_gst_number,
        deleted=expense.deleted_at is not None,
        version=expense.version,
    )
