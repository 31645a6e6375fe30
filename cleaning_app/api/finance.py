"""Finance for other programs and as files: profit and loss, cash flow, what is owed, what each job leaves,
what does not fit, and the rows behind any of these figures."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from pydantic import Field

from cleaning_app import money
from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Day, Days, ListQuery
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.services import audit, finance, listing
from cleaning_app.services.finance import (
    CashFlow,
    Entry,
    ProfitLoss,
    ageing,
    margins,
    reconciliation,
)
from cleaning_app.services.finance.ageing import ClientAgeing
from cleaning_app.services.finance.margins import Margin
from cleaning_app.services.finance.reconciliation import LooseEnd

MODULE = "module.finance"


class RowFilters(ListQuery):
    """Which figure, and its arguments; each figure takes those it knows.

    `from` and `to` are days in the organisation's zone, both included. Sorts: `day`, `cents`, `who`.
    """

    figure: str = Field(max_length=40)
    line: str = Field(default="", max_length=100)
    basis: Literal["", "cash", "accrual"] = ""
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")


async def rows(ctx: Ctx, query: RowFilters) -> listing.Page[Entry]:
    """One page of the rows behind a figure."""
    return await finance.rows(ctx, query.as_query())


class ReceivablesFilters(ListQuery):
    """A day in the organisation's zone, today unless told. Sorts: `client`, `invoices`, `oldest`,
    `total_cents` and the buckets."""

    as_of: Day | None = Field(default=None, description="What was owed at the end of this day.")


async def receivables(ctx: Ctx, query: ReceivablesFilters) -> listing.Page[ClientAgeing]:
    """Who owes what, by how long it is past due."""
    return await ageing.by_client(ctx, query.as_of or ctx.today(), query.as_query())


class MarginFilters(ListQuery):
    """Days in the organisation's zone, both included, this month unless told. Sorts: `percent`,
    `name`, `day`, `jobs`, `minutes`, `revenue_cents`, `labour_cents`, `margin_cents`."""

    by: Literal["job", "worker", "service", "area", "client"] = "job"
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")


async def by_margin(ctx: Ctx, query: MarginFilters) -> listing.Page[Margin]:
    """What each job, worker, service, area or client left once labour was paid."""
    last = query.last_day or ctx.today()
    first = query.first_day or date(last.year, last.month, 1)
    return await margins.find(ctx, first, last, query.by, query.as_query())


class ReconciliationFilters(ListQuery):
    """One group, all unless told. Sort: `day`."""

    group: Literal[
        "", "disagree", "void", "twice", "refund-failed", "pending", "called-off", "bank",
        "credit", "held", "several", "no-fee",
    ] = ""  # fmt: skip


async def loose_ends(ctx: Ctx, query: ReconciliationFilters) -> listing.Page[LooseEnd]:
    """What does not fit between payments, invoices, deposits and the bank."""
    return await reconciliation.find(ctx, query.as_query())


class BasedDays(Days):
    """Days, and whether sales count as invoiced (accrual) or as received (cash)."""

    basis: Literal["cash", "accrual"] = "accrual"


@endpoint(
    "GET",
    "/v1/admin/finance/profit-loss.csv",
    needs="finance.view",
    also="exports.run",
    module=MODULE,
    media_type="text/csv",
)
async def profit_loss(identity: Identity, request_id: str, query: BasedDays) -> Download:
    """Profit and loss as CSV: a line for each service, kind of labour and expense category, and the
    results, by month. Without GST and PST; amounts are decimal dollars, costs positive.
    """
    async with unit(identity, request_id=request_id) as ctx:
        found = await finance.profit_loss(ctx, query.first_day, query.last_day, query.basis)
        _record(ctx, "profit-loss", query, basis=query.basis)
    return table(f"profit_loss_{query.first_day}_{query.last_day}_{query.basis}.csv", _lines(found))


@endpoint(
    "GET",
    "/v1/admin/finance/cash-flow.csv",
    needs="finance.view",
    also="exports.run",
    module=MODULE,
    media_type="text/csv",
)
async def cash_flow(identity: Identity, request_id: str, query: Days) -> Download:
    """Cash flow as CSV: a line for each method and category by week or month, amounts with tax.

    When the days end today, columns with what is expected after them follow, each said to be so. The
    last line is what is in the bank at the end of each, where the company has said what was there.
    """
    async with unit(identity, request_id=request_id) as ctx:
        until = finance.horizon(ctx.today()) if query.last_day == ctx.today() else None
        past, ahead = finance.cut(query.first_day, query.last_day, until)
        found = await finance.cash_flow(ctx, query.first_day, query.last_day, past)
        flows = [found]
        if until is not None:
            flows.append(finance.in_parts(await finance.forecast(ctx, until), ahead))
        _record(ctx, "cash-flow", query)
        lines = _cash_lines(flows)
        if known := await finance.bank_balance.reading(ctx):
            day_before = query.first_day - timedelta(days=1)
            start = await finance.bank_balance.at_end_of(ctx, day_before, known)
            moved = [cents for one in flows for cents in one.net]
            running = list(accumulate(moved, initial=start))[1:]
            lines.append(["Result", "In the bank", *_plain(running)])
    return table(f"cash_flow_{query.first_day}_{query.last_day}.csv", lines)


def _cash_lines(flows: Sequence[CashFlow]) -> list[list[str]]:
    said = {False: "", True: "expected "}
    head = [f"{said[one.of_forecast]}{p.first} to {p.last}" for one in flows for p in one.parts]
    written = [["section", "line", *head]]
    names = {"in": "Money in", "out": "Money out"}
    for section, name in names.items():
        for one in flows:
            for line in one.of(section):
                cells = [
                    cents
                    for other in flows
                    for cents in (line.cents if other is one else [0] * len(other.parts))
                ]
                written.append([name, said[one.of_forecast] + line.name, *_plain(cells)])
        sums = [cents for one in flows for cents in one.sums(section)]
        written.append([name, f"Total {name.lower()}", *_plain(sums)])
    return [*written, ["Result", "Net", *_plain([c for one in flows for c in one.net])]]


def _plain(cents: Sequence[int]) -> list[str]:
    return [money.to_decimal_string(one) for one in cents]


def _lines(found: ProfitLoss) -> list[list[str]]:
    names = {"revenue": "Revenue", "labour": "Labour", "costs": "Expenses"}
    head = ["section", "line", *(f"{p.first} to {p.last}" for p in found.parts), "total"]
    written = [head]
    for section, name in names.items():
        written += [[name, one.name, *_dollars(one.cents)] for one in found.of(section)]
        written.append([name, f"Total {name.lower()}", *_dollars(found.sums(section))])
        if section == "labour":
            written.append(["Result", "Gross profit", *_dollars(found.gross)])
    return [*written, ["Result", "Net profit", *_dollars(found.net)]]


def _dollars(cents: Sequence[int]) -> list[str]:
    return _plain([*cents, sum(cents)])


def _record(ctx: Ctx, name: str, query: Days, **told: str) -> None:
    first, last = str(query.first_day), str(query.last_day)
    audit.record(ctx, f"{name}.export", name, first=first, last=last, **told)


def table(name: str, lines: Sequence[Sequence[str]]) -> Download:
    """A small table as a CSV file; cells that a spreadsheet would run begin with an apostrophe."""

    async def written() -> AsyncGenerator[bytes, None]:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([neutralise_cell(cell) for cell in line] for line in lines)
        yield "\ufeff".encode() + text.getvalue().encode()

    return Download(name, "text/csv", written())
