"""The GST export and the returns that were filed, for programs and for the Finance page's buttons."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, Days
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.services import gst


class Period(Days):
    """Days, and the basis if it isn't the usual one."""

    basis: Literal["cash", "accrual"] | None = None


@endpoint(
    "GET",
    "/v1/admin/finance/taxes/export",
    needs="finance.view",
    module="module.finance",
    media_type="application/zip",
)
async def export(identity: Identity, request_id: str, query: Period) -> Download:
    """The GST of a period as a ZIP an accountant can file from.

    Summary, worksheet, the rows behind them, reconciliation and questions; see README.txt inside.
    """
    first, last = query.first_day, query.last_day
    chunks = await gst.download(identity, first, last, query.basis, request_id=request_id)
    return Download(gst.file_name(first, last), "application/zip", chunks)


class NewFiling(Body):
    """A whole reporting period that was filed; today and the usual basis unless told otherwise."""

    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")
    basis: Literal["cash", "accrual"] | None = None
    filed_on: Day | None = None
    confirmation: str = Field(default="", max_length=60)


class Withdrawal(Body):
    """Why a return is taken back."""

    reason: str = Field(max_length=500)


@endpoint(
    "GET",
    "/v1/admin/finance/taxes/filings",
    needs="finance.view",
    module="module.finance",
    answer=list[gst.Filing],
)
async def filings(ctx: Ctx) -> list[gst.Filing]:
    """Every return that was filed, the latest period first."""
    return await gst.filings(ctx)


@endpoint(
    "POST",
    "/v1/admin/finance/taxes/filings",
    needs="finance.manage",
    module="module.finance",
    answer=gst.Filing,
    status=201,
)
async def file(ctx: Ctx, body: NewFiling) -> gst.Filing:
    """Keep a return as filed: its figures and export stay as they are, its days are closed."""
    return await gst.file(
        ctx,
        body.first_day,
        body.last_day,
        basis=body.basis,
        filed_on=body.filed_on,
        confirmation=body.confirmation,
    )


@endpoint(
    "POST",
    "/v1/admin/finance/taxes/filings/{id}/withdraw",
    needs="finance.manage",
    module="module.finance",
)
async def withdraw(ctx: Ctx, id: UUID, body: Withdrawal) -> None:
    """Take back the latest return, so that its days can be changed and it can be filed anew."""
    await gst.withdraw(ctx, id, body.reason)


@endpoint(
    "GET",
    "/v1/admin/finance/taxes/filings/{id}/export",
    needs="finance.view",
    module="module.finance",
    media_type="application/zip",
)
async def filed_copy(identity: Identity, request_id: str, id: UUID) -> Download:
    """The export a return was filed from, byte for byte as it was then."""
    async with unit(identity, request_id=request_id) as ctx:
        copy = await gst.copy_of(ctx, id)
    return Download(copy.name, "application/zip", copy.pieces)
