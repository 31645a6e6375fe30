"""The sample files, and taking them over in the order in which they build on each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.importing.datasets import BY_KEY
from cleaning_app.services import imports
from cleaning_app.services.imports import ImportResult
from tests.factories import Office

DATA = Path(__file__).parents[2] / "data"
BOOKS = DATA / "northlight_small"


def book(dataset: str) -> bytes:
    return (BOOKS / f"{dataset}.csv").read_bytes()


def bad(name: str) -> bytes:
    return (DATA / "bad" / name).read_bytes()


async def take_over(office: Office, *datasets: str) -> dict[str, ImportResult]:
    """Run the sample books, all of them or those named, each in its own transaction."""
    done: dict[str, ImportResult] = {}
    for dataset in datasets or tuple(BY_KEY):
        async with office.unit() as ctx:
            done[dataset] = await imports.run(ctx, dataset, book(dataset), f"{dataset}.csv")
    return done


async def run(office: Office, dataset: str, data: str | bytes, **how: Any) -> ImportResult:
    """Run one file in a transaction of its own."""
    raw = data.encode() if isinstance(data, str) else data
    async with office.unit() as ctx:
        return await imports.run(ctx, dataset, raw, f"{dataset}.csv", **how)


async def rows(ctx: Ctx, sql: str, **values: Any) -> list[Any]:
    """What a query finds, as plain tuples."""
    return [tuple(row) for row in await ctx.session.execute(text(sql), values)]


def errors(result: Any) -> list[tuple[int, str, str]]:
    """The refusals of a preview or result: row, column, message."""
    return [(p.row, p.column, p.message) for p in result.problems if p.severity == "error"]


TABLES = (
    *("clients", "addresses", "workers", "worker_skills", "teams", "skills", "service_types"),
    *("bookings", "booking_crew", "worker_time", "invoices", "invoice_lines", "payments"),
    *("expenses", "expense_categories", "gst_instalments"),
)


async def table_sizes(office: Office) -> dict[str, int]:
    """How many rows each table of the books holds."""
    async with office.unit() as ctx:
        return {name: (await rows(ctx, f"SELECT count(*) FROM {name}"))[0][0] for name in TABLES}
