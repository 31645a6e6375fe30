"""The owner's pages: what the company earns, spends and is owed, each figure with its rows."""

from __future__ import annotations

from cleaning_app.context import Ctx
from cleaning_app.domain.spans import Part
from cleaning_app.services import listing
from cleaning_app.services.finance import (
    ageing,
    bank_balance,
    behind,
    gst_lines,
    margins,
    reconciliation,
)
from cleaning_app.services.finance import cash_flow as _cash_flow
from cleaning_app.services.finance import profit_loss as _profit_loss
from cleaning_app.services.finance import unbilled as _unbilled
from cleaning_app.services.finance.asking import ARGUMENTS, address
from cleaning_app.services.finance.behind import Entry, Figure, Maker
from cleaning_app.services.finance.cash_flow import CashFlow, cash_flow, cut, horizon, in_parts
from cleaning_app.services.finance.forecast import Forecast, forecast
from cleaning_app.services.finance.overview import Compared, MonthOf, Overview, overview
from cleaning_app.services.finance.profit_loss import Line, ProfitLoss, profit_loss

FIGURES: dict[str, Maker] = {
    "profit-loss": _profit_loss.behind,
    "unbilled": _unbilled.behind,
    "cash": _cash_flow.behind,
    "cash-forecast": _cash_flow.behind_forecast,
    "receivables": ageing.behind,
    "margins": margins.behind,
    "reconciliation": reconciliation.behind,
    "gst": gst_lines.behind,
}
"""Key → from arguments to the rows behind a figure."""


async def figure(ctx: Ctx, query: listing.Query) -> Figure:
    """The figure that `query.filters` name: what it is called and what its rows come to.

    Raises:
        NotFound: no such figure.
        Invalid: arguments that mean nothing to it.
    """
    ctx.require("finance.view")
    return await behind.figure(ctx, await _asked(ctx, query))


async def rows(ctx: Ctx, query: listing.Query) -> listing.Page[Entry]:
    """One page of the rows behind a figure. Raises as `figure`, and for a wrong sort or cursor."""
    ctx.require("finance.view")
    return await behind.rows(ctx, await _asked(ctx, query), query)


async def _asked(ctx: Ctx, query: listing.Query) -> behind.Behind:
    make = behind.named(FIGURES, query.filters.get("figure", ""))
    return await make(ctx, query.filters)


__all__ = [
    "ARGUMENTS",
    "FIGURES",
    "CashFlow",
    "Compared",
    "Entry",
    "Figure",
    "Forecast",
    "Line",
    "MonthOf",
    "Overview",
    "Part",
    "ProfitLoss",
    "address",
    "bank_balance",
    "cash_flow",
    "cut",
    "figure",
    "forecast",
    "horizon",
    "in_parts",
    "overview",
    "profit_loss",
    "rows",
]
