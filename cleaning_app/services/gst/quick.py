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
from cleaning_app.services.gst.summary import summarise

_WITH_TAX = "i.taxable_cents + i.tax_cents"
_CASH = f"""
    SELECT coalesce(sum(({queries.part_inside(_WITH_TAX, "r.after")})
                        - ({queries.part_inside(_WITH_TAX, "r.before")})), 0)::bigint AS supplies
    FROM ({queries.RECEIVED}) r
    JOIN invoices i ON i.org_id = %(org)s AND i.id = r.invoice_id
"""
_ACCRUAL = f"""
    SELECT coalesce(sum({_WITH_TAX}), 0)::bigint AS supplies FROM invoices i WHERE {queries.ISSUED}
"""


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
    return await compare(ctx, await ask(ctx, first, last, basis))


async def compare(ctx: Ctx, asked: Asked) -> QuickComparison:
    """The comparison for a range that has been checked."""
    regular = await summarise(ctx, asked)
    province = (await organisations.settings(ctx)).province
    before = 0
    if asked.first > date(asked.first.year, 1, 1):
        before = await _supplies(
            ctx, asked, date(asked.first.year, 1, 1), asked.first - timedelta(days=1)
        )
    method = quick_method(
        supplies_with_tax=await _supplies(ctx, asked, asked.first, asked.last),
        regular_net=regular.owed_cents,
        province=province,
        credited_before=before,
    )
    year = await _supplies(ctx, asked, asked.last - timedelta(days=364), asked.last)
    return QuickComparison(method, may_elect(year))


async def _supplies(ctx: Ctx, asked: Asked, first: date, last: date) -> int:
    """Taxable supplies with their tax, in cents, on the basis asked for."""
    start, end = range_bounds(first, last, ctx.zone)
    span = replace(asked, first=first, last=last, start=start, end=end)
    source = _CASH if asked.basis is Basis.CASH else _ACCRUAL
    return int((await one(ctx, source, span)).supplies)
