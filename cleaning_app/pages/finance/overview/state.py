"""What the overview holds: a handful of figures, each with where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import format
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.money import change_percent, share
from cleaning_app.pages.finance import gst_span, monthly
from cleaning_app.pages.finance.rows import rows_of
from cleaning_app.services import finance
from cleaning_app.services.expenses.budgets import BudgetLine
from cleaning_app.services.finance import Compared, MonthOf, Overview


@dataclass
class Tile:
    """A figure with up to two lines under it; `css` colours the first."""

    label: str
    figure: str
    under: str
    css: str
    second: str
    href: str


@dataclass
class Bars:
    """A month of a chart: two bars, their heights in percent, and what they say."""

    month: str
    days: str
    first: str
    second: str
    first_says: str
    second_says: str
    second_css: str
    href: str
    on: bool


@dataclass
class Wait:
    """Something to look at."""

    title: str
    words: str
    colour: str
    label: str
    href: str


@dataclass
class Budget:
    """A budget, its bar in percent of it."""

    category: str
    words: str
    width: str
    css: str
    href: str


class OverviewState(LoadState, rx.State):
    """The company in one minute."""

    words: str = ""
    report_on: str = ""
    tiles: list[Tile] = []
    months: list[Bars] = []
    cash: list[Bars] = []
    in_bank: str = ""
    waits: list[Wait] = []
    budgets: list[Budget] = []

    @handler("finance.view", module="module.finance", fills=True)
    async def load(self, ctx: Ctx):
        """Look at this month so far."""
        found = await finance.overview(ctx)
        self.words = spans.words(found.month, found.until) + ", sales as invoiced"
        self.report_on = monthly.offered(ctx, found.until)
        self.tiles = _tiles(found)
        self.months = _bars(found.months, "profit-loss", ("Revenue", "Net profit"))
        self.cash = _bars(found.cash, "cash-flow", ("In", "Out"))
        in_bank = found.in_bank_cents
        self.in_bank = "" if in_bank is None else format.money(in_bank)
        self.waits = _waits(found)
        self.budgets = [_budget(line) for line in found.budgets][:8]
        self.ready = True


def _tiles(found: Overview) -> list[Tile]:
    days = {"from": found.month, "to": found.until}
    of_month = "&".join(f"{name}={day}" for name, day in days.items())
    return [
        _compared("Revenue", found.revenue, _rows("profit-loss", "revenue", found)),
        _compared("Net profit", found.net, f"/finance/profit-loss?{of_month}"),
        _before("Money in", found.money_in, _rows("cash", "in", found)),
        _before("Money out", found.money_out, _rows("cash", "out", found)),
        Tile(
            "Owed to you",
            format.money(found.owed.total.cents),
            f"{format.short_money(found.owed.overdue.cents)} overdue",
            "bad" if found.owed.overdue.cents else "",
            f"{format.short_money(found.owed.over_90.cents)} over 90 days",
            "/finance/receivables",
        ),
        _gst(found),
    ]


def _rows(figure: str, line: str, found: Overview) -> str:
    basis = found.basis if figure == "profit-loss" else ""
    return rows_of(finance.address(figure, line, basis, found.month, found.until))


def _compared(label: str, figure: Compared, href: str) -> Tile:
    changed = change_percent(figure.now, figure.month_before)
    a_year = change_percent(figure.now, figure.year_before)
    return Tile(
        label,
        format.money(figure.now),
        f"{changed} on last month" if changed else "",
        "" if not changed else "good" if figure.now >= figure.month_before else "bad",
        f"{a_year} on a year ago" if a_year else "",
        href,
    )


def _before(label: str, cents: tuple[int, int], href: str) -> Tile:
    now, before = cents
    said = f"{format.short_money(before)} by this day last month" if before else ""
    return Tile(label, format.money(now), said, "", "", href)


def _gst(found: Overview) -> Tile:
    one = found.gst
    late = one.status == "overdue"
    due = f"{'was due' if late else 'due'} {format.day(one.due_on)}"
    more = f"and {format.count(one.late - 1, 'return')} more late" if one.late > 1 else ""
    return Tile(
        f"GST, {one.label}",
        format.money(one.balance_cents),
        due if one.status != "running" else f"so far, {due}",
        "bad" if late else "",
        more,
        f"/finance/gst?period={one.key}",
    )


def _bars(months: Sequence[MonthOf], page: str, names: tuple[str, str]) -> list[Bars]:
    most = max((max(m.first_cents, abs(m.second_cents)) for m in months), default=0)
    newest = months[-1].first if months else None
    return [
        Bars(
            month=f"{one.first:%b}",
            days=f"{one.first:%B %Y}",
            first=_height(one.first_cents, most),
            second=_height(abs(one.second_cents), most),
            first_says=f"{names[0]} {format.money(one.first_cents)}",
            second_says=f"{names[1]} {format.money(one.second_cents)}",
            second_css="loss" if one.second_cents < 0 else "",
            href=f"/finance/{page}?from={one.first}&to={one.last}",
            on=one.first == newest,
        )
        for one in months
    ]


def _height(cents: int, most: int) -> str:
    return f"{max(0, 100 * cents / most):.1f}" if most > 0 else "0"


def _waits(found: Overview) -> list[Wait]:
    """What an owner would ask about, the worst first."""
    waits: list[Wait] = []
    overdue, undone = found.owed.overdue, found.unbilled
    if found.gst.status == "overdue":
        words = gst_span.status_words("overdue", found.gst.due_on)
        waits.append(
            Wait(f"GST of {found.gst.label} is not filed", words, "red", "Open return",
                 f"/finance/gst?period={found.gst.key}")
        )  # fmt: skip
    if overdue.invoices:
        said = f"{format.count(overdue.invoices, 'invoice')} past their day"
        waits.append(
            Wait(f"{format.money(overdue.cents)} is overdue", said, "red", "Remind",
                 "/invoices?status=overdue")
        )  # fmt: skip
    if undone.visits:
        said = f"{format.count(undone.visits, 'finished visit')} on no invoice, before tax"
        waits.append(
            Wait(f"{format.money(undone.cents)} is done and not billed", said, "amber", "See them",
                 rows_of("figure=unbilled"))
        )  # fmt: skip
    if over := [line.category for line in found.budgets if line.is_over]:
        waits.append(
            Wait(f"{format.count(len(over), 'budget')} overspent", ", ".join(over[:4]), "amber",
                 "Budgets", "/finance/expenses/budgets")
        )  # fmt: skip
    return [*waits, *_labour(found)]


def _labour(found: Overview) -> list[Wait]:
    """How much of the revenue goes into labour: the margin in one sentence."""
    if found.revenue.now <= 0:
        return []
    part = share(100, found.labour.now, found.revenue.now)
    then = found.revenue.month_before
    before = (
        f", {share(100, found.labour.month_before, then)}% by this day last month"
        if then > 0
        else ""
    )
    return [
        Wait(f"Labour takes {part}% of revenue", f"this month so far{before}", "grey",
             "Profit & loss", f"/finance/profit-loss?from={found.month}&to={found.until}")
    ]  # fmt: skip


def _budget(line: BudgetLine) -> Budget:
    percent = share(100, line.spent_cents, line.budget_cents)
    words = f"{format.short_money(line.spent_cents)} of {format.short_money(line.budget_cents)}"
    span = " this year" if line.span == "year" else ""
    return Budget(
        line.category,
        words + span,
        str(min(100, max(0, percent))),
        "over" if line.is_over else "",
        f"/finance/expenses?category_id={line.category_id}&from={line.first}&to={line.last}",
    )
