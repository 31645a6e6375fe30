"""A client's credit while some of it is on its way back to a card."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import credit_notes, invoices, payments
from cleaning_app.services.card_payments import Link
from cleaning_app.services.payments import credit, credit_back
from tests.card_desk import Desk, deliver
from tests.services.money.books import a_sent_invoice, pay


async def another(ctx, link: Link) -> tuple[UUID, UUID]:
    """The client of an invoice, and another invoice of $105 for them."""
    client = (await invoices.get(ctx, link.id)).client_id
    return client, await a_sent_invoice(ctx, client, issued_on=ctx.today())


async def test_credit_on_its_way_back_to_the_card_is_not_spent_again(desk: Desk, paid: Link):
    async with desk.office.unit() as ctx:
        client, other = await another(ctx, paid)
        await credit_notes.issue(ctx, paid.id, reason="Nobody came")
        assert await credit.total(ctx, client) == 10500
        await credit_back.give_back(ctx, paid.id, amount_cents=8000)
        assert [one.cents for one in await credit.held(ctx, client)] == [2500]
        assert await credit.total(ctx, client) == 2500
        assert (await invoices.get(ctx, paid.id)).credit_cents == 2500
        with pytest.raises(Invalid, match=r"is 25\.00"):
            await credit_back.give_back(ctx, paid.id, amount_cents=2501)
        assert (await credit.use(ctx, other)).cents == 2500
        with pytest.raises(Conflict, match="no credit"):
            await credit.use(ctx, other)
    await deliver()
    async with desk.office.unit() as ctx:
        assert (await invoices.get(ctx, paid.id)).paid_cents == 0
        assert await credit.total(ctx, client) == 0


async def test_what_a_refund_takes_to_the_card_is_not_given_back_in_cash_too(
    desk: Desk, paid: Link
):
    async with desk.office.unit() as ctx:
        _, other = await another(ctx, paid)
        cash = await pay(ctx, paid.id, 3000)
        await credit.use(ctx, other)
        [by_card] = [p for p in (await invoices.get(ctx, paid.id)).payments if p.method == "card"]
        await payments.refund(ctx, by_card.id, amount_cents=8000)
        with pytest.raises(Invalid, match=r"At most 25\.00"):
            await payments.refund(ctx, cash.payment_id, amount_cents=3000)


async def test_a_refund_stripe_refuses_is_credit_again(desk: Desk, paid: Link):
    async with desk.office.unit() as ctx:
        client = (await invoices.get(ctx, paid.id)).client_id
        await credit_notes.issue(ctx, paid.id, reason="Nobody came")
        await credit_back.give_back(ctx, paid.id, amount_cents=10500)
        assert await credit.total(ctx, client) == 0
    [intent] = [o for o in desk.stripe.objects.values() if o["object"] == "payment_intent"]
    desk.stripe.objects[intent["latest_charge"]]["amount_refunded"] = 10500
    await deliver()
    async with desk.office.unit() as ctx:
        assert await credit.total(ctx, client) == 10500
        assert await credit_back.give_back(ctx, paid.id, amount_cents=10500, method="cash") == 10500
