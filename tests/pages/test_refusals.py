"""What people see when something is refused: words on the page, beside the field and in a toast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio

from cleaning_app.components.handler import _by_field
from cleaning_app.errors import FieldError
from tests import databases, full_house
from tests.full_house import House
from tests.security.tabs import Answer, Tabs, declared, open_tabs


@pytest_asyncio.fixture(scope="module")
async def house(database_urls) -> House:
    return await full_house.build("Refused", roles=["owner"])


@pytest_asyncio.fixture
async def tabs() -> AsyncIterator[Tabs]:
    async with open_tabs() as opened:
        yield opened


async def ask(tabs: Tabs, house: House, name: str, path: str, **payload) -> Answer:
    """One event of the owner's on the page at `path`, which was loaded before."""
    tab = await tabs.connect(house.people["owner"].token)
    tab.path = path
    [load] = [one for one in declared() if one.name == f"{name.partition('.')[0]}.load"]
    loaded = await tab.call(load)
    [event] = [one for one in declared() if one.name == name]
    return loaded if event == load else await tab.call(event, **payload)


@pytest.mark.parametrize(
    ("state", "path", "words"),
    [
        ("ClientState", "/clients/{id}", "no such client"),
        ("WorkerState", "/workers/{id}", "no such worker"),
        ("InvoiceState", "/invoices/{id}", "no such invoice"),
        ("BookingState", "/bookings/{id}", "no such booking"),
        ("BookingState", "/bookings/none", "not here"),
        ("NewInvoiceState", "/invoices/new?client={id}", "no such client"),
        ("BookingsState", "/bookings?from=31/04/2026", "from"),
        ("InvoicesState", "/invoices?status=zzz", "status"),
        ("ClientsState", "/clients?after=zzz", "page"),
        ("AuditState", "/audit?sort=zzz", "sort"),
        ("GstState", "/finance/gst?period=banana", "period"),
    ],
)
async def test_a_page_that_cannot_be_shown_says_why_and_stops_waiting(
    tabs: Tabs, house: House, state: str, path: str, words: str
):
    answer = await ask(tabs, house, f"{state}.load", path.format(id=uuid4()))
    assert answer.result != "ok"
    delta = next(line for line in answer.sent if "trouble" in line)
    assert words in delta.lower()
    assert '"ready_rx_state_": true' in delta


async def test_a_connection_lost_in_the_middle_is_said_and_the_next_click_works(
    tabs: Tabs, house: House, server, database_urls
):
    """Somebody waits for a table when the database ends their connection."""
    superuser = databases.superuser_conninfo(server, databases.name_of(database_urls))
    async with await psycopg.AsyncConnection.connect(superuser) as blocker:
        await blocker.execute("LOCK TABLE clients IN ACCESS EXCLUSIVE MODE")
        waiting = asyncio.create_task(ask(tabs, house, "ClientsState.load", "/clients"))
        ended = 0
        while not ended:
            found = await blocker.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            [ended] = await found.fetchone() or [0]
        answer = await waiting
    assert answer.result == "unavailable"
    assert "try again" in next(line for line in answer.sent if "trouble" in line)
    again = await ask(tabs, house, "ClientsState.load", "/clients")
    assert (again.result, house.marks[0] in again.text) == ("ok", True)


def test_what_is_wrong_with_a_row_stands_under_its_list():
    problems = _by_field(
        [
            FieldError("lines.1.quantity", "Enter more than zero."),
            FieldError("lines.4.quantity", "Enter more than zero."),
            FieldError("due_on", "Before the invoice."),
        ]
    )
    assert problems == {"lines": "Line 2: Enter more than zero.", "due_on": "Before the invoice."}
