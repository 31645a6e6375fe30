"""Papers as files: invoices, receipts, statements, the month, each as PDF; several invoices in one ZIP; the
logo."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Days, Query
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.services import audit, company_logo, papers
from cleaning_app.services.finance import monthly

MODULE = "module.invoices"
PDF = "application/pdf"
_ID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_Ids = Annotated[
    str,
    StringConstraints(pattern=rf"^{_ID}(,{_ID})*$", max_length=37 * papers.MOST_AT_ONCE),
]


class Chosen(Query):
    """Which invoices: their ids, separated by commas."""

    ids: _Ids


@endpoint(
    "GET", "/v1/admin/invoices/{id}/pdf", module=MODULE, needs="invoices.view",
    media_type=PDF, tag="invoices",
)  # fmt: skip
async def invoice(identity: Identity, request_id: str, id: UUID) -> Download:
    """An invoice as PDF, as it stands now; drafts and voids say so across the page."""
    async with unit(identity, request_id=request_id) as ctx:
        paper = await papers.invoice(ctx, id)
    return _as_file(paper)


@endpoint(
    "GET", "/v1/admin/invoices.zip", module=MODULE, needs="invoices.view",
    media_type="application/zip", tag="invoices",
)  # fmt: skip
async def chosen_invoices(identity: Identity, request_id: str, query: Chosen) -> Download:
    """Several invoices as PDF in one ZIP, each under its number."""
    ids = [UUID(id) for id in query.ids.split(",")]
    chunks = await papers.bundle(identity, ids, request_id=request_id)
    return Download("invoices.zip", "application/zip", chunks)


@endpoint(
    "GET", "/v1/admin/payments/{id}/receipt", module=MODULE,
    needs=("invoices.view", "finance.view"), media_type=PDF, tag="payments",
)  # fmt: skip
async def receipt(identity: Identity, request_id: str, id: UUID) -> Download:
    """The receipt of a payment or a refund as PDF; what comes later does not change it."""
    async with unit(identity, request_id=request_id) as ctx:
        paper = await papers.receipt(ctx, id)
    return _as_file(paper)


@endpoint(
    "GET", "/v1/admin/credit-notes/{id}/pdf", module=MODULE, needs="invoices.view",
    media_type=PDF, tag="invoices",
)  # fmt: skip
async def credit_note(identity: Identity, request_id: str, id: UUID) -> Download:
    """A credit note as PDF."""
    async with unit(identity, request_id=request_id) as ctx:
        paper = await papers.credit_note(ctx, id)
    return _as_file(paper)


@endpoint(
    "GET", "/v1/admin/clients/{id}/statement", module=MODULE, needs="invoices.view",
    media_type=PDF, tag="clients",
)  # fmt: skip
async def statement(identity: Identity, request_id: str, id: UUID, query: Days) -> Download:
    """A client's account over a period as PDF: opening balance, what happened, what is owed."""
    async with unit(identity, request_id=request_id) as ctx:
        paper = await papers.statement(ctx, id, query.first_day, query.last_day)
    return _as_file(paper)


class Month(Query):
    """A month such as 2026-11, one that has begun."""

    month: str = Field(min_length=7, max_length=7)


@endpoint(
    "GET", "/v1/admin/finance/reports/monthly", module="module.finance", needs="finance.view",
    also="reports.view", media_type=PDF, tag="finance",
)  # fmt: skip
async def monthly_report(identity: Identity, request_id: str, query: Month) -> Download:
    """The month as PDF: profit and loss, cash, receivables, clients, margins, budgets and GST, beside
    the month before and the same month a year ago. The same books give the same bytes.
    """
    month = monthly.month_named(query.month)
    async with unit(identity, request_id=request_id, snapshot=True) as ctx:
        paper = await monthly.load(ctx, month)
    async with unit(identity, request_id=request_id) as ctx:
        audit.record(ctx, "monthly-report.export", "monthly-report", month=query.month)
    return _as_file(paper)


@endpoint(
    "GET", "/company/logo", needs=("settings.manage", "invoices.view"), media_type="image/png",
    module="", in_document=False,
)  # fmt: skip
async def logo(identity: Identity, request_id: str) -> Download:
    """The company's logo, as it stands on its papers."""
    async with unit(identity, request_id=request_id) as ctx:
        found = await company_logo.read(ctx)
    return Download("logo.png", "image/png", _once(found), is_shown=True)


def _as_file(paper: papers.Paper) -> Download:
    return Download(paper.filename, PDF, _set(paper))


async def _set(paper: papers.Paper) -> AsyncGenerator[bytes]:
    yield await papers.typeset(paper)


async def _once(data: bytes) -> AsyncGenerator[bytes]:
    yield data
