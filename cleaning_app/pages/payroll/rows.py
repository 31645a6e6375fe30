"""What the payroll page shows, in words."""

from __future__ import annotations

from dataclasses import dataclass

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.services import payroll

ITEM_WORDS = {
    "tip": "Tip",
    "reimbursement": "Money laid out",
    "bonus": "Bonus",
    "deduction": "Deduction",
    "other": "Other",
}


@dataclass
class Line:
    """A worker's pay in the table."""

    id: str
    worker: str
    initials: str
    regular: str
    overtime: str
    rate: str
    wages: str
    tips: str
    reimbursed: str
    other: str
    adjusted: str
    total: str


@dataclass
class Loose:
    """A visit without clocked time, or a clock that still runs."""

    id: str
    number: str
    client: str
    worker: str
    when: str
    planned: str


@dataclass
class VisitLine:
    """A clocked visit behind a day."""

    id: str
    client: str
    times: str
    took: str


@dataclass
class DayLine:
    """A day of a worker's."""

    day: str
    hours: str
    overtime: str
    visits: list[VisitLine]


@dataclass
class ItemLine:
    """An amount beside the hours."""

    id: str
    what: str
    day: str
    amount: str


@dataclass
class Sums:
    """The figures above the table."""

    total: str = ""
    hours: str = ""
    overtime: str = ""
    people: str = ""
    unclocked: str = ""
    unclocked_planned: str = ""


def line(row: payroll.PayRow) -> Line:
    """A worker's pay; zeros are left out so that the eye finds what is there."""
    return Line(
        id=str(row.worker_id),
        worker=row.worker,
        initials=format.initials(row.worker),
        regular=_hours(row.regular),
        overtime=_hours(row.overtime + row.double),
        rate=" – ".join(format.money(cents) for cents in _first_and_last(row)),
        wages=_money(row.wages_cents),
        tips=_money(row.tips_cents),
        reimbursed=_money(row.reimbursed_cents),
        other=_money(row.other_cents),
        adjusted=_money(row.adjusted_cents),
        total=format.money(row.total_cents),
    )


def _first_and_last(row: payroll.PayRow) -> list[int]:
    """The rates a period began and ended with; one when they are the same."""
    return list(dict.fromkeys((row.rates_paid[0].cents, row.rate_cents)))


def rates(row: payroll.PayRow) -> str:
    """$26.00 an hour, $27.50 from 1 Dec 2026"""
    first, *later = row.rates_paid
    changed = [
        f"{format.money(one.cents)} from {format.day(one.valid_from)}"
        for one in later
        if one.valid_from is not None
    ]
    return ", ".join([f"{format.money(first.cents)} an hour", *changed])


def _money(cents: int) -> str:
    return format.money(cents) if cents else ""


def _hours(minutes: int) -> str:
    return format.duration(minutes) if minutes else ""


def sums(sheet: payroll.Sheet) -> Sums:
    """The figures above the table."""
    over = sum(row.overtime + row.double for row in sheet.rows)
    planned = sum(one.minutes for one in sheet.unclocked)
    return Sums(
        total=format.money(sheet.total_cents),
        hours=format.duration(sheet.minutes),
        overtime=f"{format.duration(over)} overtime" if over else "no overtime",
        people=str(len(sheet.rows)),
        unclocked=str(len(sheet.unclocked)),
        unclocked_planned=f"{format.duration(planned)} planned, not paid"
        if planned
        else "all clocked",
    )


def unclocked(ctx: Ctx, one: payroll.Unclocked) -> Loose:
    """A visit nobody clocked."""
    return Loose(
        str(one.booking_id),
        f"B-{one.number:05}",
        one.client,
        one.worker,
        format.short_day(one.day, ctx.today()),
        f"{format.duration(one.minutes)} planned",
    )


def running(ctx: Ctx, one: payroll.Visit) -> Loose:
    """A clock that nobody stopped."""
    return Loose(
        str(one.booking_id),
        f"B-{one.number:05}",
        one.client,
        "",
        f"since {format.moment(one.started_at, ctx.zone)}",
        "",
    )


def days(ctx: Ctx, row: payroll.PayRow, visits: list[payroll.Visit]) -> list[DayLine]:
    """A worker's days, each with the visits behind it."""
    return [
        DayLine(
            format.short_day(one.day, ctx.today()),
            format.duration(one.minutes),
            f"{format.duration(one.overtime + one.double)} overtime"
            if one.overtime + one.double
            else "",
            [_visit(ctx, visit) for visit in visits if visit.day == one.day],
        )
        for one in row.days
    ]


def _visit(ctx: Ctx, one: payroll.Visit) -> VisitLine:
    times = (
        format.span(one.started_at, one.ended_at, ctx.zone)
        if one.ended_at
        else f"{format.time(one.started_at, ctx.zone)} – still running"
    )
    return VisitLine(str(one.booking_id), one.client, times, format.duration(one.minutes))


def item(ctx: Ctx, one: payroll.Item) -> ItemLine:
    """An amount beside the hours."""
    what = ITEM_WORDS[one.kind]
    return ItemLine(
        str(one.id),
        f"{what}: {one.description}" if one.description else what,
        format.short_day(one.occurred_on, ctx.today()),
        format.money(one.amount_cents),
    )
