"""What is owed, what is earned by each job and what does not fit, for other programs and as files."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date
from typing import Literal

from pydantic import Field

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Day, ListQuery, Query
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.services import audit, listing, papers
from cleaning_app.services.finance import ageing, margins, monthly, reconciliation
from cleaning_app.services.finance.ageing import ClientAgeing
from cleaning_app.services.finance.margins import Margin
from cleaning_app.services.finance.reconciliation import LooseEnd

MODULE = "module.finance"


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


class Month(Query):
    """A month such as 2026-11, one that has begun."""

    month: str = Field(min_length=7, max_length=7)


@endpoint(
    "GET", "/v1/admin/finance/reports/monthly", module=MODULE, needs="finance.view",
    also="reports.view", media_type="application/pdf", tag="finance",
)  # fmt: skip
async def report(identity: Identity, request_id: str, query: Month) -> Download:
    """The month as PDF: profit and loss, cash, receivables, clients, margins, budgets and GST, beside
    the month before and the same month a year ago. The same books give the same bytes.
    """
    month = monthly.month_named(query.month)
    async with unit(identity, request_id=request_id, snapshot=True) as ctx:
        paper = await monthly.load(ctx, month)
    async with unit(identity, request_id=request_id) as ctx:
        audit.record(ctx, "monthly-report.export", "monthly-report", month=query.month)
    return Download(paper.filename, "application/pdf", _set(paper))


async def _set(paper: papers.Paper) -> AsyncGenerator[bytes, None]:
    yield await papers.typeset(paper)
