"""What the margins page holds: a span, the whole of it, and a page of jobs, workers, services, …"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import format
from cleaning_app.components.choices import Choice
from cleaning_app.components.list_state import ListState
from cleaning_app.components.spans import SpanState
from cleaning_app.context import Ctx
from cleaning_app.domain.spans import Span
from cleaning_app.pages.finance.rows import rows_of
from cleaning_app.services import finance, listing
from cleaning_app.services.finance import margins
from cleaning_app.services.finance.margins import Margin, Totals

_BY: Final = {
    "job": "Jobs",
    "worker": "Workers",
    "service": "Services",
    "area": "Areas",
    "client": "Clients",
}
_LOW = 30
"""Percent: less than this leaves little for everything that is not labour."""
_ARGUMENTS = ("period", "from", "to", "by")


@dataclass
class Row:
    """A job, worker, service, area or client."""

    id: str
    name: str
    about: str
    href: str
    hours: str
    planned: str
    revenue: str
    unbilled: str
    revenue_href: str
    labour: str
    labour_href: str
    margin: str
    margin_href: str
    percent: str
    tone: str
    width: str


@dataclass
class Figures:
    """The strip above."""

    revenue: str = ""
    revenue_under: str = ""
    revenue_href: str = ""
    labour: str = ""
    labour_under: str = ""
    labour_href: str = ""
    margin: str = ""
    margin_under: str = ""
    margin_href: str = ""
    per_hour: str = ""
    elsewhere: str = ""
    elsewhere_href: str = ""


class MarginsState(ListState, SpanState, rx.State):
    """Margins of a span, by one of five views; both live in the address."""

    _permission = "finance.view"
    _things = ("row", "rows")
    _default_sort = "percent"
    _default_span = "12m"

    rows: list[Row] = []
    by: str = "job"
    views: list[Choice] = []
    figures: Figures = Figures()
    csv_address: str = ""
    _arguments: dict[str, str] = {}

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        # Days and view stay apart from what narrows the list down: that can be cleared.
        self._arguments = {k: v for k, v in query.filters.items() if k in _ARGUMENTS}
        self.filters = {}
        span = self._read_span(ctx)
        asked = self._arguments.get("by", "")
        self.by = asked if asked in _BY else "job"
        self.views = [
            Choice(words, self._with(by=key, sort=""), key == self.by) for key, words in _BY.items()
        ]
        self.figures = _figures(await margins.totals(ctx, span.first, span.last), span)
        page = await margins.find(ctx, span.first, span.last, self.by, query)
        self.rows = [_row(one, self.by, span) for one in page.rows]
        given = {"from": self.first, "to": self.last, "by": self.by, "sort": self.sort}
        self.csv_address = "/v1/admin/finance/margins.csv?" + urlencode(given)
        return page

    def _with(self, **changed: str) -> str:
        # Another span or view begins with its first page.
        return super()._with(**{"after": "", "before": "", "q": ""} | changed)

    def _address_parts(self) -> dict[str, str]:
        return super()._address_parts() | self._arguments


def _figures(found: Totals, span: Span) -> Figures:
    unbilled, planned = found.unbilled_cents, found.planned
    hours = f"{_hours(found.minutes)} in {format.count(found.jobs, 'job')}"
    said = "none of it clocked" if planned == found.minutes else f"{_hours(planned)} not clocked"
    return Figures(
        revenue=format.money(found.revenue_cents),
        revenue_under=f"{format.money(unbilled)} of it not billed yet"
        if unbilled
        else "all billed",
        revenue_href=_href("revenue", span),
        labour=format.money(found.labour_cents),
        labour_under=f"{hours}, {said}" if planned else hours,
        labour_href=_href("labour", span),
        margin=format.money(found.margin_cents),
        margin_under=f"{found.percent}% of revenue" if found.percent is not None else "",
        margin_href=_href("margin", span),
        per_hour=_per_hour(found),
        elsewhere=format.money(found.elsewhere_cents) if found.elsewhere else "",
        elsewhere_href=_href("elsewhere", span),
    )


def _per_hour(found: Totals) -> str:
    if not found.minutes:
        return "–"
    return format.money(round(found.margin_cents * 60 / found.minutes))


def _row(one: Margin, by: str, span: Span) -> Row:
    behind = f"{by}.{one.key}"
    share = one.percent
    return Row(
        id=one.key or "none",
        name=one.name,
        about=f"{one.about} · {format.day(one.day)}"
        if by == "job"
        else format.count(one.jobs, "job"),
        href=_place(one, by) or _href(f"margin.{behind}", span),
        hours=_hours(one.minutes) if one.minutes else "–",
        planned=_planned(one),
        revenue=format.money(one.revenue_cents),
        unbilled=_unbilled(one),
        revenue_href=_href(f"revenue.{behind}", span),
        labour=format.money(one.labour_cents),
        labour_href=_href(f"labour.{behind}", span),
        margin=format.money(one.margin_cents),
        margin_href=_href(f"margin.{behind}", span),
        percent="–" if share is None else f"{share}%".replace("-", format.MINUS),
        tone="over" if one.margin_cents < 0 else "near" if (share or 0) < _LOW else "",
        width=f"{max(0, min(100, share or 0))}%",
    )


def _hours(minutes: int) -> str:
    """1h 30m; whole hours where there are many."""
    return format.duration(minutes) if minutes < 6000 else f"{minutes / 60:,.0f} h"


def _planned(one: Margin) -> str:
    if not one.planned:
        return ""
    return "planned" if one.planned == one.minutes else f"{_hours(one.planned)} planned"


def _unbilled(one: Margin) -> str:
    if not one.unbilled_cents:
        return ""
    whole = one.unbilled_cents == one.revenue_cents
    return "not billed yet" if whole else f"{format.money(one.unbilled_cents)} not billed"


def _place(one: Margin, by: str) -> str:
    """The page of the thing itself, "" where it has none."""
    pages = {"job": "/bookings/", "worker": "/workers/", "client": "/clients/"}
    try:
        return f"{pages[by]}{UUID(one.key)}"
    except (KeyError, ValueError):
        return ""


def _href(line: str, span: Span) -> str:
    return rows_of(finance.address("margins", line, "", span.first, span.last))
