"""What the GST page holds: a period, a basis, the figures and a page of the rows behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import reflex as rx

from cleaning_app.components import chart, format, forms
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.context import Ctx
from cleaning_app.domain.periods import check_range
from cleaning_app.pages.finance import gst_span
from cleaning_app.pages.finance.gst_filing import FilingForm
from cleaning_app.pages.finance.gst_instalments import InstalmentForm
from cleaning_app.pages.finance.gst_span import Span
from cleaning_app.pages.finance.rows import rows_of
from cleaning_app.services import finance, gst, listing, organisations


@dataclass
class Figures:
    """The equation at the top of the page."""

    collected: str = ""
    collected_rows: str = ""
    credits: str = ""
    credits_rows: str = ""
    prepaid: str = ""
    prepaid_rows: str = ""
    balance: str = ""
    balance_name: str = ""
    due: str = ""


@dataclass
class Row:
    """A payment (cash) or an invoice (accrual) behind the figure."""

    id: str
    invoice_id: str
    number: str
    when: str
    client: str
    how: str
    amount: str
    tax: str


@dataclass
class Line:
    """One line of the worksheet or of the explanation, and where its rows are."""

    key: str
    label: str
    amount: str
    href: str


@dataclass
class ReturnRow:
    """One return of the calendar."""

    key: str
    label: str
    months: str
    due: str
    colour: str


@dataclass
class MonthRow:
    """One month of the chart's table."""

    month: str
    collected: str
    credits: str


class GstState(FilingForm, InstalmentForm, ListState, forms.FormState, rx.State):
    """GST of a period, or of any two dates, on a basis; all of it lives in the address."""

    _permission = "finance.view"
    _things = ("row", "rows")
    _default_sort = ""

    rows: list[Row] = []
    period: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    figures: Figures = Figures()
    on_sales: str = ""
    worksheet: list[Line] = []
    why: list[Line] = []
    why_title: str = ""
    returns: list[ReturnRow] = []
    months: list[MonthRow] = []
    light: go.Figure = go.Figure()
    dark: go.Figure = go.Figure()
    as_table: bool = False
    choosing: bool = False
    may_manage: bool = False
    quick: str = ""

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        settings = await organisations.settings(ctx)
        span = gst_span.read(self.filters, ctx.today(), settings.gst_period)
        wanted = self.filters.get("basis", "")
        self.basis = wanted if wanted in {*gst.Basis} else settings.gst_basis
        self._name(ctx, span)
        first, last = span.first, span.last
        found = await gst.summary(ctx, first, last, self.basis)
        self.figures = _figures(found, span)
        self.worksheet = [
            Line(one.line, one.label, _plain(one.amount), self._rows(one.line.split()[0]))
            for one in found.worksheet()
        ]
        self.on_sales = self._rows("tax")
        await self._show_filing(ctx, span)
        await self._explain(ctx, first, last, found)
        await self._draw(ctx, span)
        await self._plan(ctx)
        return await self._behind(ctx, first, last, query)

    def _name(self, ctx: Ctx, span: Span) -> None:
        self.period, self.label = span.period, span.label
        self.first, self.last = span.first.isoformat(), span.last.isoformat()
        self.before, self.after = span.before, span.after
        self.choosing = False

    def _rows(self, line: str, basis: str = "") -> str:
        """Where the rows of a figure of the shown days are."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return rows_of(finance.address("gst", line, basis or self.basis, first, last))

    async def _explain(self, ctx: Ctx, first: date, last: date, found: gst.Summary) -> None:
        told = await gst.reconciliation(ctx, first, last)
        steps = [
            Line(s.key, s.label, _signed(s.amount_cents), self._rows(f"step.{s.key}"))
            for s in told.steps
        ]
        accrual, cash = (self._rows("tax", basis) for basis in ("accrual", "cash"))
        start = Line("accrual", "Accrual: tax on invoices", _plain(told.accrual_cents), accrual)
        end = Line("cash", "Cash: tax in payments", _plain(told.cash_cents), cash)
        self.why = [start, *steps, end]
        other = told.accrual_cents if self.basis == "cash" else told.cash_cents
        self.why_title = f"Why not {format.money(other)}?"
        compared = await gst.quick(ctx, first, last, self.basis)
        self.quick = _quick(compared)

    async def _draw(self, ctx: Ctx, span: Span) -> None:
        year = date(span.first.year, 1, 1), date(span.first.year, 12, 31)
        months = await gst.by_month(ctx, *year, self.basis)
        names = [f"{m.month:%b}" for m in months]
        start = span.first.replace(day=1)
        inside = [start <= m.month <= span.last for m in months]
        series = [
            ("Collected", [m.collected_cents / 100 for m in months], "accent"),
            ("Credits", [m.credits_cents / 100 for m in months], "text-3"),
        ]
        self.light = chart.bars(names, series, dark=False, strong=inside)
        self.dark = chart.bars(names, series, dark=True, strong=inside)
        self.months = [
            MonthRow(name, format.money(m.collected_cents), format.money(m.credits_cents))
            for name, m in zip(names, months, strict=True)
        ]

    async def _plan(self, ctx: Ctx) -> None:
        self.may_manage = ctx.can("finance.manage")
        found = await gst.calendar(ctx)
        # The return of the days that run now often falls due next year only.
        later = await gst.calendar(ctx, ctx.today().year + 1)
        now = [one for one in later if one.starts_on <= ctx.today() <= one.ends_on]
        self.returns = [_return(one) for one in [*found, *now]]
        await self._show_instalments(ctx)

    async def _behind(
        self, ctx: Ctx, first: date, last: date, query: listing.Query
    ) -> listing.Page[Any]:
        narrowed = listing.Query(query.search, "", query.after, query.before, query.limit)
        if self.basis == "cash":
            page = await gst.taxed_payments(ctx, first, last, narrowed)
            self.rows = [_payment(ctx, row) for row in page.rows]
        else:
            page = await gst.taxed_invoices(ctx, first, last, narrowed)
            self.rows = [_invoice(row) for row in page.rows]
        return page

    @handler("finance.view", module="module.finance")
    async def show(self, ctx: Ctx, period: str, basis: str):
        """Go to a period and a basis."""
        self.search = ""
        span = {"period": period[:10]} if period else {"from": self.first, "to": self.last}
        self.filters = {**span, "basis": basis[:10]}
        return self._go()

    @handler("finance.view", module="module.finance")
    async def choose(self, ctx: Ctx, on: bool):
        """Open or close the choice of two dates."""
        self.choosing, self.problems = on, {}

    @handler("finance.view", module="module.finance")
    async def show_dates(self, ctx: Ctx, form: dict[str, Any]):
        """Go to two dates of one's own."""
        first, last, _ = gst.read_range(str(form.get("from", "")), str(form.get("to", "")))
        check_range(first, last)
        self.search = ""
        self.filters = {"from": str(first), "to": str(last), "basis": self.basis}
        return self._go()

    @handler("finance.view")
    async def show_table(self, ctx: Ctx, on: bool):
        """Chart or table."""
        self.as_table = on


def _plain(cents: int) -> str:
    return format.money(cents).replace("$", "")


def _signed(cents: int) -> str:
    sign = format.MINUS if cents < 0 else "+"
    return f"{sign} {_plain(abs(cents))}"


def _figures(found: gst.Summary, span: Span) -> Figures:
    kind = "payment" if found.basis == "cash" else "invoice"
    notes = f", {format.count(found.notes, 'credit note')}" if found.notes else ""
    return Figures(
        collected=format.money(found.tax_cents),
        collected_rows=format.count(found.rows, kind) + notes,
        credits=format.money(-found.credits_cents),
        credits_rows=format.count(found.expenses, "expense"),
        prepaid=format.money(-found.instalments_cents),
        prepaid_rows=format.count(found.instalments, "instalment")
        if found.instalments
        else "none in this period",
        balance=format.money(abs(found.balance_cents)),
        balance_name="Net tax to pay" if found.balance_cents >= 0 else "Refund from the CRA",
        due=f"due {format.day(span.due)}" if span.due else "for these dates",
    )


def _quick(compared: gst.QuickComparison) -> str:
    method = compared.method
    words = f"On the Quick Method you would owe {format.money(method.net)}"
    difference = format.money(abs(method.better_by))
    more = "less" if method.better_by >= 0 else "more"
    limit = "" if compared.eligible else " Your sales are too high to choose it."
    return f"{words}, {difference} {more}.{limit}"


def _return(one: gst.Return) -> ReturnRow:
    return ReturnRow(
        one.key,
        one.short_label,
        f"{one.starts_on:%b} – {one.ends_on:%b}",
        f"Due {format.day(one.due_on)}"
        if one.status == "running"
        else gst_span.status_words(one.status, one.due_on),
        format.colour(one.status) if one.status != "running" else "blue",
    )


def _payment(ctx: Ctx, row: gst.TaxedPayment) -> Row:
    return Row(
        str(row.id),
        str(row.invoice_id),
        row.invoice_number,
        format.moment(row.received_at, ctx.zone),
        row.client_name,
        "Refund" if row.amount_cents < 0 else format.words(row.method),
        format.money(row.amount_cents),
        format.money(row.tax_cents),
    )


def _invoice(row: gst.TaxedInvoice) -> Row:
    return Row(
        str(row.id),
        str(row.id),
        row.number,
        format.day(row.issued_on),
        row.client_name,
        format.words(row.status),
        format.money(row.total_cents),
        format.money(row.tax_cents),
    )
