"""Closing a pay period: what it said is kept with a hash, and later corrections come with the next."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import exc

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, PreconditionFailed
from cleaning_app.models import ApprovedPay
from cleaning_app.refusals import constraint_of
from cleaning_app.services import audit, live, rows
from cleaning_app.services.payroll import kept, loading, sheets

_MISSING = "That period isn't approved."


async def approve(ctx: Ctx, first: date, seen: str) -> UUID:
    """Approve the period that begins on a day, as it was `seen` (the sheet's digest). Undo: `reopen`.

    Raises:
        Conflict: it isn't over, a clock still runs in it, it or a later one is approved already.
        PreconditionFailed: the figures have changed since they were seen.
    """
    ctx.require("finance.manage")
    sheet = await sheets.sheet(ctx, first)
    if sheet.approval_id is not None:
        raise Conflict("This period is approved already.")
    if not sheet.is_over:
        raise Conflict("This period isn't over yet.")
    if sheet.running:
        raise Conflict("Somebody's clock still runs in this period. Correct it first.")
    approved = await kept.latest(ctx, 1)
    if approved and approved[0].starts_on > sheet.period.first:
        raise Conflict("A later period is approved already.")
    if sheet.digest != seen:
        raise PreconditionFailed("The figures changed since you looked. Look again, then approve.")
    stored = kept.as_json(sheet.period, await loading.rules(ctx), sheet.rows)
    row = ApprovedPay(
        org_id=ctx.org.id,
        starts_on=sheet.period.first,
        ends_on=sheet.period.last,
        approved_at=ctx.now(),
        approved_by=ctx.actor.name,
        sheet=stored,
        digest=kept.digest(stored),
    )
    try:
        async with ctx.session.begin_nested():
            ctx.session.add(row)
            await ctx.session.flush()
    except exc.IntegrityError as error:
        if constraint_of(error) != "pay_periods_no_day_twice":
            raise
        raise Conflict("This period is approved already.") from error
    audit.record(
        ctx, "payroll.approve", "pay_period", row.id, period=sheet.period.key,
        total_cents=sheet.total_cents, digest=row.digest,
    )  # fmt: skip
    await live.announce(ctx, "payroll", row.id, "approved")
    return row.id


async def reopen(ctx: Ctx, approval_id: UUID) -> None:
    """Take an approval back; only the latest one's. What was kept stays in the database.

    Raises:
        NotFound. Conflict: it was reopened, or a later period is approved.
    """
    ctx.require("finance.manage")
    row = await rows.locked(ctx, ApprovedPay, approval_id, _MISSING)
    if row.status != "approved":
        raise Conflict("This approval was taken back already.")
    latest = await kept.latest(ctx, 1)
    if latest and latest[0].id != approval_id:
        raise Conflict("A later period is approved. Reopen that one first.")
    row.status, row.reopened_at = "reopened", ctx.now()
    await ctx.session.flush()
    audit.record(ctx, "payroll.reopen", "pay_period", approval_id, period=str(row.starts_on))
    await live.announce(ctx, "payroll", approval_id, "reopened")
