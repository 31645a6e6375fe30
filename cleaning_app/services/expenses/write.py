"""Entering, changing and removing expenses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed
from cleaning_app.models import Expense, ExpenseCategory
from cleaning_app.money import share
from cleaning_app.services import audit, live

MOST_CENTS = 20_000_000_00


@dataclass(frozen=True)
class ExpenseInput:
    """An expense as given. `total_cents` includes `tax_cents`; a supplier's refund is negative."""

    occurred_on: date
    category_id: UUID
    vendor: str
    total_cents: int
    tax_cents: int
    description: str = ""
    supplier_gst_number: str = ""


def suggest_tax(total_cents: int) -> int:
    """The GST inside a price that includes it, at 5%: 5/105, rounded half-up, in cents."""
    return share(total_cents, 5, 105)


async def create(ctx: Ctx, given: ExpenseInput) -> UUID:
    """Enter an expense; returns its id.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    await _check(ctx, given)
    row = Expense(org_id=ctx.org.id, created_by=ctx.actor.user_id, **_values(given))
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(
        ctx, "expense.create", "expense", row.id, total_cents=row.total_cents, vendor=row.vendor
    )
    await live.announce(ctx, "expenses", row.id, "created")
    return row.id


async def update(
    ctx: Ctx, expense_id: UUID, given: ExpenseInput, *, version: int | None = None
) -> None:
    """Change an expense.

    Raises:
        NotFound, PreconditionFailed: there is none, or it changed since `version`.
        Conflict: it is in the bin.
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    row = await _locked(ctx, expense_id, version)
    if row.deleted_at is not None:
        raise Conflict("This expense was removed. Restore it first.")
    await _check(ctx, given)
    before = {"total_cents": row.total_cents, "tax_cents": row.tax_cents}
    for name, value in _values(given).items():
        setattr(row, name, value)
    row.version += 1
    await ctx.session.flush()
    after = {"total_cents": row.total_cents, "tax_cents": row.tax_cents}
    audit.record(ctx, "expense.update", "expense", row.id, before=before, after=after)
    await live.announce(ctx, "expenses", row.id, "changed")


async def delete(ctx: Ctx, expense_id: UUID, *, version: int | None = None) -> None:
    """Put an expense in the bin: it counts nowhere any more and can be restored.

    Raises:
        NotFound, PreconditionFailed: there is none, or it changed since `version`.
        Conflict: it is in the bin already.
    """
    await _set_deleted(ctx, expense_id, version, deleted=True)


async def restore(ctx: Ctx, expense_id: UUID, *, version: int | None = None) -> None:
    """Take an expense back out of the bin.

    Raises:
        NotFound, PreconditionFailed: there is none, or it changed since `version`.
        Conflict: it is not in the bin.
    """
    await _set_deleted(ctx, expense_id, version, deleted=False)


async def _set_deleted(ctx: Ctx, expense_id: UUID, version: int | None, *, deleted: bool) -> None:
    ctx.require("finance.manage")
    row = await _locked(ctx, expense_id, version)
    if (row.deleted_at is not None) == deleted:
        raise Conflict("Already removed." if deleted else "This expense was not removed.")
    row.deleted_at = ctx.now() if deleted else None
    row.version += 1
    await ctx.session.flush()
    word = "delete" if deleted else "restore"
    audit.record(ctx, f"expense.{word}", "expense", row.id, total_cents=row.total_cents)
    await live.announce(ctx, "expenses", row.id, f"{word}d")


async def _locked(ctx: Ctx, expense_id: UUID, version: int | None) -> Expense:
    row = await ctx.session.scalar(
        select(Expense)
        .where(col(Expense.org_id) == ctx.org.id, col(Expense.id) == expense_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such expense.")
    if version is not None and version != row.version:
        raise PreconditionFailed("This expense has changed since you opened it. Look again.")
    return row


async def _check(ctx: Ctx, given: ExpenseInput) -> None:
    problems: list[FieldError] = []
    if not 1 <= len(given.vendor.strip()) <= 200:
        problems.append(FieldError("vendor", "Say who was paid, in up to 200 characters."))
    if given.total_cents == 0 or abs(given.total_cents) > MOST_CENTS:
        problems.append(FieldError("total_cents", "Enter what was paid, tax included."))
    elif given.total_cents * given.tax_cents < 0 or abs(given.tax_cents) > abs(given.total_cents):
        problems.append(FieldError("tax_cents", "GST lies between zero and the total."))
    if given.occurred_on > ctx.today():
        problems.append(FieldError("occurred_on", "That day has not come yet."))
    elif given.occurred_on.year < 2000:
        problems.append(FieldError("occurred_on", "Check the year."))
    if len(given.description.strip()) > 500:
        problems.append(FieldError("description", "Up to 500 characters."))
    if len(given.supplier_gst_number.strip()) > 20:
        problems.append(FieldError("supplier_gst_number", "Up to 20 characters."))
    category = select(col(ExpenseCategory.id)).where(
        col(ExpenseCategory.org_id) == ctx.org.id, col(ExpenseCategory.id) == given.category_id
    )
    if await ctx.session.scalar(category) is None:
        problems.append(FieldError("category_id", "Choose a category."))
    if problems:
        raise Invalid(problems[0].message, problems)


def _values(given: ExpenseInput) -> dict[str, Any]:
    return {
        "occurred_on": given.occurred_on,
        "category_id": given.category_id,
        "vendor": given.vendor.strip(),
        "description": given.description.strip(),
        "net_cents": given.total_cents - given.tax_cents,
        "tax_cents": given.tax_cents,
        "total_cents": given.total_cents,
        "supplier_gst_number": given.supplier_gst_number.strip(),
    }
