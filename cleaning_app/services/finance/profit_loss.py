"""Profit and loss of a span, on both bases: by month and line, and the entries behind each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.domain.spans import Part
from cleaning_app.errors import Invalid
from cleaning_app.services.finance import asking, entries
from cleaning_app.services.finance.behind import COLUMNS, Behind
from cleaning_app.services.gst import Basis
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.gst.fetching import avoid_nested_loops, every

SECTIONS: Final = {"revenue": "Revenue", "labour": "Labour", "costs": "Expenses"}
RESULTS: Final = {"gross": "Gross profit", "net": "Net profit"}


@dataclass(frozen=True)
class Line:
    """One line in cents: what each part of the span comes to. Costs and labour are positive."""

    section: str
    key: str
    name: str
    cents: list[int]

    @property
    def total_cents(self) -> int:
        return sum(self.cents)


@dataclass(frozen=True)
class ProfitLoss:
    """A span's profit and loss; the parts of each line are those of `parts`, in order."""

    first: date
    last: date
    basis: Basis
    parts: list[Part]
    lines: list[Line]

    def of(self, section: str) -> list[Line]:
        """The lines of a section, the largest first."""
        found = [line for line in self.lines if line.section == section]
        return sorted(found, key=lambda line: (-line.total_cents, line.name.casefold()))

    def sums(self, section: str) -> list[int]:
        """What a section comes to, part by part."""
        return [sum(column) for column in zip(self._nothing, *self._cents(section), strict=True)]

    @property
    def revenue(self) -> list[int]:
        return self.sums("revenue")

    @property
    def gross(self) -> list[int]:
        """Revenue less labour, part by part."""
        return [sold - paid for sold, paid in zip(self.revenue, self.sums("labour"), strict=True)]

    @property
    def net(self) -> list[int]:
        """What is left after expenses too, part by part."""
        return [left - spent for left, spent in zip(self.gross, self.sums("costs"), strict=True)]

    def _cents(self, section: str) -> list[list[int]]:
        return [line.cents for line in self.of(section)]

    @property
    def _nothing(self) -> list[int]:
        return [0] * len(self.parts)


async def profit_loss(
    ctx: Ctx,
    first: date,
    last: date,
    basis: Basis | str = Basis.ACCRUAL,
    parts: Sequence[Part] | None = None,
) -> ProfitLoss:
    """Revenue by service, labour and expenses by category of the local days `first` … `last`.

    `parts` cut the span without a gap; its months unless given.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down, longer than five years, or the basis is unknown.
    """
    ctx.require("finance.view")
    asked = await ask(ctx, first, last, basis)
    cut = list(parts) if parts is not None else spans.parts(first, last)
    await avoid_nested_loops(ctx, asked.basis is Basis.CASH)
    values = {"starts": [part.first for part in cut]}
    found = await every(ctx, _SUMS.format(_entries(asked)), asked, values)
    await avoid_nested_loops(ctx, False)
    lines: dict[tuple[str, str], Line] = {}
    for row in found:
        line = lines.setdefault(
            (row.section, row.line), Line(row.section, row.line, row.name, [0] * len(cut))
        )
        line.cents[row.part - 1] = row.cents if row.section == "revenue" else -row.cents
    return ProfitLoss(first, last, asked.basis, cut, list(lines.values()))


_SUMS = """
    SELECT section, line, max(line_name) AS name, width_bucket(day, %(starts)s::date[]) AS part,
           sum(cents)::bigint AS cents
    FROM ({}) entries GROUP BY section, line, part
"""


def _entries(asked: Asked) -> str:
    return entries.CASH if asked.basis is Basis.CASH else entries.ACCRUAL


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """The entries of a line, a section ("costs"), or a result ("gross", "net").

    `line` is a section, then a dot and a line's key: "revenue.other". Costs and labour are shown
    positive when they are asked for alone, and take away from a result.
    """
    asked = await asking.asked(ctx, arguments)
    section, _, key = arguments.get("line", "").partition(".")
    if section not in SECTIONS and (section not in RESULTS or key):
        raise Invalid.field("line", "There is no such line.")
    title = SECTIONS.get(section) or RESULTS[section]
    where = {"gross": "section <> 'costs'", "net": "true"}.get(section, "section = %(section)s")
    if key:
        where += " AND line = %(line)s"
        title = await _name(ctx, asked, section, key)
    sign = "-" if section in ("labour", "costs") else ""
    columns = ", ".join(name for name in COLUMNS if name != "cents")
    sql = f"SELECT {columns}, {sign}cents AS cents FROM ({_entries(asked)}) entries WHERE {where}"
    values = asked.params(ctx) | {"section": section, "line": key[:60]}
    return Behind(title, f"{_words(asked)} {_SAID[section]}".strip(), sql, values)


_SAID: Final = {
    "revenue": "Without GST and PST.",
    "labour": "Minutes at each worker's hourly rate of that day; overtime, tips and other pay items on "
    "the last day of an approved pay period.",
    "costs": "Without the GST that comes back.",
    "gross": "Revenue less labour.",
    "net": "Revenue less labour and expenses.",
}


def _words(asked: Asked) -> str:
    basis = "as received" if asked.basis is Basis.CASH else "as invoiced"
    return f"{spans.words(asked.first, asked.last)}, {basis}."


async def _name(ctx: Ctx, asked: Asked, section: str, key: str) -> str:
    """What a line is called; the section's name where it has no entries."""
    values: dict[str, Any] = {"section": section, "line": key[:60]}
    sql = (
        f"SELECT line_name FROM ({_entries(asked)}) entries"
        " WHERE section = %(section)s AND line = %(line)s LIMIT 1"
    )
    found = await every(ctx, sql, asked, values)
    return found[0].line_name if found else SECTIONS[section]
