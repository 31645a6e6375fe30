"""A pay period as a file for whoever runs the pay."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator
from datetime import date

from pydantic import BaseModel, ConfigDict

from cleaning_app import money
from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.services import audit, payroll

_COLUMNS = (
    "worker", "period_first", "period_last", "regular_hours", "overtime_hours", "double_hours",
    "rate", "wages", "tips", "reimbursed", "other", "adjustments", "total", "worker_id",
    "rates",
)  # fmt: skip


class Period(BaseModel):
    """Which period: any day in it; today's unless told."""

    model_config = ConfigDict(extra="forbid")

    period: date | None = None


@endpoint(
    "GET",
    "/v1/admin/finance/payroll.csv",
    needs="finance.view",
    also="exports.run",
    module="module.finance",
    media_type="text/csv",
    tag="finance",
)
async def sheet(identity: Identity, request_id: str, query: Period) -> Download:
    """A pay period by worker, as CSV: hours as decimals, amounts in dollars.

    `rate` is that of the last day; `rates` names each with the day it holds from, when it changed.
    An approved period is the copy that was kept. Planned visits without clocked time are not in it.
    """
    async with unit(identity, request_id=request_id) as ctx:
        found = await payroll.sheet(ctx, query.period)
        audit.record(ctx, "payroll.export", "pay_period", period=found.period.key)
    name = f"payroll_{found.period.first}_{found.period.last}.csv"
    return Download(name, "text/csv", _written(found))


async def _written(found: payroll.Sheet) -> AsyncGenerator[bytes, None]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for row in found.rows:
        writer.writerow(
            [
                neutralise_cell(row.worker),
                found.period.first,
                found.period.last,
                *(f"{m / 60:.4f}" for m in (row.regular, row.overtime, row.double)),
                *map(
                    money.to_decimal_string,
                    (
                        row.rate_cents,
                        row.wages_cents,
                        row.tips_cents,
                        row.reimbursed_cents,
                        row.other_cents,
                        row.adjusted_cents,
                        row.total_cents,
                    ),
                ),
                row.worker_id,
                _rates(row),
            ]
        )
    yield "\ufeff".encode() + text.getvalue().encode()


def _rates(row: payroll.PayRow) -> str:
    """26.00; 27.50 from 2026-12-01"""
    return "; ".join(
        money.to_decimal_string(one.cents) + (f" from {one.valid_from}" if one.valid_from else "")
        for one in row.rates_paid
    )
