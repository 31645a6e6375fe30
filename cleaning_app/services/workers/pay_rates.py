"""What a worker's hour is paid: what they began with, and each change by the day it holds from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.payroll import Rate, in_order
from cleaning_app.domain.spans import day_words
from cleaning_app.errors import Conflict, Forbidden
from cleaning_app.models import ApprovedPay, PayRate, Worker
from cleaning_app.services import audit, live, rows
from cleaning_app.services.workers.read import MISSING, sees_pay

HIGHEST_CENTS = 1_000_00


async def of_worker(ctx: Ctx, worker_id: UUID) -> list[Rate]:
    """A worker's rates in order, the first from the start. Raises NotFound, Forbidden."""
    ctx.require("bookings.view")
    if not sees_pay(ctx):
        raise Forbidden("Pay is not shown to your role.")
    await rows.one(ctx, Worker, worker_id, MISSING)
    return (await load(ctx, [worker_id]))[worker_id]


async def load(ctx: Ctx, worker_ids: Collection[UUID]) -> dict[UUID, list[Rate]]:
    """Rates in order, by worker. The caller has checked permission."""
    if not worker_ids:
        return {}
    changes: dict[UUID, list[Rate]] = {id: [] for id in worker_ids}
    for row in await ctx.session.scalars(
        select(PayRate)
        .where(col(PayRate.worker_id).in_(worker_ids))
        .execution_options(populate_existing=True)
    ):
        changes[row.worker_id].append(Rate(row.valid_from, row.rate_cents))
    began = await ctx.session.execute(
        select(col(Worker.id), col(Worker.hourly_rate_cents)).where(col(Worker.id).in_(worker_ids))
    )
    return {id: in_order(cents, changes[id]) for id, cents in began}


async def change(ctx: Ctx, worker_id: UUID, cents: int | None, valid_from: date) -> int | None:
    """Pay a worker so much an hour from a day on; None takes the change of that day away.

    Returns what was set for that day before, for Undo: calling this again with it.

    Raises:
        NotFound. Invalid: no such amount or year. Conflict: pay of that day is approved.
    """
    ctx.require("users.manage")
    worker = await rows.locked(ctx, Worker, worker_id, MISSING)
    form = Fields()
    if cents is not None:
        form.number("rate_cents", cents, 0, HIGHEST_CENTS)
    if not 2000 <= valid_from.year <= 2199:
        form.refuse("valid_from", "Check the year.")
    form.finish("This rate can't be saved.")
    await _expect_open(ctx, valid_from)
    before = await put(ctx, worker, cents, valid_from)
    if before != cents:
        audit.record(
            ctx, "worker.pay", "worker", worker_id,
            valid_from=valid_from.isoformat(), before=before, after=cents,
        )  # fmt: skip
        await live.announce(ctx, "workers", worker_id, "changed")
        await live.announce(ctx, "payroll", worker_id, "changed")
    return before


async def put(ctx: Ctx, worker: Worker, cents: int | None, valid_from: date) -> int | None:
    """Write a change of a locked worker's pay; what stood there before. Checks nothing."""
    row = await ctx.session.scalar(
        select(PayRate)
        .where(col(PayRate.worker_id) == worker.id, col(PayRate.valid_from) == valid_from)
        .execution_options(populate_existing=True)
    )
    before = row.rate_cents if row else None
    if row is not None and cents is None:
        await ctx.session.delete(row)
    elif row is not None and cents is not None:
        row.rate_cents = cents
    elif cents is not None:
        ctx.session.add(
            PayRate(org_id=ctx.org.id, worker_id=worker.id, valid_from=valid_from, rate_cents=cents)
        )
    await ctx.session.flush()
    return before


async def _expect_open(ctx: Ctx, day: date) -> None:
    last = await ctx.session.scalar(
        select(func.max(col(ApprovedPay.ends_on))).where(col(ApprovedPay.status) == "approved")
    )
    if last is not None and day <= last:
        raise Conflict(
            f"Pay is approved up to {day_words(last)} and stays as it is. Choose a later day, "
            "or add the difference in Payroll as a bonus."
        )
