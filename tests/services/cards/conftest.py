"""What tests of card payments begin with: a visit, and an invoice that a card has paid."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.services.card_payments import Link
from tests.card_desk import Desk
from tests.services.money.books import a_booking, a_client


@pytest.fixture
async def booking(desk: Desk) -> UUID:
    """A visit of $150."""
    async with desk.office.unit() as ctx:
        return await a_booking(ctx, await a_client(ctx), status="confirmed")


@pytest.fixture
async def paid(desk: Desk) -> Link:
    """An invoice of $105 that was paid by card."""
    link = await desk.invoice()
    desk.stripe.pay(await desk.page(link))
    await desk.catch_up()
    return link
