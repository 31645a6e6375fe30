"""What stands around expenses over HTTP: receipts as files, budgets, recurring expenses, their CSVs."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from cleaning_app.clock import SystemClock
from cleaning_app.services import expenses
from tests.api.conftest import A, join
from tests.domain.test_papers import PDF
from tests.full_house import a_photo


@pytest.fixture
async def category(office) -> str:
    async with office.unit() as ctx:
        return str({one.key: one.id for one in await expenses.categories(ctx)}["meals"])


@pytest.fixture
def today(office):
    return SystemClock().now().astimezone(office.clock.now().tzinfo).date() - timedelta(days=1)


def _spent(category: str, today, **more) -> dict:
    return {
        "occurred_on": today.isoformat(), "category_id": category, "vendor": "Café Hélène",
        "total_cents": 10500, "tax_cents": 500, **more,
    }  # fmt: skip


async def _attach(client, who, id: str, data: bytes, name: str = "slip"):
    files = {"file": (name, data, "application/octet-stream")}
    return await client.put(f"{A}/expenses/{id}/receipt", files=files, headers=who.headers)


async def test_a_receipt_is_attached_shown_replaced_and_taken_away(
    client, call, owner, office, category, today
):
    made = await call("POST", "/expenses", _spent(category, today), expect=201)
    assert (made["claimable_cents"], made["receipt_id"]) == (250, None)
    first = await _attach(client, owner, made["id"], a_photo(), "lunch.jpeg")
    assert (first.status_code, first.json()["kind"]) == (200, "picture"), first.text
    second = (await _attach(client, owner, made["id"], PDF, "lunch bill.pdf")).json()
    assert (await call("GET", f"/expenses/{made['id']}"))["receipt_id"] == second["id"]
    shown = await client.get(f"/receipts/{second['id']}", headers=owner.cookie)
    assert shown.content == PDF
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert '"lunch bill.pdf"' in shown.headers["content-disposition"]
    gone = await client.get(f"/receipts/{first.json()['id']}", headers=owner.cookie)
    assert gone.status_code == 404
    for role, status in (
        ("accountant", 200),
        ("dispatcher", 403),
        ("viewer", 403),
        ("worker", 403),
    ):
        person = await join(office.identity, role)
        answer = await client.get(f"/receipts/{second['id']}", headers=person.cookie)
        assert answer.status_code == status, role
    assert (await client.get(f"/receipts/{second['id']}")).status_code == 401
    await call("DELETE", f"/expenses/{made['id']}/receipt", expect=204)
    await call("GET", f"/expenses/{made['id']}/receipt", expect=404)
    rows = list(csv.reader(io.StringIO(
        (await client.get(f"{A}/expenses.csv?receipt=no", headers=owner.headers)).text
    )))  # fmt: skip
    assert (rows[0][0].lstrip("\ufeff"), rows[1][1], rows[1][7]) == (
        "occurred_on",
        "Café Hélène",
        "2.50",
    )


@pytest.mark.parametrize("data", [b"", b"<svg/>", PDF[:-20], PDF.replace(b"/Type", b"/JS 1")])
async def test_what_is_no_receipt_is_refused(client, call, owner, category, today, data):
    made = await call("POST", "/expenses", _spent(category, today), expect=201)
    answer = await _attach(client, owner, made["id"], data)
    assert answer.status_code == 422, answer.text
    assert (await call("GET", f"/expenses/{made['id']}"))["receipt_id"] is None


async def test_an_expense_of_another_company_takes_no_receipt(
    client, call, new_office, category, today
):
    made = await call("POST", "/expenses", _spent(category, today), expect=201)
    stranger = await join((await new_office("Other")).identity, "owner")
    assert (await _attach(client, stranger, made["id"], PDF)).status_code == 404


async def test_a_budget_is_set_seen_and_downloaded(client, call, owner, category, today):
    await call("POST", "/expenses", _spent(category, today), expect=201)
    wanted = {
        "category_id": category,
        "span": "month",
        "from_on": today.isoformat(),
        "amount_cents": 100_00,
    }
    held = await call("PUT", "/expense-budgets", wanted)
    [line] = held["items"]
    assert (line["budget_cents"], line["spent_cents"], line["expenses"]) == (100_00, 102_50, 1)
    assert await call("GET", f"/expense-budgets?month={today}") == held
    answer = await client.get(f"{A}/expense-budgets.csv?month={today}", headers=owner.headers)
    assert "Meals,month," in answer.text
    assert ",100.00,102.50,-2.50,1" in answer.text
    await call("PUT", "/expense-budgets", wanted | {"span": "week"}, expect=422)


async def test_a_recurring_expense_is_begun_changed_paused_and_removed(call, category, today):
    wanted = {
        "category_id": category, "vendor": "Storage unit 14", "total_cents": 21000,
        "tax_cents": 1000, "every": "month", "starts_on": today.isoformat(),
    }  # fmt: skip
    made = await call("POST", "/recurring-expenses", wanted, expect=201)
    assert (made["entered"], made["status"]) == (1, "running")
    found = await call("GET", f"/expenses?recurring_id={made['id']}")
    assert [row["total_cents"] for row in found["items"]] == [21000]
    path = f"/recurring-expenses/{made['id']}"
    changed = await call("PATCH", path, {"total_cents": 31500, "tax_cents": 1500})
    assert (changed["total_cents"], changed["every"]) == (31500, "month")
    await call("PATCH", path, {"every": "week"}, expect=412, **{"If-Match": '"1"'})
    assert (await call("POST", path + "/pause"))["status"] == "paused"
    assert (await call("POST", path + "/resume"))["status"] == "running"
    await call("DELETE", path, expect=204)
    assert (await call("GET", "/recurring-expenses"))["items"] == []
    await call("POST", "/recurring-expenses", wanted | {"every": "day"}, expect=422)
