"""The list of expenses and what they come to by category."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, or_, select
from sqlalchemy.types import Numeric
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.gst.exceptions import NUMBER_NEEDED_FROM_CENTS
from cleaning_app.errors import FieldError, Invalid, NotFound
from cleaning_app.models import Expense, ExpenseCategory, ExpenseReceipt
from cleaning_app.services import listing
from cleaning_app.services.listing_filters import day_filter, flag_filter, id_filter

ORDERS = {
    "occurred_on": Expense.occurred_on,
    "total_cents": Expense.total_cents,
    "vendor": Expense.vendor,
}
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class ExpenseRow:
    """One expense, in cents; a supplier's refund is negative.

    `claimable_cents` is what of its tax comes back as an input tax credit.
    """

    id: UUID
    occurred_on: date
    category_id: UUID
    category: str
    vendor: str
    description: str
    net_cents: int
    tax_cents: int
    total_cents: int
    claimable_cents: int
    supplier_gst_number: str
    receipt_id: UUID | None
    receipt_kind: str
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
    claimable_cents: int

    @property
    def cost_cents(self) -> int:
        """What it cost in the end: without the GST that comes back."""
        return self.total_cents - self.claimable_cents


def claimable() -> ColumnElement[int]:
    """SQL for what of an expense's GST comes back; `domain.expenses.claimable` says the same."""
    percent = cast(col(Expense.tax_cents) * col(ExpenseCategory.itc_percent), Numeric)
    return cast(func.round(percent / 100), Integer)


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[ExpenseRow]:
    """One page of expenses, newest first.

    Filters: `category_id`; `from` and `to` (days, both included); `month` ("2026-11") or a year;
    `vendor` (exactly); `receipt` ("yes", "no"); `number` ("missing": large claims without the
    supplier's GST number); `recurring_id`; `deleted` ("yes" for the bin). Search: vendor and
    description. Sorts: see ORDERS.

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
            row.category_id, row.name, row.expenses, *(int(getattr(row, name)) for name in _AMOUNTS)
        )
        for row in rows
    ]


_AMOUNTS = ("net_cents", "tax_cents", "total_cents", "claimable_cents")


async def vendors(ctx: Ctx, most: int = 80) -> list[str]:
    """Who was paid most often, by name."""
    ctx.require("finance.view")
    rows = await ctx.session.scalars(
        select(col(Expense.vendor))
        .where(col(Expense.org_id) == ctx.org.id, col(Expense.deleted_at).is_(None))
        .group_by(col(Expense.vendor))
        .order_by(func.count().desc(), col(Expense.vendor))
        .limit(most)
    )
    return sorted(rows, key=str.casefold)


async def last_of(ctx: Ctx, vendor: str) -> ExpenseRow | None:
    """The latest expense of a vendor, however the name was capitalised."""
    ctx.require("finance.view")
    found = await ctx.session.execute(
        _with_category(ctx)
        .where(func.lower(col(Expense.vendor)) == vendor.strip().lower())
        .where(col(Expense.deleted_at).is_(None))
        .order_by(col(Expense.occurred_on).desc(), col(Expense.id).desc())
        .limit(1)
    )
    row = found.one_or_none()
    return _row(*row) if row is not None else None


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
    if recurring_id := id_filter(filters, "recurring_id"):
        statement = statement.where(col(Expense.recurring_id) == recurring_id)
    if vendor := filters.get("vendor"):
        statement = statement.where(col(Expense.vendor) == vendor)
    for first, last in (_days(filters), _span(filters.get("month", ""))):
        if first:
            statement = statement.where(col(Expense.occurred_on) >= first)
        if last:
            statement = statement.where(col(Expense.occurred_on) <= last)
    return statement.where(*_proof(filters))


def _proof(filters: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """What is asked of receipts and suppliers' numbers."""
    asked: list[ColumnElement[bool]] = []
    if (has := flag_filter(filters, "receipt")) is not None:
        there = col(ExpenseReceipt.id).is_not(None)
        asked.append(there if has else ~there)
    if (number := filters.get("number", "")) not in ("", "missing"):
        raise Invalid("number is missing or nothing.", [FieldError("number", "Say missing.")])
    if number:
        asked += [
            func.abs(col(Expense.total_cents)) >= NUMBER_NEEDED_FROM_CENTS,
            col(Expense.tax_cents) != 0,
            col(Expense.supplier_gst_number) == "",
        ]
    return asked


def _days(filters: Mapping[str, str]) -> tuple[date | None, date | None]:
    return day_filter(filters, "from"), day_filter(filters, "to")


def _span(text: str) -> tuple[date | None, date | None]:
    """The first and last day of a month or year such as 2026-11 or 2026."""
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if text:
        raise Invalid.field("month", f"“{text[:20]}” is no month. Write it like 2026-11.")
    return None, None


def _with_category(ctx: Ctx) -> Select[Any]:
    current = and_(
        col(ExpenseReceipt.org_id) == col(Expense.org_id),
        col(ExpenseReceipt.expense_id) == col(Expense.id),
        col(ExpenseReceipt.deleted_at).is_(None),
    )
    receipt: Any = ExpenseReceipt
    statement: Any = (
        select(
            Expense,
            col(ExpenseCategory.name),
            claimable().label("claimable_cents"),
            receipt.id.label("receipt_id"),
            receipt.kind.label("receipt_kind"),
        )
        .join(ExpenseCategory, col(ExpenseCategory.id) == col(Expense.category_id))
        .outerjoin(ExpenseReceipt, current)
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


def _row(
    expense: Expense, category: str, claimed: int, receipt_id: UUID | None, kind: str | None
) -> ExpenseRow:
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
        claimable_cents=claimed,
        supplier_gst_number=expense.supplier_gst_number,
        receipt_id=receipt_id,
        receipt_kind=kind or "",
        deleted=expense.deleted_at is not None,
        version=expense.version,
    )
