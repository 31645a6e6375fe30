"""What the profit and loss page holds: a span on a basis, its table, and what it is compared with."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import plotly.graph_objects as go
import reflex as rx

from cleaning_app.components import chart
from cleaning_app.components.choices import Choice
from cleaning_app.components.handler import handler
from cleaning_app.components.spans import SpanState
from cleaning_app.context import Ctx
from cleaning_app.pages.finance import monthly
from cleaning_app.pages.finance.profit_loss import rows
from cleaning_app.pages.finance.profit_loss.rows import Row, Tile
from cleaning_app.services import finance
from cleaning_app.services.finance import ProfitLoss


class ProfitLossState(SpanState, rx.State):
    """Profit and loss of a span."""

    _permission = "finance.view"

    basis: str = "accrual"
    bases: list[Choice] = []
    tiles: list[Tile] = []
    heads: list[str] = []
    table: list[Row] = []
    csv_query: str = ""
    report_on: str = ""
    may_export: bool = False
    has_entries: bool = False
    has_before: bool = False
    light: go.Figure = go.Figure()
    dark: go.Figure = go.Figure()

    @handler("finance.view", module="module.finance", fills=True)
    async def load(self, ctx: Ctx):
        """Show the span, the basis and the comparison of the address."""
        span = self._read_span(ctx)
        other = self._read_compared(span)
        self.basis = "cash" if self._asked().get("basis") == "cash" else "accrual"
        self.bases = [
            Choice(label, self._with(basis=key), key == self.basis)
            for key, label in (("accrual", "Accrual"), ("cash", "Cash"))
        ]
        found = await finance.profit_loss(ctx, span.first, span.last, self.basis)
        before = await self._before(ctx, other.first, other.last) if other else None
        self.has_before = before is not None and bool(before.lines)
        before = before if self.has_before else None
        self.tiles = rows.tiles(found, before)
        self.heads = [part.label for part in found.parts]
        self.table = rows.table(found, before)
        self.has_entries = bool(found.lines)
        self._draw(found)
        self.csv_query = urlencode({"from": span.first, "to": span.last, "basis": self.basis})
        self.report_on = monthly.offered(ctx, span.last)
        self.may_export = ctx.can("exports.run")
        self.ready = True

    async def _before(self, ctx: Ctx, first: date, last: date) -> ProfitLoss:
        whole = [finance.Part("", first, last)]
        return await finance.profit_loss(ctx, first, last, self.basis, whole)

    def _draw(self, found: ProfitLoss) -> None:
        spent = [r - n for r, n in zip(found.revenue, found.net, strict=True)]
        series = [
            ("Revenue", [cents / 100 for cents in found.revenue], "accent"),
            ("Labour and expenses", [cents / 100 for cents in spent], "text-3"),
        ]
        line = ("Net profit", [cents / 100 for cents in found.net], "violet")
        self.light = chart.bars(self.heads, series, dark=False, line=line)
        self.dark = chart.bars(self.heads, series, dark=True, line=line)
