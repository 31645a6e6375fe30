"""Cash flow: what came in and went out by week or month, and what is expected after today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.domain.spans import Part
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services.finance import asking, cash_entries
from cleaning_app.services.finance.behind import COLUMNS, Behind, listed
from cleaning_app.services.finance.forecast import Forecast, forecast, of_line
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.gst.fetching import every

FORECAST_WEEKS: Final = 12
MOST_WEEKS: Final = 27
_MOST_MONTHS: Final = 20
SECTIONS: Final = {"in": "Money in", "out": "Money out"}


@dataclass(frozen=True)
class CashLine:
    """One line in cents, part by part; money out is positive here."""

    section: str
    key: str
    name: str
    cents: list[int]

    @property
    def total_cents(self) -> int:
        return sum(self.cents)


@dataclass(frozen=True)
class CashFlow:
    """A span's money by part. `of_forecast` says that none of it happened yet."""

    parts: list[Part]
    lines: list[CashLine]
    of_forecast: bool

    def of(self, section: str) -> list[CashLine]:
        """The lines of a section, the largest first."""
        found = [line for line in self.lines if line.section == section]
        return sorted(found, key=lambda line: (-line.total_cents, line.name.casefold()))

    def sums(self, section: str) -> list[int]:
        """What a section comes to, part by part."""
        nothing = [0] * len(self.parts)
        return [sum(c) for c in zip(nothing, *(x.cents for x in self.of(section)), strict=True)]

    @property
    def net(self) -> list[int]:
        """Money in less money out, part by part."""
        return [i - o for i, o in zip(self.sums("in"), self.sums("out"), strict=True)]

    def running(self, start_cents: int = 0) -> list[int]:
        """What is there at the end of each part."""
        return list(accumulate(self.net, initial=start_cents))[1:]

    def lowest(self, start_cents: int) -> tuple[Part, int]:
        """The part with the least at its end, the first of equals, and how much that is."""
        return min(zip(self.parts, self.running(start_cents), strict=True), key=lambda one: one[1])


async def cash_flow(
    ctx: Ctx, first: date, last: date, parts: Sequence[Part] | None = None
) -> CashFlow:
    """The money that moved on the local days `first` … `last`, by method and category.

    `parts` cut the span without a gap; see `cut`.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down or longer than five years.
    """
    ctx.require("finance.view")
    asked = await ask(ctx, first, last)
    columns = list(parts) if parts is not None else cut(first, last)[0]
    values = {"starts": [part.first for part in columns]}
    lines: dict[tuple[str, str], CashLine] = {}
    for row in await every(ctx, _SUMS, asked, values):
        new = CashLine(row.section, row.line, row.name, [0] * len(columns))
        line = lines.setdefault((row.section, row.line), new)
        line.cents[row.part - 1] = row.cents if row.section == "in" else -row.cents
    return CashFlow(columns, list(lines.values()), False)


_SUMS = f"""
    SELECT section, line, max(line_name) AS name, width_bucket(day, %(starts)s::date[]) AS part,
           sum(cents)::bigint AS cents
    FROM ({cash_entries.ACTUAL}) entries GROUP BY section, line, part
"""


def cut(first: date, last: date, until: date | None = None) -> tuple[list[Part], list[Part]]:
    """A span, and the days after it up to `until`: by weeks, by months when those are too many.

    The part that is running is cut in two, what was and what is to come.
    """
    coming = last + timedelta(days=1)
    if (last - first).days < MOST_WEEKS * 7:
        return spans.weeks(first, last), spans.weeks(coming, until) if until else []
    found = spans.parts(first, until or last, _MOST_MONTHS)
    past = [replace(part, last=min(part.last, last)) for part in found if part.first <= last]
    ahead = [
        part if part.first > last else Part(f"Rest of {part.label}", coming, part.last)
        for part in found
        if part.last > last
    ]
    return past, ahead


def horizon(today: date) -> date:
    """The last day of the forecast: a Sunday, some twelve weeks ahead."""
    return today + timedelta(days=6 - today.weekday(), weeks=FORECAST_WEEKS)


def in_parts(found: Forecast, parts: list[Part]) -> CashFlow:
    """A forecast added up by part."""
    lines: dict[tuple[str, str], CashLine] = {}
    for one in found.expected:
        new = CashLine(one.section, one.line, one.name, [0] * len(parts))
        line = lines.setdefault((one.section, one.line), new)
        nth = sum(part.first <= one.entry.day for part in parts) - 1
        line.cents[nth] += one.entry.cents if one.section == "in" else -one.entry.cents
    return CashFlow(parts, list(lines.values()), True)


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """What moved: a section ("in", "out"), a line of it ("in.card"), or "net"."""
    asked = await asking.asked(ctx, arguments)
    section, key = _line(arguments)
    where = "true" if section == "net" else "section = %(section)s"
    if key:
        where += " AND line = %(line)s"
    sign = "-" if section == "out" else ""
    columns = ", ".join(name for name in COLUMNS if name != "cents")
    sql = (
        f"SELECT {columns}, {sign}cents AS cents FROM ({cash_entries.ACTUAL}) entries WHERE {where}"
    )
    values = asked.params(ctx) | {"section": section, "line": key[:60]}
    words = f"{spans.words(asked.first, asked.last)}, with tax, on the day it moved."
    return Behind(await _name(ctx, asked, section, key), words, sql, values)


async def behind_forecast(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """What is expected: a section, a line of it ("in.owed"), or "net"."""
    asked = await asking.asked(ctx, arguments)
    section, key = _line(arguments)
    found = await forecast(ctx, horizon(ctx.today()))
    names = {(one.section, one.line): one.name for one in found.expected}
    title = names.get((section, key)) if key else SECTIONS.get(section, "Net")
    entries = of_line(found, section, key, asked.first, asked.last)
    if section == "out":
        entries = [one.turned() for one in entries]
    words = f"{spans.words(asked.first, asked.last)}, expected."
    return listed(f"{title or SECTIONS[section]}, expected", words, entries)


def _line(arguments: Mapping[str, str]) -> tuple[str, str]:
    section, _, key = arguments.get("line", "").partition(".")
    if section not in SECTIONS and (section != "net" or key):
        raise Invalid("There is no such line.", [FieldError("line", "There is no such line.")])
    return section, key


async def _name(ctx: Ctx, asked: Asked, section: str, key: str) -> str:
    if not key:
        return SECTIONS.get(section, "Net")
    values = {"section": section, "line": key[:60]}
    sql = (
        f"SELECT line_name FROM ({cash_entries.ACTUAL}) entries"
        " WHERE section = %(section)s AND line = %(line)s LIMIT 1"
    )
    found = await every(ctx, sql, asked, values)
    return found[0].line_name if found else SECTIONS[section]
