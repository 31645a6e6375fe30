"""The GST export for programs and for the Finance page's button."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Day, Query
from cleaning_app.context import Identity
from cleaning_app.services import gst


class Period(Query):
    """Days in the organisation's zone, both included, at most five years; the basis if not the usual."""

    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")
    basis: Literal["cash", "accrual"] | None = None


@endpoint(
    "GET",
    "/v1/admin/finance/taxes/export",
    needs="finance.view",
    module="module.finance",
    media_type="application/zip",
)
async def taxes(identity: Identity, request_id: str, query: Period) -> Download:
    """The GST of a period as a ZIP an accountant can file from.

    Summary, worksheet, the rows behind them, reconciliation and questions; see README.txt inside.
    """
    first, last = query.first_day, query.last_day
    chunks = await gst.download(identity, first, last, query.basis, request_id=request_id)
    return Download(gst.file_name(first, last), "application/zip", chunks)
