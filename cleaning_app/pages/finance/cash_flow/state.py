"""What the cash flow page holds: a span, what moved in it, and what is expected after it."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate, pairwise
from urllib.parse import urlencode

import plotly.graph_objects as go
import reflex as rx

from cleaning_app.components import chart
from cleaning_app.components.handler import handler
from cleaning_app.components.spans import SpanState
from cleaning_app.context import Ctx
from cleaning_app.pages.finance.cash_flow import rows
from cleaning_app.pages.finance.cash_flow.bank import BankState
from cleaning_app.pages.finance.cash_flow.rows import PartRow, Share, Tile
from cleaning_app.services import finance
from cleaning_app.services.finance import CashFlow, Forecast, bank_balance


class CashFlowState(BankState, SpanState, rx.State):
    """Cash flow of a span, with a forecast when it reaches to today."""

    _permission = "finance.view"
    _offered = ("90d", "month", "quarter", "year", "12m")
    _default_span = "90d"

    tiles: list[Tile] = []
    parts: list[PartRow] = []
    came: list[Share] = []
    went: list[Share] = []
    coming_in: list[Share] = []
    coming_out: list[Share] = []
    how: list[str] = []
    until: str = ""
    grain: str = ""
    csv_query: str = ""
    may_export: bool = False
    has_entries: bool = False
    light: go.Figure = go.Figure()
    dark: go.Figure = go.Figure()

    @handler("finance.view", module="module.finance", fills=True)
    async def load(self, ctx: Ctx):
        """Show the span of the address, and what is expected after it."""
        span, today = self._read_span(ctx), ctx.today()
        until = finance.horizon(today) if span.last == today else None
        past, ahead = finance.cut(span.first, span.last, until)
        found = await finance.cash_flow(ctx, span.first, span.last, past)
        coming: CashFlow | None = None
        expected: Forecast | None = None
        self.how, self.until = [], ""
        if until is not None:
            expected = await finance.forecast(ctx, until)
            coming = finance.in_parts(expected, ahead)
            self.how, self.until = rows.how(expected), f"{until.day} {until:%B}"
        known = await bank_balance.reading(ctx)
        start = 0
        if known is not None:
            start = await bank_balance.at_end_of(ctx, span.first - timedelta(days=1), known)
        self._show_bank(ctx, known, start + sum(found.net), span.last, expected)
        self._show(found, coming, start)
        self.grain = "By week" if past[0].last - past[0].first < timedelta(days=7) else "By month"
        self.csv_query = urlencode({"from": span.first, "to": span.last})
        self.may_export = ctx.can("exports.run")
        self.ready = True

    def _show(self, found: CashFlow, coming: CashFlow | None, start: int) -> None:
        self.tiles = rows.tiles(found, coming)
        self.came, self.went = rows.shares(found, "in"), rows.shares(found, "out")
        self.parts = rows.part_rows(found, start)
        self.coming_in = self.coming_out = []
        reached = start + sum(found.net)
        if coming is not None:
            self.parts += rows.part_rows(coming, reached)
            self.coming_in = rows.shares(coming, "in")
            self.coming_out = rows.shares(coming, "out")
        self.has_entries = bool(found.lines or (coming and coming.lines))
        self._draw(found, coming, start)

    def _draw(self, found: CashFlow, coming: CashFlow | None, start: int) -> None:
        shown = [found, *([coming] if coming else [])]
        names = [part.label for one in shown for part in one.parts]
        series = [
            (name, [cents / 100 for one in shown for cents in one.sums(key)], colour)
            for key, name, colour in (("in", "In", "accent"), ("out", "Out", "text-3"))
        ]
        net = [cents for one in shown for cents in one.net]
        line = list(accumulate(net, initial=start))[1:] if self.counts_from else net
        named = "In the bank" if self.counts_from else "Net"
        happened = [not one.of_forecast for one in shown for _ in one.parts]
        drawn = {
            "strong": happened,
            "line": (named, [cents / 100 for cents in line], "violet"),
            "shaded_from": next(
                (n for n, (a, b) in enumerate(pairwise(happened)) if a and not b), None
            ),
        }
        self.light = chart.bars(names, series, dark=False, **drawn)
        self.dark = chart.bars(names, series, dark=True, **drawn)
