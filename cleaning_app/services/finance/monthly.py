"""The month in a report to print or send: loaded from the same figures the pages show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from cleaning_app.context import Ctx
from cleaning_app.domain import periods
from cleaning_app.domain.spans import Part as Column
from cleaning_app.domain.spans import months_later
from cleaning_app.errors import Invalid
from cleaning_app.money import change_percent, dollars, share
from cleaning_app.services import gst, listing, organisations
from cleaning_app.services.expenses import budgets
from cleaning_app.services.finance import ageing, margins
from cleaning_app.services.finance.best_clients import best_clients
from cleaning_app.services.finance.cash_flow import CashFlow, cash_flow
from cleaning_app.services.finance.margins import Margin, Totals
from cleaning_app.services.finance.monthly_paper import (
    Bar,
    Budget,
    Gst,
    Line,
    MonthlyReport,
    Part,
    Service,
    Tile,
)
from cleaning_app.services.finance.profit_loss import ProfitLoss, profit_loss
from cleaning_app.services.papers import letterhead

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_SHOWN = 6
"""Lines of a kind that stand alone; the rest is added up."""


def month_named(name: str) -> date:
    """The first day of a month such as 2026-11.

    Raises:
        Invalid: it is none.
    """
    if not _MONTH.fullmatch(name):
        raise Invalid.field("month", f"“{name[:20]}” is not a month. Write it like 2026-11.")
    return date.fromisoformat(f"{name}-01")


async def load(ctx: Ctx, month: date) -> MonthlyReport:
    """The report of the month that begins on `month`; one that still runs ends today.

    Raises:
        Invalid: the month has not begun.
        Unavailable: the company's logo can't be reached.
    """
    ctx.require("reports.view")
    ctx.require("finance.view")
    if month > ctx.today():
        raise Invalid.field("month", "That month has not begun.")
    end = months_later(month, 1) - timedelta(days=1)
    last = min(end, ctx.today())
    columns = _columns(month, last)
    booked = await profit_loss(ctx, columns[0].first, last, parts=columns)
    cash = await cash_flow(ctx, columns[0].first, last, columns)
    owed = [await ageing.totals(ctx, columns[place].last) for place in (-1, -2, 0)]
    settings = await organisations.settings(ctx)
    return MonthlyReport(
        company=await letterhead.of_settings(ctx.org.name, settings),
        currency=ctx.org.currency,
        made_on=last,
        month=f"{month:%B %Y}",
        before=f"{columns[-2].first:%B %Y}",
        year=f"{columns[0].first:%B %Y}",
        last=last,
        is_running=last < end,
        tiles=_tiles(booked, cash, [one.total.cents for one in owed], columns, last < end),
        bars=_bars(booked, columns),
        lines=_compared(_lines(booked), last < end),
        cash=_compared(_cash(cash), last < end),
        owed_cents=owed[0].total.cents,
        owed_note=f"{dollars(owed[0].overdue.cents)} of it past due",
        ages=_ages(owed[0]),
        clients=await _clients(ctx, month, last, booked.revenue[-1]),
        services=await _services(ctx, month, last),
        jobs=_whole(await margins.totals(ctx, month, last)),
        budgets=await _budgets(ctx, month),
        gst=await _gst(ctx, last, settings.gst_period),
    )


def _columns(month: date, last: date) -> list[Column]:
    """The twelve months before and this one, without a gap."""
    firsts = [months_later(month, back - 12) for back in range(13)]
    ends = [first - timedelta(days=1) for first in firsts[1:]] + [last]
    return [Column(f"{first:%b}", first, end) for first, end in zip(firsts, ends, strict=True)]


def _three(cents: Sequence[int]) -> tuple[int, int, int]:
    """This month, the one before, and the same month a year ago."""
    return cents[-1], cents[-2], cents[0]


def _line(label: str, cents: Sequence[int], kind: str = "line") -> Line:
    now, before, year = _three(cents)
    return Line(
        label=label,
        kind=kind,
        month_cents=now,
        before_cents=before,
        year_cents=year,
        change=change_percent(now, before),
    )


def _compared(lines: Sequence[Line], is_running: bool) -> tuple[Line, ...]:
    """Half a month is not measured against a whole one."""
    return tuple(replace(one, change="") if is_running else one for one in lines)


def _lines(booked: ProfitLoss) -> tuple[Line, ...]:
    found: list[Line] = []
    for section, name in (("revenue", "Revenue"), ("labour", "Labour"), ("costs", "Expenses")):
        inside = [one for one in booked.of(section) if any(_three(one.cents))]
        inside.sort(key=lambda one: -one.cents[-1])
        most = _SHOWN if len(inside) > _SHOWN + 1 else len(inside)
        named, rest = inside[:most], inside[most:]
        found += [_line(one.name, one.cents) for one in named]
        if rest:
            summed = [sum(each) for each in zip(*(one.cents for one in rest), strict=True)]
            found.append(_line(f"{len(rest)} others", summed))
        found.append(_line(name, booked.sums(section), "sum"))
        if section == "labour":
            found.append(_line("Gross profit", booked.gross, "result"))
    return (*found, _line("Net profit", booked.net, "result"))


def _cash(cash: CashFlow) -> tuple[Line, ...]:
    """Money in, out by kind, and what was left over."""
    named = {"": "Purchases", "card_fees": "Card fees", "wages": "Wages, as worked", "gst": "GST"}
    out: dict[str, list[int]] = {kind: [0] * len(cash.parts) for kind in named}
    for one in cash.of("out"):
        kind = one.key if one.key in named else ""
        out[kind] = [there - cents for there, cents in zip(out[kind], one.cents, strict=True)]
    return (
        _line("Received from clients", cash.sums("in")),
        *(_line(name, out[kind]) for kind, name in named.items() if any(_three(out[kind]))),
        _line("Left over", cash.net, "result"),
    )


def _tiles(
    booked: ProfitLoss,
    cash: CashFlow,
    owed: Sequence[int],
    columns: Sequence[Column],
    is_running: bool,
) -> tuple[Tile, ...]:
    shown = [
        ("Revenue", _three(booked.revenue), 1),
        ("Net profit", _three(booked.net), 1),
        ("Received", _three(cash.sums("in")), 1),
        ("Owed at the end", (owed[0], owed[1], owed[2]), -1),
    ]
    return tuple(
        Tile(
            label=label,
            month_cents=now,
            said=_said(now, before, year, columns, is_running),
            tone=""
            if is_running or not before or now == before
            else "good"
            if (now - before) * up > 0
            else "bad",
        )
        for label, (now, before, year), up in shown
    )


def _said(now: int, before: int, year: int, columns: Sequence[Column], is_running: bool) -> str:
    said = [
        f"{dollars(then)} in {column.first:%b %Y}"
        if is_running
        else f"{change_percent(now, then)} on {column.first:%b %Y}"
        for then, column in ((before, columns[-2]), (year, columns[0]))
        if then
    ]
    return "\n".join(said)


def _bars(booked: ProfitLoss, columns: Sequence[Column]) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            label=f"{column.first:%b}" + (f"\n{column.first:%Y}" if _begins(n, column) else ""),
            revenue=revenue,
            profit=profit,
        )
        for n, (column, revenue, profit) in enumerate(
            zip(columns, booked.revenue, booked.net, strict=True)
        )
    )


def _begins(place: int, column: Column) -> bool:
    return place == 0 or column.first.month == 1


def _thousandths(part: int, whole: int) -> int:
    return max(0, min(1000, share(1000, part, whole))) if whole > 0 else 0


def _ages(owed: ageing.Receivables) -> tuple[Part, ...]:
    return tuple(
        Part(
            label=bucket.label,
            note=f"{one.invoices} invoice{'' if one.invoices == 1 else 's'}",
            part_cents=one.cents,
            size=_thousandths(one.cents, owed.total.cents),
        )
        for bucket, one in owed.buckets.items()
    )


async def _clients(ctx: Ctx, first: date, last: date, revenue: int) -> tuple[Part, ...]:
    found = await best_clients(ctx, first, last)
    return tuple(
        Part(
            label=name,
            note=f"{share(100, cents, revenue)}%" if revenue > 0 else "",
            part_cents=cents,
            size=_thousandths(cents, found[0][1]),
        )
        for name, cents in found
    )


async def _services(ctx: Ctx, first: date, last: date) -> tuple[Service, ...]:
    query = listing.Query(sort="-revenue_cents", limit=_SHOWN)
    found = await margins.find(ctx, first, last, "service", query)
    return tuple(_service(one.name, one) for one in found.rows)


def _whole(found: Totals) -> Service | None:
    return _service("All finished jobs", found) if found.jobs else None


def _service(name: str, one: Margin | Totals) -> Service:
    percent = "–" if one.percent is None else f"{one.percent}%".replace("-", "−")
    return Service(
        label=name,
        jobs=one.jobs,
        revenue_cents=one.revenue_cents,
        labour_cents=one.labour_cents,
        margin_cents=one.margin_cents,
        percent=percent,
    )


async def _budgets(ctx: Ctx, month: date) -> tuple[Budget, ...]:
    return tuple(
        Budget(
            label=one.category,
            spent_cents=one.spent_cents,
            budget_cents=one.budget_cents,
            left=f"{dollars(abs(one.left_cents))} {'over' if one.is_over else 'left'}",
            size=_thousandths(one.spent_cents, one.budget_cents),
            is_over=one.is_over,
        )
        for one in await budgets.report(ctx, month)
        if one.span == "month"
    )


async def _gst(ctx: Ctx, last: date, often: str) -> Gst:
    period = periods.period_of(last, often)
    found = await gst.summary(ctx, period.starts_on, last)
    return Gst(
        period=period.label,
        due=periods.due_on(period),
        basis="as invoiced" if found.basis is gst.Basis.ACCRUAL else "as received",
        collected_cents=found.tax_cents,
        credits_cents=-found.credits_cents,
        prepaid_cents=-found.instalments_cents,
        balance_cents=found.balance_cents,
    )
