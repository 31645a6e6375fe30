"""How work went, as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from cleaning_app import money
from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.domain.performance import days_of
from cleaning_app.services import audit, performance
from cleaning_app.services.performance import Performance

_PLAIN = (
    "jobs", "worked", "planned", "starts", "on_time", "overruns", "no_shows", "cancelled",
    "stars", "rated", "booked", "available",
)  # fmt: skip
_MONEY = ("revenue_cents", "labour_cents", "margin_cents")


class Days(BaseModel):
    """A named period (30d, month, last_month, 90d), or two days."""

    model_config = ConfigDict(extra="forbid")

    period: str = Field(default="", max_length=20)
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")


@endpoint(
    "GET",
    "/v1/admin/reports/performance.csv",
    needs="reports.view",
    also="exports.run",
    module="module.teams",
    media_type="text/csv",
    tag="workers",
)
async def comparison(identity: Identity, request_id: str, query: Days) -> Download:
    """Every worker in a period, as CSV: times in minutes, amounts in dollars.

    Amounts are left out for who may not see finance.
    """
    async with unit(identity, request_id=request_id) as ctx:
        first, last = _days(ctx, query)
        found = await performance.everyone(ctx, first, last)
        audit.record(ctx, "performance.export", "worker", first=str(first), last=str(last))
        with_money = ctx.can("finance.view")
    return Download(f"performance_{first}_{last}.csv", "text/csv", _written(found, with_money))


def _days(ctx: Ctx, query: Days) -> tuple[date, date]:
    if query.first and query.last:
        return query.first, query.last
    if query.first:
        return query.first, min(ctx.today(), query.first + timedelta(days=29))
    return days_of(query.period, ctx.today())


async def _written(found: list[Performance], with_money: bool) -> AsyncGenerator[bytes, None]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    amounts = _MONEY if with_money else ()
    writer.writerow(
        ["worker", *_PLAIN, *(name.removesuffix("_cents") for name in amounts), "worker_id"]
    )
    for one in found:
        writer.writerow(
            [
                neutralise_cell(one.worker),
                *(getattr(one, name) for name in _PLAIN),
                *(money.to_decimal_string(getattr(one, name)) for name in amounts),
                one.worker_id,
            ]
        )
    yield "\ufeff".encode() + text.getvalue().encode()
