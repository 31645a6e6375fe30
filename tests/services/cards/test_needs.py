"""Card money that went wrong, as the office is told of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.services import dashboard, deposits, invoices
from cleaning_app.services.card_payments import Link
from cleaning_app.services.payments import credit, credit_back
from tests.card_desk import Desk, deliver
from tests.services.money.books import queued


@pytest.fixture
async def deposit(desk: Desk, booking: UUID) -> Link:
    """The link under which a booking's deposit of $50 is paid."""
    async with desk.office.unit() as ctx:
        deposit_id = await deposits.ask(ctx, booking, amount_cents=5000)
    return Link("deposit", desk.office.identity.org.id, deposit_id)


async def needs(desk: Desk, kind: str) -> list[tuple[str, str, str]]:
    """Title, detail and address of what the dashboard says of one kind."""
    async with desk.office.unit() as ctx:
        found = (await dashboard.load(ctx)).needs
    return [(one.title, one.detail, one.target.href) for one in found if one.kind == kind]


async def test_a_disputed_deposit_leads_to_its_booking(desk: Desk, booking: UUID, deposit: Link):
    intent = desk.stripe.pay(await desk.page(deposit))
    await desk.catch_up()
    desk.stripe.dispute(intent["id"])
    await desk.catch_up()
    [(title, detail, href)] = await needs(desk, "dispute")
    assert "bank disputes $50.00" in title
    assert detail.startswith("B-00001: answer in Stripe by")
    assert href == f"/bookings/{booking}"


async def test_a_declined_deposit_waits_until_it_is_paid(desk: Desk, booking: UUID, deposit: Link):
    session = await desk.page(deposit)
    desk.stripe.decline(session)
    await desk.catch_up()
    [(title, detail, href)] = await needs(desk, "payment_failed")
    assert title.startswith("Payment declined")
    assert (detail, href) == (
        "The deposit of B-00001 is still asked for", f"/bookings/{booking}",
    )  # fmt: skip
    desk.stripe.pay(session)
    await desk.catch_up()
    assert await needs(desk, "payment_failed") == []


async def test_a_refund_of_a_deposit_that_failed_is_told(desk: Desk, booking: UUID, deposit: Link):
    intent = desk.stripe.pay(await desk.page(deposit))
    await desk.catch_up()
    async with desk.office.unit() as ctx:
        await deposits.refund(ctx, deposit.id)
    desk.stripe.objects[intent["latest_charge"]]["amount_refunded"] = 5000
    await deliver()
    [(title, detail, href)] = await needs(desk, "payment_failed")
    assert title.startswith("A refund failed")
    assert (detail, href) == ("The money of B-00001 is still here", f"/bookings/{booking}")


async def test_money_that_comes_for_a_void_invoice_is_seen_and_goes_back(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    async with desk.office.unit() as ctx:
        await invoices.void(ctx, link.id, "Wrong client")
    desk.stripe.pay(session)
    await desk.catch_up()
    [(title, _, href)] = await needs(desk, "paid_void")
    assert title == "Paid though void: Ueda Dental, $105.00"
    assert href == f"/invoices/{link.id}"
    async with desk.office.unit() as ctx:
        view = await invoices.get(ctx, link.id)
        assert (view.status, view.credit_cents, view.balance_cents) == ("void", 10500, 0)
        assert [one.cents for one in await credit.held(ctx, view.client_id)] == [10500]
        await credit_back.give_back(ctx, link.id, amount_cents=10500)
    await deliver()
    assert await needs(desk, "paid_void") == []


async def test_a_paid_deposit_gets_a_receipt_that_says_so(desk: Desk, deposit: Link):
    desk.stripe.pay(await desk.page(deposit))
    await desk.catch_up()
    async with desk.office.unit() as ctx:
        [mail] = [e for e in await queued(ctx) if e.payload.get("template") == "receipt"]
    facts = mail.payload["data"]
    assert (facts["number"], facts["is_deposit"], facts["paid_cents"]) == ("B-00001", True, 5000)
