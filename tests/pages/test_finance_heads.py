"""What stands over a page of Finance: a figure with its own rows, a report only where there is one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest_asyncio

from cleaning_app.context import Actor
from cleaning_app.db import unit
from cleaning_app.pages.finance import monthly
from tests.api.conftest import Person, join
from tests.security.tabs import Answer, Tabs, declared, open_tabs
from tests.services.money.books import a_client, a_sent_invoice


@pytest_asyncio.fixture
async def tabs() -> AsyncIterator[Tabs]:
    async with open_tabs() as opened:
        yield opened


@pytest_asyncio.fixture
async def accountant(office) -> Person:
    return await join(office.identity, "accountant")


async def load(tabs: Tabs, person: Person, state: str, path: str) -> Answer:
    tab = await tabs.connect(person.token)
    tab.path = path
    [event] = [one for one in declared() if one.name == f"{state}.load"]
    answer = await tab.call(event)
    assert answer.result == "ok"
    return answer


async def test_a_search_narrows_the_rows_and_leaves_the_figure_as_it_is(tabs, office, accountant):
    async with unit(office.identity) as ctx:
        for name in ("Ann", "Ann", "Bo"):
            await a_sent_invoice(ctx, await a_client(ctx, name), issued_on=ctx.today())
        day = ctx.today()
    path = f"/finance/rows?figure=profit-loss&line=revenue&from={day}&to={day}&q=bo"
    told = (await load(tabs, accountant, "FigureState", path)).text
    assert '"amount_rx_state_": "$300.00"' in told
    assert '"counted_rx_state_": "3 rows"' in told
    assert '"total_rx_state_": "1 row"' in told


async def test_a_month_that_has_not_begun_has_no_report_to_offer(tabs, accountant):
    async with unit(accountant.identity) as ctx:
        today = ctx.today()
    path = f"/finance/profit-loss?from={today}&to={today + timedelta(days=400)}"
    told = (await load(tabs, accountant, "ProfitLossState", path)).text
    assert f'"report_on_rx_state_": "{today}"' in told


async def test_who_may_not_see_reports_is_offered_none(office):
    actor = Actor("user", None, "Bea", "custom", frozenset({"finance.view"}))
    async with unit(replace(office.identity, actor=actor), clock=office.clock) as ctx:
        assert monthly.offered(ctx, ctx.today()) == ""
    async with office.unit("accountant") as ctx:
        yesterday = ctx.today() - timedelta(days=1)
        assert monthly.offered(ctx, yesterday) == yesterday.isoformat()
