"""Cash flow as the page shows it: every figure with the address of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cleaning_app.components import format
from cleaning_app.pages.finance.rows import rows_of
from cleaning_app.services import finance
from cleaning_app.services.finance import CashFlow, Forecast


@dataclass
class PartRow:
    """A week or month: each figure with its rows; `css` is ahead for the forecast."""

    label: str
    days: str
    css: str
    money_in: str
    in_href: str
    money_out: str
    out_href: str
    net: str
    net_href: str
    running: str
    running_css: str


@dataclass
class Share:
    """A method, a category or a kind of expectation, its bar in percent of the largest."""

    label: str
    amount: str
    href: str
    width: str


@dataclass
class Tile:
    """A figure on top."""

    label: str
    figure: str
    under: str
    href: str


def part_rows(found: CashFlow, start_cents: int) -> list[PartRow]:
    """The parts in order, with what is there at the end of each."""
    rows = zip(
        found.parts, found.sums("in"), found.sums("out"), found.net, found.running(start_cents),
        strict=True,
    )  # fmt: skip
    return [
        PartRow(
            label=part.label,
            days=format.day(part.first)
            if part.first == part.last
            else _days(part.first, part.last),
            css="ahead" if found.of_forecast else "",
            money_in=format.short_money(came),
            in_href=href(found, "in", part.first, part.last) if came else "",
            money_out=format.short_money(went),
            out_href=href(found, "out", part.first, part.last) if went else "",
            net=format.short_money(net),
            net_href=href(found, "net", part.first, part.last) if came or went else "",
            running=format.short_money(running),
            running_css="bad" if running < 0 else "",
        )
        for part, came, went, net, running in rows
    ]


def _days(first: date, last: date) -> str:
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def shares(found: CashFlow, section: str) -> list[Share]:
    """The lines of a section, the largest first."""
    lines = found.of(section)
    most = max((line.total_cents for line in lines), default=0)
    return [
        Share(
            line.name,
            format.money(line.total_cents),
            href(found, f"{section}.{line.key}", found.parts[0].first, found.parts[-1].last),
            str(max(0, round(100 * line.total_cents / most)) if most > 0 else 0),
        )
        for line in lines
    ]


def tiles(found: CashFlow, coming: CashFlow | None) -> list[Tile]:
    """Money in, out and what is left of it, and what is expected."""
    first, last = found.parts[0].first, found.parts[-1].last
    shown = [
        Tile("Money in", _sum(found.sums("in")), "", href(found, "in", first, last)),
        Tile("Money out", _sum(found.sums("out")), "", href(found, "out", first, last)),
        Tile("Net", _sum(found.net), "in less out", href(found, "net", first, last)),
    ]
    if coming and coming.parts:
        first, last = coming.parts[0].first, coming.parts[-1].last
        came, went = sum(coming.sums("in")), sum(coming.sums("out"))
        said = f"{format.short_money(came)} in, {format.short_money(went)} out"
        shown.append(
            Tile(f"Expected by {last.day} {last:%b}", _sum(coming.net), said,
                 href(coming, "net", first, last))
        )  # fmt: skip
    return shown


def _sum(cents: Sequence[int]) -> str:
    return format.money(sum(cents))


def href(found: CashFlow, line: str, first: date, last: date) -> str:
    """The page with the rows of a figure."""
    figure = "cash-forecast" if found.of_forecast else "cash"
    return rows_of(finance.address(figure, line, "", first, last))


def balance_words(cents: int, day: date, *, is_today: bool) -> str:
    """What is in the bank, as a sentence begins."""
    when = "by the books" if is_today else f"at the end of {format.day(day)}"
    return f"{format.money(cents)} in the bank, {when}."


def lowest_words(weeks: CashFlow, start_cents: int) -> str:
    """Where the coming weeks lead at their lowest."""
    part, least = weeks.lowest(start_cents)
    if least >= start_cents:
        return "None of the coming twelve weeks ends with less."
    week = f"the week of {part.first.day} {part.first:%B}"
    below = [p for p, c in zip(weeks.parts, weeks.running(start_cents), strict=True) if c < 0]
    if not below:
        return (
            f"Lowest in the coming twelve weeks: {format.short_money(least)} at the end of {week}."
        )
    short = f"{format.short_money(-least)} short at the end of {week}"
    if below[0] == part:
        return f"In the coming twelve weeks you will be {short}."
    first = f"{below[0].first.day} {below[0].first:%B}"
    return f"It runs out in the week of {first}; at the lowest you will be {short}."


def how(found: Forecast) -> list[str]:
    """How the forecast is made, in plain words."""
    usual = (
        f"Your clients usually take {format.count(found.usual_days, 'day')}."
        if found.usual_days is not None
        else "Nobody has paid an invoice yet, so nothing is expected of them."
    )
    said = [
        "Open invoices come in when half of that client's earlier invoices that waited as long had "
        f"been paid; with fewer than three, everybody's count. {usual}",
        "Booked visits are billed on their day with tax, less their deposit, and paid by the same "
        "habit. Visits of a series are booked eight weeks ahead, so later weeks look emptier.",
        "Recurring expenses fall on their days; other spending goes on as in the last 12 weeks.",
        "Wages are booked hours at each worker's rate, on the day of work. GST returns count on the "
        "day they are due, their days to come at the pace of the last 12 weeks; what is late counts "
        "tomorrow.",
    ]
    if found.doubtful_cents:
        said.append(
            f"{format.count(found.doubtful_invoices, 'open invoice')} of "
            f"{format.money(found.doubtful_cents)} waited longer than any that was ever paid, and "
            "are not counted on."
        )
    return said
