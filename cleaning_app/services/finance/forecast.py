"""What will probably come in and go out, each amount on the day it is expected.

In comes what is owed, by each client's own paying habit (`domain.paying_habits`), and what booked
visits will bring once they are billed and paid. Out go recurring expenses, other spending at the
pace of the last weeks, wages of booked visits, GST returns and instalments. What nobody ever paid
after so long is not counted on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.paying_habits import Habits, expected_on
from cleaning_app.domain.recurring_expenses import falls_on
from cleaning_app.errors import Invalid
from cleaning_app.money import share
from cleaning_app.services import gst, instalments
from cleaning_app.services.expenses import recurring
from cleaning_app.services.finance import forecast_queries as queries
from cleaning_app.services.finance.behind import Entry
from cleaning_app.services.finance.habits import look_back
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.gst.fetching import every
from cleaning_app.services.invoices import tax_lines

PACE_DAYS: Final = 84


@dataclass(frozen=True)
class Expected:
    """An amount that is expected: where it belongs, and the entry with its day. Out is negative."""

    section: str
    line: str
    name: str
    entry: Entry


@dataclass(frozen=True)
class Forecast:
    """What is expected from tomorrow until `last`; `doubtful_cents` is owed but not counted on.

    `usual_days` is how long the company's invoices take, None while none was ever paid.
    """

    first: date
    last: date
    expected: list[Expected]
    doubtful_cents: int
    doubtful_invoices: int
    usual_days: int | None


async def forecast(ctx: Ctx, last: date) -> Forecast:
    """Everything expected from tomorrow to `last`.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: `last` lies too far off.
    """
    ctx.require("finance.view")
    today = ctx.today()
    tomorrow = today + timedelta(days=1)
    habits = await look_back(ctx, today)
    coming = await ask(ctx, tomorrow, max(last, tomorrow))
    owed, doubtful = await _owed(ctx, coming, habits, today)
    found = [*owed, *await _booked(ctx, coming, habits)]
    found += await _wages(ctx, coming)
    found += await _recurring(ctx, coming)
    found += await _pace(ctx, coming, today)
    found += await _gst(ctx, coming)
    inside = [one for one in found if tomorrow <= one.entry.day <= last]
    inside.sort(key=lambda one: (one.entry.day, one.entry.id))
    return Forecast(tomorrow, last, inside, sum(doubtful), len(doubtful), habits.of(UUID(int=0)))


async def _owed(
    ctx: Ctx, coming: Asked, habits: Habits, today: date
) -> tuple[list[Expected], list[int]]:
    """Open invoices by their client's habit, and the amounts that are not counted on."""
    found: list[Expected] = []
    doubtful: list[int] = []
    for row in await every(ctx, queries.OPEN, coming):
        day = expected_on(row.issued_on, row.client_id, habits, today)
        if day is None:
            doubtful.append(row.cents)
            continue
        what = f"Invoice of {row.issued_on}"
        entry = Entry(str(row.id), day, "invoice", row.id, row.number, row.client, what, row.cents)
        found.append(Expected("in", "owed", "Open invoices", entry))
    return found, doubtful


async def _booked(ctx: Ctx, coming: Asked, habits: Habits) -> list[Expected]:
    """Visits that are on no invoice yet: billed on their day, paid by the client's habit."""
    found: list[Expected] = []
    values = _today(ctx, coming) | {"rate": await _tax_rate(ctx, coming.first)}
    for row in await every(ctx, queries.BOOKED, coming, values):
        billed = max(row.day, coming.first)
        day = billed + timedelta(days=habits.of(row.client_id) or 0)
        what = f"Visit on {row.day}"
        entry = Entry(
            str(row.id), day, "booking", row.id, f"#{row.number}", row.client, what, row.cents
        )
        found.append(Expected("in", "booked", "Booked visits", entry))
    return found


def _today(ctx: Ctx, coming: Asked) -> dict[str, Any]:
    return {"today": day_start(coming.first - timedelta(days=1), ctx.zone)}


async def _tax_rate(ctx: Ctx, day: date) -> Decimal:
    """The taxes that ordinary work will carry; none where the company has no such code."""
    try:
        code = await tax_lines.standard(ctx, day)
    except Invalid:
        return Decimal(0)
    return code.rate + code.provincial_rate


async def _wages(ctx: Ctx, coming: Asked) -> list[Expected]:
    return [
        Expected("out", "wages", "Wages, as worked", Entry(*row))
        for row in await every(ctx, queries.WAGES, coming, _today(ctx, coming))
    ]


async def _recurring(ctx: Ctx, coming: Asked) -> list[Expected]:
    found: list[Expected] = []
    for rule in await recurring.every(ctx):
        if rule.next_on is None:
            continue
        last = min(coming.last, rule.ends_on or coming.last)
        for day in falls_on(rule.starts_on, rule.every, max(rule.next_on, coming.first), last):
            entry = Entry(
                f"{rule.id} {day}", day, "recurring", None, "Recurring", rule.vendor,
                rule.category, -rule.total_cents,
            )  # fmt: skip
            found.append(Expected("out", "recurring", "Recurring expenses", entry))
    return found


async def _pace(ctx: Ctx, coming: Asked, today: date) -> list[Expected]:
    """Spending that no rule announces, as much a day as in the last PACE_DAYS: week by week, cut at
    the ends of months, so that each part of a page has its own days and no others."""
    found: list[Expected] = []
    lately = await ask(ctx, today - timedelta(days=PACE_DAYS - 1), today)
    months = spans.parts(coming.first, coming.last)
    weeks = [week for month in months for week in spans.weeks(month.first, month.last)]
    for row in await every(ctx, queries.PACE, lately):
        for week in weeks:
            days = (week.last - week.first).days + 1
            cents = share(row.cents, days, PACE_DAYS)
            what = f"{days} of {PACE_DAYS} days' spending"
            known = f"{row.category_id} {week.first}"
            entry = Entry(known, week.first, "none", None, row.name, "", what, -cents)
            if cents:
                found.append(Expected("out", "other", "Other spending", entry))
    return found


async def _gst(ctx: Ctx, coming: Asked) -> list[Expected]:
    """Returns that are not filed, on their due day, and instalments; what is late, tomorrow."""
    today = ctx.today()
    returns = await gst.calendar(ctx)
    for year in range(today.year + 1, coming.last.year + 1):
        returns += await gst.calendar(ctx, year)
    lately = await gst.summary(ctx, today - timedelta(days=PACE_DAYS - 1), today)
    found = [
        await _return(ctx, one, coming, lately.owed_cents)
        for one in returns
        if one.status not in ("filed", "closed") and one.due_on <= coming.last
    ]
    for one in await instalments.every(ctx):
        if one.paid_on is None and one.due_on <= coming.last:
            day = max(one.due_on, coming.first)
            entry = Entry(
                str(one.id), day, "return", None, "Instalment", "CRA", f"due {one.due_on}",
                -one.amount_cents,
            )  # fmt: skip
            found.append(Expected("out", "gst", "GST", entry))
    return found


async def _return(ctx: Ctx, one: gst.Return, coming: Asked, lately_cents: int) -> Expected:
    """What a return will come to: as its books stand, and for its days to come, which may be all of
    them, at the pace of the last PACE_DAYS, whose net tax is `lately_cents`."""
    until = min(one.ends_on, ctx.today())
    days = max(0, (until - one.starts_on).days + 1)
    whole = (one.ends_on - one.starts_on).days + 1
    so_far = (await gst.summary(ctx, one.starts_on, until)).balance_cents if days else 0
    cents = so_far + share(lately_cents, whole - days, PACE_DAYS)
    what = f"due {one.due_on}" + ("" if days == whole else f", {days} of {whole} days so far")
    entry = Entry(
        one.key, max(one.due_on, coming.first), "return", None, one.short_label, "CRA", what, -cents
    )
    return Expected("out", "gst", "GST", entry)


def of_line(found: Forecast, section: str, line: str, first: date, last: date) -> list[Entry]:
    """The entries of a line, or of a whole section, on the days `first` … `last`."""
    return [
        one.entry
        for one in found.expected
        if section in ("net", one.section)
        and line in ("", one.line)
        and first <= one.entry.day <= last
    ]
