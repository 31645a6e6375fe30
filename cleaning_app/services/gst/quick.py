"""What the Quick Method would owe for a period, beside the regular method."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cleaning_app.context import Ctx
from cleaning_app.domain.gst import QuickMethod, may_elect, quick_method
from cleaning_app.domain.periods import range_bounds
from cleaning_app.services import organisations
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import Asked, Basis, ask
from cleaning_app.services.gst.fetching import one
from cleaning_app.services.gst.summary import Summary, summarise


@dataclass(frozen=True)
class QuickComparison:
    """The comparison, and whether a year's taxable supplies are small enough to choose it."""

    method: QuickMethod
    eligible: bool


async def quick(
    ctx: Ctx, first: date, last: date, basis: Basis | str | None = None
) -> QuickComparison:
    """Compare both methods for `first` … `last`, services, the organisation's province.

    The 1% credit on the first $30,000 runs by calendar year; supplies of the year before `first`
    use it up first. No credits are taken for capital purchases: expenses do not say which are.

    Raises:
        Forbidden, Invalid: as `summary`.
    """
    asked = await ask(ctx, first, last, basis)
    return await compare(ctx, asked, await summarise(ctx, asked))


async def compare(ctx: Ctx, asked: Asked, regular: Summary) -> QuickComparison:
    """The comparison for a range whose regular figures are known."""
    new_year = date(asked.first.year, 1, 1)
    before = 0
    if asked.first > new_year:
        source = queries.CASH if asked.basis is Basis.CASH else queries.ACCRUAL
        span = _span(ctx, asked, new_year, asked.first - timedelta(days=1))
        before = (await one(ctx, source, span)).supplies
    method = quick_method(
        supplies_with_tax=regular.supplies_cents,
        regular_net=regular.owed_cents,
        province=(await organisations.settings(ctx)).province,
        credited_before=before,
    )
    year = _span(ctx, asked, asked.last - timedelta(days=364), asked.last)
    invoiced = (await one(ctx, queries.ACCRUAL, year)).supplies
    return QuickComparison(method, may_elect(invoiced))


def _span(ctx: Ctx, asked: Asked, first: date, last: date) -> Asked:
    start, end = range_bounds(first, last, ctx.zone)
    return replace(asked, first=first, last=last, start=start, end=end)
