"""Stripe's double, settings that lead to it, and an invoice to pay."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from cleaning_app import db
from cleaning_app.clock import SystemClock
from cleaning_app.models import CardPayment, Payment
from cleaning_app.services import card_payments, invoices, outbox_kinds
from cleaning_app.services.card_payments import Link
from cleaning_app.services.outbox_delivery import Delivery
from tests.factories import Office
from tests.providers.stripe import KEY, WEBHOOK_SECRET, StripeDouble
from tests.services.money.books import a_client, a_sent_invoice, line

CLOCK = SystemClock()
"""The moment an event was signed has to be near ours, so these tests go by the real clock."""


@pytest.fixture
async def stripe(configure: Callable[..., None]) -> AsyncIterator[StripeDouble]:
    """Stripe, and settings that take cards through it."""
    async with StripeDouble() as double:
        configure(
            stripe_secret_key=KEY, stripe_webhook_secret=WEBHOOK_SECRET, stripe_api_base=double.url
        )
        yield double


@dataclass
class Desk:
    """An office that takes cards, and Stripe's side of it."""

    office: Office
    stripe: StripeDouble
    told: int = 0

    async def invoice(self, cents: int = 10000) -> Link:
        """A sent invoice of `cents` + GST; the link under which it is paid."""
        async with self.office.unit() as ctx:
            client = await a_client(ctx)
            invoice_id = await a_sent_invoice(ctx, client, line(cents), issued_on=ctx.today())
        return Link("invoice", self.office.identity.org.id, invoice_id)

    async def page(self, link: Link) -> str:
        """Open Stripe's page for a link; its session."""
        opened = await card_payments.open_page(await card_payments.visitor(link), link, CLOCK)
        return opened.url.rpartition("/")[2]

    async def hear(self, *events: dict[str, Any]) -> None:
        """Take in events; by default all that happened since the last time."""
        fresh = events or tuple(self.stripe.events[self.told :])
        self.told = len(self.stripe.events)
        for event in fresh:
            body, headers = self.stripe.signed(event)
            await card_payments.receive(body, headers["stripe-signature"], CLOCK.now())

    async def follow(self) -> dict[str, int]:
        """Work through what was taken in."""
        return dict(await card_payments.work_through(CLOCK))

    async def catch_up(self) -> None:
        """Hear and follow all that happened."""
        await self.hear()
        counts = await self.follow()
        assert set(counts) <= {"done", "ignored"}, counts

    async def rows(self, id: UUID) -> list[Payment]:
        """The payments on an invoice or a deposit, oldest first."""
        async with self.office.unit() as ctx:
            found = await ctx.session.scalars(
                select(Payment)
                .where((Payment.invoice_id == id) | (Payment.deposit_id == id))
                .order_by(Payment.created_at, Payment.id)
            )
            return list(found)

    async def tries(self, link: Link) -> list[CardPayment]:
        """The tries at paying, oldest first."""
        async with self.office.unit() as ctx:
            found = await ctx.session.scalars(select(CardPayment).order_by(CardPayment.created_at))
            return [one for one in found if link.id in (one.invoice_id, one.deposit_id)]

    async def status(self, link: Link) -> str:
        async with self.office.unit() as ctx:
            return (await invoices.get(ctx, link.id)).status.value


@pytest.fixture
async def desk(office: Office, stripe: StripeDouble) -> Desk:
    """An office that takes cards."""
    office.clock = CLOCK
    return Desk(office, stripe)


async def events() -> list[Any]:
    """Every event that was taken in."""
    async with db.transaction("jobs") as session:
        return list(await session.execute(text("SELECT * FROM stripe_events ORDER BY received_at")))


async def deliver() -> dict[str, int]:
    """Make the calls to Stripe that wait in the outbox."""
    kinds = {name: kind for name, kind in outbox_kinds.table().items() if name == "stripe"}
    delivery = Delivery(kinds=kinds)
    await delivery.run(until_idle=True)
    return dict(delivery.counts)
