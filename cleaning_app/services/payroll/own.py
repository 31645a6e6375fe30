"""The worker's own hours and pay, for their phone: nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cleaning_app.context import Ctx
from cleaning_app.domain.payroll import PayPeriod
from cleaning_app.errors import Forbidden
from cleaning_app.services.payroll import figures, kept, loading, sheets
from cleaning_app.services.payroll.views import PayRow, Unclocked, Visit

_BACK_DAYS = 366


@dataclass(frozen=True)
class OwnPay:
    """A period of one's own. `row` is None when there is nothing in it yet. `before` is a day of the
    period before, `after` of the one after, None where there is none to see."""

    period: PayPeriod
    row: PayRow | None
    visits: list[Visit]
    unclocked: list[Unclocked]
    is_approved: bool
    before: date | None
    after: date | None


async def own(ctx: Ctx, day: date | None = None) -> OwnPay:
    """The acting worker's pay of the period a day lies in, today's unless told.

    Raises:
        Forbidden: no worker, or a day further back than a year or ahead of today.
    """
    worker_id = ctx.own_worker()
    day = day or ctx.today()
    if not 0 <= (ctx.today() - day).days <= _BACK_DAYS:
        raise Forbidden("That is too far away.")
    period = await sheets.period_of(ctx, day)
    approved = await kept.holding(ctx, period.first)
    made, visits = await figures.rows(ctx, period, await loading.rules(ctx), worker_id=worker_id)
    if approved is not None:
        made = [row for row in kept.rows_of(approved) if row.worker_id == worker_id]
    before = period.first - timedelta(days=1)
    after = period.last + timedelta(days=1)
    return OwnPay(
        period=period,
        row=made[0] if made else None,
        visits=[visit for _, visit in visits],
        unclocked=await loading.unclocked(ctx, period, worker_id),
        is_approved=approved is not None,
        before=before if (ctx.today() - before).days <= _BACK_DAYS else None,
        after=after if after <= ctx.today() else None,
    )
