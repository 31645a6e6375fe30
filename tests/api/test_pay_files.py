"""Pay and performance as files: what the page says, for who may see it, and nothing runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import uuid4

import httpx
import pytest

from cleaning_app import db, rate_limits
from cleaning_app.db import unit
from cleaning_app.services import organisations, payroll, workers
from tests.api.conftest import Person, client_of, join

DAY = date(2026, 11, 2)


@pytest.fixture(scope="module")
async def cast(database_urls):
    """An office with a worker of a hostile name who was given a tip."""
    here = await organisations.create(f"pay-{uuid4().hex[:8]}", "Pay")
    async with unit(here) as ctx:
        worker = await workers.create(ctx, name='=HYPERLINK("http://evil.test")')
        await payroll.add_item(ctx, worker, "tip", 1234, ctx.today())
    yield {role: await join(here, role) for role in ("owner", "accountant", "dispatcher", "viewer")}
    await db.dispose()


async def get(door, person: Person, path: str) -> httpx.Response:
    rate_limits.reset()
    async with client_of(door) as client:
        return await client.get(path, headers=person.cookie)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_a_pay_period_as_a_file(door, cast):
    [row] = rows(await get(door, cast["accountant"], "/v1/admin/finance/payroll.csv"))
    assert row["worker"] == '\'=HYPERLINK("http://evil.test")'
    assert (row["tips"], row["wages"], row["total"]) == ("12.34", "0.00", "12.34")
    assert rows(await get(door, cast["owner"], f"/v1/admin/finance/payroll.csv?period={DAY}")) == []


async def test_pay_is_for_finance_only_and_odd_periods_are_refused(door, cast):
    for role in ("dispatcher", "viewer"):
        assert (await get(door, cast[role], "/v1/admin/finance/payroll.csv")).status_code == 403
    for odd in ("1066-01-01", "words", "2026-13-01"):
        answer = await get(door, cast["owner"], f"/v1/admin/finance/payroll.csv?period={odd}")
        assert answer.status_code == 422, odd


async def test_performance_as_a_file(door, cast):
    path = "/v1/admin/reports/performance.csv"
    [row] = rows(await get(door, cast["owner"], f"{path}?period=month"))
    assert row["worker"].startswith("'=")
    assert (row["jobs"], row["revenue"], row["margin"]) == ("0", "0.00", "0.00")
    assert (
        await get(door, cast["owner"], f"{path}?from=2020-01-01&to=2026-01-01")
    ).status_code == 422
    assert (await get(door, cast["viewer"], path)).status_code == 403
