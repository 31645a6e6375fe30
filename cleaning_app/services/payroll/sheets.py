"""A period's pay sheet: as it stands now, or as it was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import payroll
from cleaning_app.domain.payroll import RULES, PayPeriod
from cleaning_app.errors import Invalid
from cleaning_app.models import ApprovedPay
from cleaning_app.services.payroll import figures, kept, loading
from cleaning_app.services.payroll.loading import Rules
from cleaning_app.services.payroll.views import Sheet, Visit

_APPROVED = 60
"""How many approved periods are looked at: more than a year of weeks."""


@dataclass(frozen=True)
class PeriodRef:
    """A period one can look at."""

    key: str
    label: str
    is_approved: bool


async def periods(ctx: Ctx, count: int = 13) -> list[PeriodRef]:
    """The current period and those before it, the latest first."""
    ctx.require("finance.view")
    rules = await loading.rules(ctx)
    approved = await kept.latest(ctx, _APPROVED)
    starts = {one.starts_on for one in approved}
    period = _period(rules, approved, ctx.today())
    found: list[PeriodRef] = []
    for _ in range(count):
        found.append(PeriodRef(period.key, period.label, period.first in starts))
        period = _period(rules, approved, period.first - timedelta(days=1))
    return found


async def period_of(ctx: Ctx, day: date) -> PayPeriod:
    """The pay period of a day: an approved one as it was, else by today's rule, without the days
    that were approved under another.

    Raises:
        Invalid: a year nobody is paid in.
    """
    if not 2000 <= day.year <= 2199:
        raise Invalid("Check the year.")
    return _period(await loading.rules(ctx), await kept.latest(ctx, _APPROVED), day)


def _period(rules: Rules, approved: Sequence[ApprovedPay], day: date) -> PayPeriod:
    period = payroll.containing(rules.kind, rules.anchor, day)
    for one in approved:
        if one.starts_on <= day <= one.ends_on:
            return PayPeriod(one.starts_on, one.ends_on)
        if one.ends_on < day and one.ends_on >= period.first:
            period = PayPeriod(one.ends_on + timedelta(days=1), period.last)
        if one.starts_on > day and one.starts_on <= period.last:
            period = PayPeriod(period.first, one.starts_on - timedelta(days=1))
    return period


async def sheet(ctx: Ctx, day: date | None = None) -> Sheet:
    """The pay sheet of the period a day lies in, today's unless told.

    Corrections of approved periods show in the first one after them. Raises Invalid.
    """
    ctx.require("finance.view")
    period = await period_of(ctx, day or ctx.today())
    approved = await kept.holding(ctx, period.first)
    missing = await loading.unclocked(ctx, period)
    if approved is not None:
        rules = kept.rules_of(approved)
        return Sheet(
            period=period,
            rule=rules.overtime,
            rule_words=RULES[rules.overtime].words,
            rows=kept.rows_of(approved),
            unclocked=missing,
            running=[],
            digest=approved.digest,
            is_over=True,
            approval_id=approved.id,
            approved_at=approved.approved_at,
            approved_by=approved.approved_by,
        )
    rules = await loading.rules(ctx)
    before = await kept.latest(ctx)
    is_next = bool(before) and _follows(period, before[0].ends_on)
    extra = await kept.adjustments(ctx, before) if is_next else None
    rows, visits = await figures.rows(ctx, period, rules, adjustments=extra)
    return Sheet(
        period=period,
        rule=rules.overtime,
        rule_words=RULES[rules.overtime].words,
        rows=rows,
        unclocked=missing,
        running=[visit for _, visit in visits if visit.is_running],
        digest=kept.digest(kept.as_json(period, rules, rows)),
        is_over=period.last < ctx.today(),
        approval_id=None,
        approved_at=None,
        approved_by="",
    )


def _follows(period: PayPeriod, approved_until: date) -> bool:
    """Whether a period is the first one after what was approved."""
    return period.first == approved_until + timedelta(days=1)


async def behind(ctx: Ctx, day: date, worker_id: UUID) -> list[Visit]:
    """The clocked visits behind a worker's hours in the period a day lies in, as they stand now.
    Raises Invalid."""
    ctx.require("finance.view")
    period = await period_of(ctx, day)
    found = await loading.visits(ctx, period.first, period.last, worker_id)
    return [visit for _, visit in found]
