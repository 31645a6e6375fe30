"""GST instalments: prepayments to the CRA, counted in the period they are paid in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, FieldError, Invalid, NotFound
from cleaning_app.models import GstInstalment
from cleaning_app.money import MOST_CENTS
from cleaning_app.services import audit, live


@dataclass(frozen=True)
class InstalmentRow:
    """One instalment. `status` is paid, due or overdue on the organisation's today."""

    id: UUID
    tax_type: str
    due_on: date
    amount_cents: int
    paid_on: date | None
    note: str
    status: str


async def every(ctx: Ctx) -> list[InstalmentRow]:
    """All instalments, the latest due first: four a year."""
    ctx.require("finance.view")
    rows = await ctx.session.scalars(
        select(GstInstalment)
        .where(col(GstInstalment.org_id) == ctx.org.id)
        .order_by(col(GstInstalment.due_on).desc(), col(GstInstalment.id))
    )
    return [_view(ctx, row) for row in rows]


def _view(ctx: Ctx, row: GstInstalment) -> InstalmentRow:
    status = "due" if row.due_on >= ctx.today() else "overdue"
    return InstalmentRow(
        id=row.id,
        tax_type=row.tax_type,
        due_on=row.due_on,
        amount_cents=row.amount_cents,
        paid_on=row.paid_on,
        note=row.note,
        status="paid" if row.paid_on else status,
    )


async def create(
    ctx: Ctx,
    *,
    due_on: date,
    amount_cents: int,
    paid_on: date | None = None,
    note: str = "",
    tax_type: str = "GST",
) -> UUID:
    """Enter an instalment; returns its id.

    Raises:
        Invalid: naming the fields that are wrong.
        Conflict: there is one due that day already.
    """
    ctx.require("finance.manage")
    problems: list[FieldError] = []
    if not 0 < amount_cents <= MOST_CENTS:
        wrong = "That is too large." if amount_cents > 0 else "Enter more than zero."
        problems.append(FieldError("amount", wrong))
    if not 2000 <= due_on.year <= 2199:
        problems.append(FieldError("due_on", "Check the year."))
    problems += _about_paying(ctx, paid_on, note)
    if not 1 <= len(tax_type.strip()) <= 10:
        problems.append(FieldError("tax_type", "Write GST, HST or PST."))
    if problems:
        raise Invalid(problems[0].message, problems)
    row = GstInstalment(
        org_id=ctx.org.id,
        tax_type=tax_type.strip(),
        due_on=due_on,
        amount_cents=amount_cents,
        paid_on=paid_on,
        note=note.strip(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(
        ctx,
        "instalment.create",
        "instalment",
        row.id,
        due_on=due_on.isoformat(),
        amount_cents=amount_cents,
    )
    await live.announce(ctx, "instalments", row.id, "created")
    return row.id


async def get(ctx: Ctx, instalment_id: UUID) -> InstalmentRow:
    """One instalment. Raises NotFound."""
    ctx.require("finance.view")
    return _view(ctx, await _found(ctx, instalment_id))


async def mark_paid(ctx: Ctx, instalment_id: UUID, paid_on: date | None = None) -> None:
    """Mark an instalment as paid, today unless another day is given. Undo: `change` without a day.

    Raises:
        NotFound: no such instalment.
        Conflict: it is paid already, or the return of that day was filed.
        Invalid: a day to come.
    """
    ctx.require("finance.manage")
    row = await _found(ctx, instalment_id, lock=True)
    if row.paid_on is not None:
        raise Conflict("This instalment is already paid.")
    await _pay(ctx, row, paid_on or ctx.today(), row.note)


async def change(ctx: Ctx, instalment_id: UUID, *, paid_on: date | None, note: str) -> None:
    """Say when an instalment was paid, None for not at all, and what is noted about it. What was
    asked for and by when stays: remove it and enter another.

    Raises:
        NotFound: no such instalment.
        Conflict: the return of the day it was, or shall be, paid was filed.
        Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    await _pay(ctx, await _found(ctx, instalment_id, lock=True), paid_on, note)


async def remove(ctx: Ctx, instalment_id: UUID) -> InstalmentRow:
    """Take an instalment out of the books, and return what it said. Undo: `create` with that.

    Raises:
        NotFound: no such instalment.
        Conflict: it was paid in days whose return was filed.
    """
    ctx.require("finance.manage")
    row = await _found(ctx, instalment_id, lock=True)
    gone = _view(ctx, row)
    await ctx.session.delete(row)
    await ctx.session.flush()
    audit.record(
        ctx,
        "instalment.remove",
        "instalment",
        gone.id,
        due_on=gone.due_on.isoformat(),
        amount_cents=gone.amount_cents,
        paid_on=gone.paid_on.isoformat() if gone.paid_on else None,
    )
    await live.announce(ctx, "instalments", gone.id, "removed")
    return gone


async def _found(ctx: Ctx, instalment_id: UUID, *, lock: bool = False) -> GstInstalment:
    statement = select(GstInstalment).where(
        col(GstInstalment.org_id) == ctx.org.id, col(GstInstalment.id) == instalment_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = await ctx.session.scalar(statement)
    if row is None:
        raise NotFound("There is no such instalment.")
    return row


async def _pay(ctx: Ctx, row: GstInstalment, paid_on: date | None, note: str) -> None:
    if problems := _about_paying(ctx, paid_on, note):
        raise Invalid(problems[0].message, problems)
    before = row.paid_on
    row.paid_on, row.note = paid_on, note.strip()
    await ctx.session.flush()
    audit.record(
        ctx,
        "instalment.pay" if paid_on else "instalment.unpay",
        "instalment",
        row.id,
        paid_on=paid_on.isoformat() if paid_on else None,
        paid_on_before=before.isoformat() if before else None,
    )
    await live.announce(ctx, "instalments", row.id, "paid")


def _about_paying(ctx: Ctx, paid_on: date | None, note: str) -> list[FieldError]:
    problems: list[FieldError] = []
    if paid_on is not None and paid_on > ctx.today():
        problems.append(FieldError("paid_on", "That day has not come yet."))
    elif paid_on is not None and paid_on.year < 2000:
        problems.append(FieldError("paid_on", "Check the year."))
    if len(note.strip()) > 500:
        problems.append(FieldError("note", "Notes hold up to 500 characters."))
    return problems
