"""Expenses that come back: what the rule says is entered on its days, once, by the job and at once.

A rule is settled up to a day: what falls on days before it was entered, or was let pass while the
rule was paused. Each expense carries the day of the rule it stands for, unique per rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.recurring_expenses import INTERVALS, a_year_of, falls_on, next_after
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Expense, ExpenseCategory, RecurringExpense
from cleaning_app.money import share
from cleaning_app.services import audit, live, rows
from cleaning_app.services.expenses import write
from cleaning_app.services.expenses.write import ExpenseInput
from cleaning_app.services.gst.filed import closed

MOST_BACK = timedelta(days=366)
"""How far in the past a rule may begin; what fell on days since is entered at once."""

_MISSING = "There is no such recurring expense."


@dataclass(frozen=True)
class RecurringInput:
    """A recurring expense as given: `expense.occurred_on` is its first day, `ends_on` the last one
    it may fall on."""

    expense: ExpenseInput
    every: str
    ends_on: date | None = None


@dataclass(frozen=True)
class Recurring:
    """A recurring expense, in cents. `next_on` is None when it is paused or over; `entered` counts
    the expenses it has made."""

    id: UUID
    category_id: UUID
    category: str
    vendor: str
    description: str
    total_cents: int
    tax_cents: int
    supplier_gst_number: str
    every: str
    starts_on: date
    ends_on: date | None
    next_on: date | None
    status: str
    entered: int
    version: int


async def every(ctx: Ctx) -> list[Recurring]:
    """All rules that were not removed: running, then paused, then ended; by vendor."""
    ctx.require("finance.view")
    made = select(func.count()).where(
        col(Expense.org_id) == col(RecurringExpense.org_id),
        col(Expense.recurring_id) == col(RecurringExpense.id),
        col(Expense.deleted_at).is_(None),
    )
    entered: Any = made.correlate(RecurringExpense).scalar_subquery()
    found = await ctx.session.execute(
        select(RecurringExpense, col(ExpenseCategory.name), entered)
        .join(ExpenseCategory, col(ExpenseCategory.id) == col(RecurringExpense.category_id))
        .where(col(RecurringExpense.org_id) == ctx.org.id)
        .where(col(RecurringExpense.deleted_at).is_(None))
        .execution_options(populate_existing=True)
    )
    views = [_view(ctx, *row) for row in found]
    order = ["running", "paused", "ended"]
    return sorted(views, key=lambda one: (order.index(one.status), one.vendor.casefold()))


async def get(ctx: Ctx, rule_id: UUID) -> Recurring:
    """One rule. Raises NotFound."""
    ctx.require("finance.view")
    row = await rows.one(ctx, RecurringExpense, rule_id, _MISSING)
    for one in await every(ctx):
        if one.id == row.id:
            return one
    raise Conflict("This recurring expense was removed.")


async def create(ctx: Ctx, given: RecurringInput) -> UUID:
    """Begin a recurring expense, and enter what has fallen due already; returns its id.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    values = await _checked(ctx, given, earliest=ctx.today() - MOST_BACK)
    row = RecurringExpense(org_id=ctx.org.id, created_by=ctx.actor.user_id, **values)
    ctx.session.add(row)
    await _changed(ctx, row, "create", vendor=row.vendor, total_cents=row.total_cents)
    await _enter(ctx, row)
    return row.id


async def update(
    ctx: Ctx, rule_id: UUID, given: RecurringInput, *, version: int | None = None
) -> None:
    """Change what is entered from now on; what was entered stays as it is.

    Raises:
        NotFound, PreconditionFailed: there is none, or it changed since `version`.
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    row = await _locked(ctx, rule_id, version)
    earliest = min(row.starts_on, ctx.today() - MOST_BACK)
    values = await _checked(ctx, given, earliest=earliest)
    told = rows.changes(row, values)
    rows.touched(row)
    # Days that are over are settled: a rule that is moved into the past enters nothing for them.
    if row.settled_until is None and given.expense.occurred_on < ctx.today():
        row.settled_until = ctx.today() - timedelta(days=1)
    said = {name: [str(value) for value in pair] for name, pair in told.items()}
    await _changed(ctx, row, "update", **said)
    await _enter(ctx, row)


async def pause(ctx: Ctx, rule_id: UUID) -> None:
    """Enter nothing until `resume`. Raises NotFound."""
    ctx.require("finance.manage")
    row = await _locked(ctx, rule_id)
    if row.paused_at is None:
        row.paused_at = ctx.now()
        rows.touched(row)
        await _changed(ctx, row, "pause")


async def resume(ctx: Ctx, rule_id: UUID) -> None:
    """Go on from today; what fell on the days of the pause is not entered. Raises NotFound."""
    ctx.require("finance.manage")
    row = await _locked(ctx, rule_id)
    if row.paused_at is None:
        return
    paused_on = row.paused_at.astimezone(ctx.zone).date()
    row.paused_at = None
    if paused_on < ctx.today():
        row.settled_until = ctx.today() - timedelta(days=1)
    rows.touched(row)
    await _changed(ctx, row, "resume")
    await _enter(ctx, row)


async def remove(ctx: Ctx, rule_id: UUID, *, with_expenses: bool = False) -> None:
    """Remove a rule. What it entered stays, unless it is to go to the bin too (`with_expenses`, to
    take `create` back). Raises NotFound."""
    ctx.require("finance.manage")
    row = await _locked(ctx, rule_id)
    if row.deleted_at is None:
        row.deleted_at = ctx.now()
        rows.touched(row)
        await _changed(ctx, row, "remove")
    if with_expenses:
        for expense_id in await _entered(ctx, row):
            await write.delete(ctx, expense_id)


async def restore(ctx: Ctx, rule_id: UUID) -> None:
    """Take `remove` back; the days since are entered. Raises NotFound."""
    ctx.require("finance.manage")
    row = await _locked(ctx, rule_id)
    if row.deleted_at is not None:
        row.deleted_at = None
        rows.touched(row)
        await _changed(ctx, row, "restore")
        await _enter(ctx, row)


async def due(ctx: Ctx) -> list[UUID]:
    """The rules that are not settled up to today; for the job."""
    ctx.require("finance.manage")
    today = ctx.today()
    found = await ctx.session.scalars(
        select(col(RecurringExpense.id))
        .where(col(RecurringExpense.org_id) == ctx.org.id)
        .where(col(RecurringExpense.deleted_at).is_(None))
        .where(col(RecurringExpense.paused_at).is_(None))
        .where(col(RecurringExpense.starts_on) <= today)
        .where(_not_settled(today))
        .order_by(col(RecurringExpense.id))
    )
    return list(found)


def _not_settled(today: date) -> Any:
    until = col(RecurringExpense.settled_until)
    open_end = or_(col(RecurringExpense.ends_on).is_(None), col(RecurringExpense.ends_on) > until)
    return or_(until.is_(None), (until < today) & open_end)


async def enter_due(ctx: Ctx, rule_id: UUID) -> dict[str, int]:
    """Enter what one rule lacks up to today; for the job. Doing it twice, or on two runners at once,
    enters nothing twice."""
    ctx.require("finance.manage")
    entered = await _enter(ctx, await _locked(ctx, rule_id))
    return {"rules": 1, "entered": entered}


async def _enter(ctx: Ctx, row: RecurringExpense) -> int:
    """Enter what a locked rule lacks up to today, in the organisation's zone. Days of a GST return
    that was filed are let pass: nothing can be entered there any more."""
    today = ctx.today()
    if row.paused_at is not None or row.deleted_at is not None:
        return 0
    settled = row.settled_until or row.starts_on - timedelta(days=1)
    settled = max(settled, (await closed(ctx)).through or settled)
    last = min(today, row.ends_on or today)
    days = falls_on(row.starts_on, row.every, settled + timedelta(days=1), last)
    known = await ctx.session.scalars(
        select(col(Expense.recurring_on)).where(
            col(Expense.org_id) == ctx.org.id, col(Expense.recurring_id) == row.id
        )
    )
    missing = sorted(set(days) - set(known))
    for day in missing:
        given = ExpenseInput(
            day, row.category_id, row.vendor, row.total_cents, row.tax_cents, row.description,
            row.supplier_gst_number,
        )  # fmt: skip
        await write.create(ctx, given, recurring_id=row.id, recurring_on=day)
    row.settled_until = max(settled, today)
    await ctx.session.flush()
    return len(missing)


async def _entered(ctx: Ctx, row: RecurringExpense) -> list[UUID]:
    found = await ctx.session.scalars(
        select(col(Expense.id)).where(
            col(Expense.org_id) == ctx.org.id,
            col(Expense.recurring_id) == row.id,
            col(Expense.deleted_at).is_(None),
        )
    )
    return list(found)


async def _locked(ctx: Ctx, rule_id: UUID, version: int | None = None) -> RecurringExpense:
    return await rows.locked(ctx, RecurringExpense, rule_id, _MISSING, version)


async def _checked(ctx: Ctx, given: RecurringInput, *, earliest: date) -> dict[str, Any]:
    """The columns of what was given."""
    first, problems = given.expense.occurred_on, list[FieldError]()
    values: dict[str, Any] = {}
    try:
        values = await write.checked(ctx, given.expense, may_come=True)
    except Invalid as refused:
        problems += refused.errors
    if given.every not in INTERVALS:
        problems.append(FieldError("every", "Choose how often."))
    if first < earliest:
        problems.append(FieldError("occurred_on", "At most a year back."))
    if given.ends_on is not None and given.ends_on < first:
        problems.append(FieldError("ends_on", "The last day is before the first one."))
    if problems:
        raise Invalid(problems[0].message, problems)
    del values["net_cents"]
    values["starts_on"] = values.pop("occurred_on")
    return values | {"every": given.every, "ends_on": given.ends_on}


async def _changed(ctx: Ctx, row: RecurringExpense, verb: str, **told: Any) -> None:
    await ctx.session.flush()
    audit.record(ctx, f"recurring_expense.{verb}", "recurring_expense", row.id, **told)
    await live.announce(ctx, "expenses", row.id, f"recurring_{verb}")


def _view(ctx: Ctx, row: RecurringExpense, category: str, entered: int) -> Recurring:
    today = ctx.today()
    settled = max(row.settled_until or row.starts_on - timedelta(days=1), today - MOST_BACK)
    coming = next_after(row.starts_on, row.every, settled)
    over = row.ends_on is not None and coming > row.ends_on
    status = "ended" if over else "paused" if row.paused_at else "running"
    columns = {name: getattr(row, name) for name in _SHOWN}
    next_on = coming if status == "running" else None
    return Recurring(**columns, category=category, next_on=next_on, status=status, entered=entered)


_SHOWN = (
    "id", "category_id", "vendor", "description", "total_cents", "tax_cents",
    "supplier_gst_number", "every", "starts_on", "ends_on", "version",
)  # fmt: skip


def a_month_cents(found: list[Recurring]) -> int:
    """What the running ones come to in an average month, in cents with tax."""
    yearly = sum(one.total_cents * a_year_of(one.every) for one in found if one.next_on)
    return share(yearly, 1, 12)
