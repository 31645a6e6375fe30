"""A form that is sent several times at once, by a double click or a line that came back, counts once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from cleaning_app.db import unit
from cleaning_app.services import invoices
from cleaning_app.services.invoices import NewLine
from tests.full_house import House
from tests.security.tabs import Declared, Tab, Tabs, declared


def _event(name: str) -> Declared:
    return next(one for one in declared() if one.name == name)


async def _count(house: House, table: str) -> int:
    async with unit(house.owner) as ctx:
        return await ctx.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


@pytest.fixture
async def tab(tabs: Tabs, ours: House) -> Tab:
    """The owner's tab."""
    return await tabs.connect(ours.people["owner"].token)


async def _at_once(tab: Tab, event: Declared, form: dict[str, Any], times: int) -> None:
    """The same event, all copies on their way before the first is through."""
    await asyncio.gather(*(tab.call(event, form=form) for _ in range(times)))


FORMS: list[tuple[str, str, Callable[[House, int], dict[str, Any]]]] = [
    ("ClientsState.create", "clients", lambda house, n: {"name": f"Twice {n}"}),
    ("WorkersState.create", "workers", lambda house, n: {"name": f"Twin {n}"}),
    (
        "ExpensesState.save",
        "expenses",
        lambda house, n: {
            "occurred_on": "2026-11-02",
            "category_id": str(house.ids["category"]),
            "vendor": f"Mops {n}",
            "total": "10.50",
            "tax": "0.50",
        },
    ),
]


@pytest.mark.parametrize(("event", "table", "form"), FORMS, ids=[event for event, _, _ in FORMS])
async def test_what_is_sent_several_times_is_made_once(
    ours: House, tab: Tab, many, event: str, table: str, form
):
    rounds, before = many(3, 200), await _count(ours, table)
    for n in range(rounds):
        await _at_once(tab, _event(event), form(ours, n), 2 + n % 4)
    assert await _count(ours, table) == before + rounds
    print(f"{event}: {rounds} of {rounds} rounds had one effect")


async def test_money_is_recorded_once_and_the_next_invoices_too(ours: House, tab: Tab, many):
    """The same amount on two invoices one after the other is two payments, not a repeat."""
    rounds, before = many(3, 200), await _count(ours, "payments")
    form = {"amount": "5.00", "method": "cash", "received_on": "2026-11-20"}
    for n in range(rounds):
        async with unit(ours.owner) as ctx:
            invoice_id = await invoices.create(
                ctx, client_id=ours.ids["client"], lines=[NewLine("Cleaning", 10_000)]
            )
            await invoices.send(ctx, invoice_id, without_email=True)
        tab.path = f"/invoices/{invoice_id}"
        assert (await tab.call(_event("InvoiceState.load"))).result == "ok"
        await _at_once(tab, _event("InvoiceState.record_payment"), form, 2 + n % 4)
    assert await _count(ours, "payments") == before + rounds
    print(f"payments: {rounds} of {rounds} rounds had one effect")


async def test_what_was_refused_can_be_sent_again_at_once(ours: House, tab: Tab):
    create = _event("ClientsState.create")
    assert (await tab.call(create, form={"name": ""})).result == "invalid"
    assert (await tab.call(create, form={"name": ""})).result == "invalid"
    before = await _count(ours, "clients")
    assert (await tab.call(create, form={"name": "At last"})).result == "ok"
    assert (await tab.call(create, form={"name": "And another"})).result == "ok"
    assert await _count(ours, "clients") == before + 2
