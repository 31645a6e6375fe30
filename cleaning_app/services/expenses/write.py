"""Entering, changing and removing expenses. Every change of one, by whatever door, ends in `save`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.expenses import read_gst_number
from cleaning_app.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed
from cleaning_app.models import Expense, ExpenseCategory
from cleaning_app.money import MOST_CENTS
from cleaning_app.services import audit, live

MOST_AT_ONCE = 1_000


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


@dataclass(frozen=True)
class Written:
    """One expense about to be saved: what it was before (None when it is new), and what the audit
    log is told beside its total."""

    row: Expense
    was: Mapping[str, Any] | None = None
    told: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def save(ctx: Ctx, verb: str, *written: Written) -> None:
    """The one way an expense gets into the books, changes, leaves them and comes back.

    The form, the API, recurring expenses and bank files all end here, with the days the rows stand
    on (`row.occurred_on`) and stood on (`was["occurred_on"]`): whatever must hold for every change
    of money spent is asked here. `verb` is the word of the audit log.
    """
    for one in written:
        if one.was is None:
            ctx.session.add(one.row)
        else:
            one.row.version += 1
    await ctx.session.flush()
    for one in written:
        told = {"total_cents": one.row.total_cents, "vendor": one.row.vendor} | dict(one.told)
        audit.record(ctx, f"expense.{verb}", "expense", one.row.id, **told)
    if written:
        id = written[0].row.id if len(written) == 1 else ""
        await live.announce(ctx, "expenses", id, verb)


async def create(ctx: Ctx, given: ExpenseInput, **kept: Any) -> UUID:
    """Enter an expense; returns its id. `kept` are columns only this floor sets: which recurring
    rule or bank file it came from.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    values = await checked(ctx, given)
    row = Expense(org_id=ctx.org.id, created_by=ctx.actor.user_id, **values, **kept)
    await save(ctx, "create", Written(row))
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
    values = await checked(ctx, given, number_before=row.supplier_gst_number)
    was = _said(row)
    for name, value in values.items():
        setattr(row, name, value)
    now = _said(row)
    told = {
        "before": {name: str(was[name]) for name in was if was[name] != now[name]},
        "after": {name: str(now[name]) for name in was if was[name] != now[name]},
    }
    await save(ctx, "update", Written(row, was, told))


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


async def recategorise(ctx: Ctx, moves: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, list[UUID]]:
    """Put expenses under other categories (category → its new expenses); those in the bin stay.

    Returns the moves that take it back.

    Raises:
        Invalid: no such category, or too many at once. NotFound: one of the expenses is not there.
    """
    ctx.require("finance.manage")
    target = {id: category for category, ids in moves.items() for id in ids}
    if len(target) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE:,} expenses at once.")
    for category in moves:
        if not await _is_category(ctx, category):
            raise Invalid.field("category_id", "Choose a category.")
    found = await ctx.session.scalars(
        select(Expense)
        .where(col(Expense.org_id) == ctx.org.id, col(Expense.id).in_(list(target)))
        .order_by(col(Expense.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = list(found)
    if len(rows) != len(target):
        raise NotFound("One of these expenses is no longer there.")
    written: list[Written] = []
    back: dict[UUID, list[UUID]] = {}
    for row in rows:
        if row.deleted_at is None and row.category_id != target[row.id]:
            was = _said(row)
            back.setdefault(row.category_id, []).append(row.id)
            row.category_id = target[row.id]
            told = {"category": [str(was["category_id"]), str(row.category_id)]}
            written.append(Written(row, was, told))
    await save(ctx, "recategorise", *written)
    return back


async def _set_deleted(ctx: Ctx, expense_id: UUID, version: int | None, *, deleted: bool) -> None:
    ctx.require("finance.manage")
    row = await _locked(ctx, expense_id, version)
    if (row.deleted_at is not None) == deleted:
        raise Conflict("Already removed." if deleted else "This expense was not removed.")
    was = _said(row)
    row.deleted_at = ctx.now() if deleted else None
    await save(ctx, "delete" if deleted else "restore", Written(row, was))


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


async def checked(
    ctx: Ctx, given: ExpenseInput, *, number_before: str = "", may_come: bool = False
) -> dict[str, Any]:
    """The columns of what was given; its day lies in the past unless it `may_come`.

    A GST number that stood there before may stay as it is: an earlier system may have kept
    something else in its place. The caller has checked permission.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    problems: list[FieldError] = []
    if not 1 <= len(given.vendor.strip()) <= 200:
        problems.append(FieldError("vendor", "Say who was paid, in up to 200 characters."))
    if given.total_cents == 0 or abs(given.total_cents) > MOST_CENTS:
        problems.append(FieldError("total_cents", "Enter what was paid, tax included."))
    elif given.total_cents * given.tax_cents < 0 or abs(given.tax_cents) > abs(given.total_cents):
        problems.append(FieldError("tax_cents", "GST lies between zero and the total."))
    if given.occurred_on > ctx.today() and not may_come:
        problems.append(FieldError("occurred_on", "That day has not come yet."))
    elif not 2000 <= given.occurred_on.year < 2100:
        problems.append(FieldError("occurred_on", "Check the year."))
    if len(given.description.strip()) > 500:
        problems.append(FieldError("description", "Up to 500 characters."))
    number = given.supplier_gst_number.strip()
    try:
        number = number if number == number_before else read_gst_number(number)
    except Invalid as refused:
        problems += refused.errors
    if not await _is_category(ctx, given.category_id):
        problems.append(FieldError("category_id", "Choose a category."))
    if problems:
        raise Invalid(problems[0].message, problems)
    return {
        "occurred_on": given.occurred_on,
        "category_id": given.category_id,
        "vendor": given.vendor.strip(),
        "description": given.description.strip(),
        "net_cents": given.total_cents - given.tax_cents,
        "tax_cents": given.tax_cents,
        "total_cents": given.total_cents,
        "supplier_gst_number": number,
    }


async def _is_category(ctx: Ctx, category_id: UUID) -> bool:
    category = select(col(ExpenseCategory.id)).where(
        col(ExpenseCategory.org_id) == ctx.org.id, col(ExpenseCategory.id) == category_id
    )
    return await ctx.session.scalar(category) is not None


_SAID = ("occurred_on", "category_id", "vendor", "net_cents", "tax_cents", "total_cents")


def _said(row: Expense) -> dict[str, Any]:
    """What an expense says, to compare it with later."""
    return {name: getattr(row, name) for name in _SAID}
