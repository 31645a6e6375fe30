"""The company in one minute: this month beside others, cash, what is owed both ways, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cleaning_app.context import Ctx
from cleaning_app.domain import periods, spans
from cleaning_app.domain.spans import Part
from cleaning_app.services import gst, organisations
from cleaning_app.services.expenses import budgets
from cleaning_app.services.expenses.budgets import BudgetLine
from cleaning_app.services.finance import ageing, bank_balance
from cleaning_app.services.finance.ageing import Receivables
from cleaning_app.services.finance.cash_flow import cash_flow
from cleaning_app.services.finance.profit_loss import profit_loss
from cleaning_app.services.finance.unbilled import Unbilled, unbilled

MONTHS = 13
CASH_MONTHS = 6


@dataclass(frozen=True)
class Compared:
    """A figure of this month until today, of the same days a month and a year before, in cents."""

    now: int
    month_before: int
    year_before: int


@dataclass(frozen=True)
class MonthOf:
    """A month in cents: revenue and net profit, or money in and out."""

    first: date
    last: date
    first_cents: int
    second_cents: int


@dataclass(frozen=True)
class Return:
    """The GST return to think of: the first that is late or due, else the running one."""

    key: str
    label: str
    due_on: date
    status: str
    balance_cents: int
    late: int


@dataclass(frozen=True)
class Overview:
    """Everything on the page. `month` and `until` are the days of "this month so far"; `in_bank_cents`
    is None where the cash flow does not count from the bank."""

    month: date
    until: date
    basis: str
    revenue: Compared
    labour: Compared
    net: Compared
    money_in: tuple[int, int]
    money_out: tuple[int, int]
    months: list[MonthOf]
    cash: list[MonthOf]
    in_bank_cents: int | None
    owed: Receivables
    gst: Return
    unbilled: Unbilled
    budgets: list[BudgetLine]


async def overview(ctx: Ctx) -> Overview:
    """The owner's first look, sales as invoiced.

    Raises:
        Forbidden: without `finance.view`.
    """
    ctx.require("finance.view")
    today = ctx.today()
    month = today.replace(day=1)
    halves = _halves(spans.months_later(month, 1 - MONTHS), today)
    earned = await profit_loss(ctx, halves[0].first, today, gst.Basis.ACCRUAL, halves)
    moved_halves = _halves(spans.months_later(month, 1 - CASH_MONTHS), today)
    moved = await cash_flow(ctx, moved_halves[0].first, today, moved_halves)
    known = await bank_balance.reading(ctx)
    return Overview(
        month=month,
        until=today,
        basis=gst.Basis.ACCRUAL.value,
        revenue=_compared(earned.revenue),
        labour=_compared(earned.sums("labour")),
        net=_compared(earned.net),
        money_in=_two(moved.sums("in")),
        money_out=_two(moved.sums("out")),
        months=_months(halves, earned.revenue, earned.net),
        cash=_months(moved_halves, moved.sums("in"), moved.sums("out")),
        in_bank_cents=await bank_balance.at_end_of(ctx, today, known) if known else None,
        owed=await ageing.totals(ctx),
        gst=await _return(ctx, today),
        unbilled=await unbilled(ctx),
        budgets=[line for line in await budgets.report(ctx, today) if line.budget_cents],
    )


def _halves(first: date, today: date) -> list[Part]:
    """Months cut after today's day of the month, so that the same days can be compared: two parts
    each, the second empty (upside down) where the month ends before that. The last has only one."""
    found: list[Part] = []
    while first <= today:
        following = spans.months_later(first, 1)
        end = following - timedelta(days=1)
        cut = end if today == _end(today) else min(end, first.replace(day=min(today.day, end.day)))
        found.append(Part(f"{first:%b}", first, cut))
        if following <= today:
            found.append(Part("", cut + timedelta(days=1), end))
        first = following
    return found


def _end(day: date) -> date:
    return spans.months_later(day.replace(day=1), 1) - timedelta(days=1)


def _compared(cents: Sequence[int]) -> Compared:
    return Compared(cents[-1], cents[-3], cents[-1 - 24])


def _two(cents: Sequence[int]) -> tuple[int, int]:
    return cents[-1], cents[-3]


def _months(halves: Sequence[Part], first: Sequence[int], second: Sequence[int]) -> list[MonthOf]:
    found: list[MonthOf] = []
    for n in range(0, len(halves), 2):
        last = halves[min(n + 1, len(halves) - 1)].last
        found.append(MonthOf(halves[n].first, last, sum(first[n : n + 2]), sum(second[n : n + 2])))
    return found


async def _return(ctx: Ctx, today: date) -> Return:
    waiting = [one for one in await gst.calendar(ctx) if one.status in ("overdue", "due")]
    late = sum(one.status == "overdue" for one in waiting)
    often = (await organisations.settings(ctx)).gst_period
    if waiting:
        one = waiting[0]
        period, status = periods.period_from_key(one.key), one.status
    else:
        period, status = periods.period_of(today, often), "running"
    found = await gst.summary(ctx, period.starts_on, min(period.ends_on, today))
    return Return(
        period.key, period.short_label, periods.due_on(period), status, found.balance_cents, late
    )
