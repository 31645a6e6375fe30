"""A form that is sent several times at once, by a double click or a line that came back, counts once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from cleaning_app.db import unit
from tests.full_house import House
from tests.security.deeds import DEEDS, Payload, Round, event
from tests.security.tabs import Tab, Tabs, declared

LONG = 1_000
"""Rounds of the long form, over all deeds."""


async def _count(house: House, where: str) -> int:
    async with unit(house.owner) as ctx:
        return await ctx.session.scalar(text(f"SELECT count(*) FROM {where}")) or 0


async def _at_once(tab: Tab, name: str, payload: Payload, times: int) -> str:
    """The same event, all copies on their way before the first is through; what came back."""
    sent = [tab.call(event(name), **payload) for _ in range(times)]
    return " ".join(f"{answer.result} {answer.text}" for answer in await asyncio.gather(*sent))


async def test_every_handler_that_makes_something_once_is_tried_here(tabs: Tabs):
    assert {one.name for one in declared() if one.once} == set(DEEDS)


@pytest.mark.parametrize("name", DEEDS)
async def test_what_is_sent_several_times_at_once_is_made_once(
    ours: House, tabs: Tabs, many, name: str
):
    deed = DEEDS[name]
    rounds = many(2, -(-LONG // len(DEEDS)))
    for n in range(rounds):
        tab = await tabs.connect(ours.people[deed.role].token)
        payload = await deed.prepare(Round(ours, tab, n))
        before = await _count(ours, deed.makes)
        ended = await _at_once(tab, name, payload, 2 + n % 4)
        assert await _count(ours, deed.makes) == before + 1, (n, ended[-900:])
    print(f"{name}: {rounds} of {rounds} rounds had one effect")


async def test_what_is_sent_again_after_the_line_dropped_is_made_once(ours: House, tabs: Tabs):
    """The tab's socket goes while the payment is being written; the page comes back and resends."""
    name = "InvoiceState.record_payment"
    tab = await tabs.connect(ours.people["owner"].token)
    payload = await DEEDS[name].prepare(Round(ours, tab, 0))
    before = await _count(ours, "payments")
    first = asyncio.create_task(tab.call(event(name), **payload))
    await asyncio.sleep(0)
    await tabs.disconnect(tab)
    back = await tabs.connect(ours.people["owner"].token, tab=tab.id)
    back.path = tab.path
    again = await back.call(event(name), **payload)
    await first
    assert again.result == "ok", again
    assert await _count(ours, "payments") == before + 1


async def test_a_double_click_does_not_agree_to_an_overpayment(ours: House, tabs: Tabs):
    name = "InvoiceState.record_payment"
    tab = await tabs.connect(ours.people["owner"].token)
    payload = await DEEDS[name].prepare(Round(ours, tab, 0))
    form = payload["form"] | {"amount": "9999.99", "agreed": ""}
    before = await _count(ours, "payments")
    await _at_once(tab, name, {"form": form}, 3)
    assert await _count(ours, "payments") == before
    agreed = form | {"agreed": "$9,894.99"}
    await _at_once(tab, name, {"form": agreed}, 3)
    assert await _count(ours, "payments") == before + 1


async def test_the_same_deed_on_the_next_thing_is_no_repeat(ours: House, tabs: Tabs):
    """Five dollars on one invoice and at once five on the next are two payments."""
    name = "InvoiceState.record_payment"
    tab = await tabs.connect(ours.people["owner"].token)
    before = await _count(ours, "payments")
    for n in range(2):
        payload = await DEEDS[name].prepare(Round(ours, tab, n))
        await tab.call(event(name), **payload)
    assert await _count(ours, "payments") == before + 2


async def test_what_was_refused_can_be_sent_again_at_once(ours: House, tabs: Tabs):
    tab = await tabs.connect(ours.people["owner"].token)
    create = event("ClientsState.create")
    assert (await tab.call(create, form={"name": ""})).result == "invalid"
    assert (await tab.call(create, form={"name": ""})).result == "invalid"
    before = await _count(ours, "clients")
    assert (await tab.call(create, form={"name": "At last"})).result == "ok"
    assert (await tab.call(create, form={"name": "And another"})).result == "ok"
    assert await _count(ours, "clients") == before + 2
