"""Profit and loss as the page shows it: every figure with the address of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cleaning_app.components import format
from cleaning_app.money import change_percent, share
from cleaning_app.pages.finance.rows import rows_of
from cleaning_app.services import finance
from cleaning_app.services.finance import ProfitLoss
from cleaning_app.services.finance.profit_loss import SECTIONS


@dataclass
class Cell:
    """A figure in whole dollars, to the cent in its tooltip, and where its rows are."""

    text: str
    exact: str
    href: str


_NOTHING = Cell("", "", "")


@dataclass
class Row:
    """A line of the table. `css` is heading, sum, result or ""; `change` compares with before."""

    id: str
    name: str
    css: str
    cells: list[Cell]
    total: Cell
    before: Cell
    change: str
    change_css: str


@dataclass
class Tile:
    """A figure on top, with its change."""

    label: str
    figure: str
    under: str
    css: str
    href: str


def table(found: ProfitLoss, before: ProfitLoss | None) -> list[Row]:
    """Sections with their lines and sums, and the two results."""
    row = partial(_row, found, before)
    drawn: list[Row] = []
    for section, name in SECTIONS.items():
        known = {line.key: line.total_cents for line in before.of(section)} if before else {}
        lines = found.of(section)
        gone = before.of(section) if before else []
        drawn.append(_heading(section, name))
        for line in lines:
            key = f"{section}.{line.key}"
            then = known.get(line.key, 0) if before else None
            drawn.append(row(key, line.name, "", line.cents, then))
        listed = {line.key for line in lines}
        nothing = [0] * len(found.parts)
        drawn += [
            row(f"{section}.{line.key}", line.name, "", nothing, line.total_cents)
            for line in gone
            if line.key not in listed
        ]
        then = sum(before.sums(section)) if before else None
        drawn.append(row(section, f"Total {name.lower()}", "sum", found.sums(section), then))
        if section == "labour":
            then = sum(before.gross) if before else None
            drawn.append(row("gross", "Gross profit", "result", found.gross, then))
    then = sum(before.net) if before else None
    return [*drawn, row("net", "Net profit", "result", found.net, then)]


def tiles(found: ProfitLoss, before: ProfitLoss | None) -> list[Tile]:
    """Revenue, gross profit, expenses and net profit."""
    revenue = sum(found.revenue)
    shown = [
        ("revenue", "Revenue", revenue, before and sum(before.revenue)),
        ("gross", "Gross profit", sum(found.gross), before and sum(before.gross)),
        ("costs", "Expenses", sum(found.sums("costs")), before and sum(before.sums("costs"))),
        ("net", "Net profit", sum(found.net), before and sum(before.net)),
    ]
    return [
        Tile(
            label,
            format.money(cents),
            _under(key, cents, revenue, then),
            "neg" if cents < 0 else "",
            _href(found, key, found.first, found.last),
        )
        for key, label, cents, then in shown
    ]


def _under(key: str, cents: int, revenue: int, then: int | None) -> str:
    said = [f"{change_percent(cents, then)} on before"] if then else []
    if key in ("gross", "net") and revenue > 0:
        said.insert(0, f"{share(100, cents, revenue)}% of revenue")
    return " · ".join(said)


def _heading(section: str, name: str) -> Row:
    return Row(f"head {section}", name, "heading", [], _NOTHING, _NOTHING, "", "")


def _row(
    found: ProfitLoss,
    earlier: ProfitLoss | None,
    key: str,
    name: str,
    css: str,
    cents: Sequence[int],
    then: int | None,
) -> Row:
    total = sum(cents)
    better = (
        total >= (then or 0)
        if key.startswith(("revenue", "gross", "net"))
        else total <= (then or 0)
    )
    changed = change_percent(total, then) if then is not None else ""
    return Row(
        id=key,
        name=name,
        css=css,
        cells=[
            _cell(found, key, one, part.first, part.last)
            for one, part in zip(cents, found.parts, strict=True)
        ],
        total=_cell(found, key, total, found.first, found.last),
        before=_cell(earlier, key, then or 0, earlier.first, earlier.last) if earlier else _NOTHING,
        change=changed,
        change_css="" if changed in ("", "0%") else "good" if better else "bad",
    )


def _cell(found: ProfitLoss, key: str, cents: int, first: Any, last: Any) -> Cell:
    if not cents:
        return Cell("–", "", "")
    return Cell(format.short_money(cents), format.money(cents), _href(found, key, first, last))


def _href(found: ProfitLoss, key: str, first: Any, last: Any) -> str:
    return rows_of(finance.address("profit-loss", key, found.basis, first, last))
