"""Deposits paid by card, and what becomes of them whatever the office did meanwhile."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.errors import Conflict
from cleaning_app.services import card_payments, deposits, invoices
from cleaning_app.services.card_payments import Link
from cleaning_app.services.deposits import keeping
from cleaning_app.services.messages import sealing
from tests.card_desk import Desk, deliver, events
from tests.services.money.books import queued


async def ask(desk: Desk, booking: UUID, cents: int = 5000) -> Link:
    """Ask for a deposit; the link under which it is paid."""
    async with desk.office.unit() as ctx:
        deposit_id = await deposits.ask(ctx, booking, amount_cents=cents)
    return Link("deposit", desk.office.identity.org.id, deposit_id)


async def billed(desk: Desk, booking: UUID) -> UUID:
    """The booking's invoice over $157.50, sent."""
    async with desk.office.unit() as ctx:
        invoice_id = await invoices.create_from_booking(ctx, booking)
        await invoices.send(ctx, invoice_id)
    return invoice_id


async def pay(desk: Desk, link: Link) -> str:
    """Pay a deposit by card; Stripe's id of the payment."""
    intent = desk.stripe.pay(await desk.page(link))
    await desk.catch_up()
    return intent["id"]


async def stands(desk: Desk, link: Link) -> tuple[str, int]:
    """A deposit's status and what is held of it."""
    async with desk.office.unit() as ctx:
        found = await deposits.get(ctx, link.id)
    return found.status, found.held_cents


async def owed(desk: Desk, invoice_id: UUID) -> int:
    async with desk.office.unit() as ctx:
        return (await invoices.get(ctx, invoice_id)).balance_cents


async def test_one_that_is_paid_after_the_invoice_was_sent_goes_on_to_it(desk: Desk, booking: UUID):
    link = await ask(desk, booking)
    invoice_id = await billed(desk, booking)
    await pay(desk, link)
    assert await stands(desk, link) == ("used", 0)
    assert await owed(desk, invoice_id) == 10750


async def test_what_the_bank_takes_back_is_missing_on_the_invoice_it_had_gone_to(
    desk: Desk, booking: UUID
):
    link = await ask(desk, booking)
    intent = await pay(desk, link)
    invoice_id = await billed(desk, booking)
    dispute = desk.stripe.dispute(intent)
    await desk.catch_up()
    assert await stands(desk, link) == ("returned", 0)
    assert await owed(desk, invoice_id) == 15750
    desk.stripe.decide(dispute["id"], won=True)
    await desk.catch_up()
    assert await stands(desk, link) == ("used", 0)
    assert await owed(desk, invoice_id) == 10750


async def test_a_part_given_back_in_stripes_dashboard_leaves_the_rest_on_the_invoice(
    desk: Desk, booking: UUID
):
    link = await ask(desk, booking)
    intent = await pay(desk, link)
    invoice_id = await billed(desk, booking)
    desk.stripe.refund(intent, 2000)
    await desk.catch_up()
    assert await stands(desk, link) == ("used", 0)
    assert await owed(desk, invoice_id) == 12750


async def test_a_kept_deposit_that_the_bank_takes_back_is_owed_on_its_invoice(
    desk: Desk, booking: UUID
):
    link = await ask(desk, booking)
    intent = await pay(desk, link)
    async with desk.office.unit() as ctx:
        invoice_id = await keeping.keep(ctx, link.id, "Nobody was there")
    desk.stripe.refund(intent, 2000)
    await desk.catch_up()
    assert await owed(desk, invoice_id) == 2000
    async with desk.office.unit() as ctx:
        found = await deposits.get(ctx, link.id)
    assert (found.status, found.note) == ("kept", "Nobody was there")


async def test_what_is_on_its_way_back_to_the_card_goes_to_no_invoice(desk: Desk, booking: UUID):
    link = await ask(desk, booking)
    await pay(desk, link)
    async with desk.office.unit() as ctx:
        await deposits.refund(ctx, link.id, amount_cents=3000)
    invoice_id = await billed(desk, booking)
    assert await stands(desk, link) == ("paid", 3000)
    assert await owed(desk, invoice_id) == 13750
    await deliver()
    assert await stands(desk, link) == ("returned", 0)
    assert await owed(desk, invoice_id) == 13750


async def test_a_refund_stripe_refuses_goes_to_the_invoice_after_all(desk: Desk, booking: UUID):
    link = await ask(desk, booking)
    await pay(desk, link)
    async with desk.office.unit() as ctx:
        await deposits.refund(ctx, link.id)
    invoice_id = await billed(desk, booking)
    [intent] = [o for o in desk.stripe.objects.values() if o["object"] == "payment_intent"]
    desk.stripe.objects[intent["latest_charge"]]["amount_refunded"] = 5000
    await deliver()
    assert await stands(desk, link) == ("used", 0)
    assert await owed(desk, invoice_id) == 10750


async def test_money_for_one_that_was_waived_is_held_beside_the_one_that_is_asked_for(
    desk: Desk, booking: UUID
):
    first = await ask(desk, booking)
    session = await desk.page(first)
    async with desk.office.unit() as ctx:
        await deposits.waive(ctx, first.id, "Another amount")
    second = await ask(desk, booking, 6000)
    desk.stripe.pay(session)
    await desk.catch_up()
    assert await stands(desk, first) == ("paid", 5000)
    assert await stands(desk, second) == ("asked", 0)


@pytest.mark.parametrize("how", ["waived", "paid in cash"])
async def test_its_page_is_closed_once_nothing_is_asked_for(desk: Desk, booking: UUID, how: str):
    link = await ask(desk, booking)
    session = await desk.page(link)
    async with desk.office.unit() as ctx:
        if how == "waived":
            await deposits.waive(ctx, link.id, "A regular")
        else:
            await deposits.record(ctx, link.id, method="cash")
    await deliver()
    assert desk.stripe.objects[session]["status"] == "expired"


async def test_a_page_that_opens_while_money_comes_is_closed_at_once(
    desk: Desk, booking: UUID, monkeypatch
):
    """The office waives the deposit while Stripe is asked for its page."""
    link = await ask(desk, booking)
    opened = card_payments.pages.stripe.Stripe.open_payment

    async def meanwhile(*args, **kwargs):
        session = await opened(*args, **kwargs)
        async with desk.office.unit() as ctx:
            await deposits.waive(ctx, link.id, "A regular")
        return session

    monkeypatch.setattr(card_payments.pages.stripe.Stripe, "open_payment", meanwhile)
    with pytest.raises(Conflict, match="just changed"):
        await desk.page(link)
    await deliver()
    sessions = [o for o in desk.stripe.objects.values() if o["object"] == "checkout.session"]
    assert [one["status"] for one in sessions] == ["expired"]
    assert [one.status for one in await desk.tries(link)] == ["ended"]


async def test_nothing_is_sent_back_to_a_card_while_cards_are_off(
    desk: Desk, booking: UUID, configure
):
    link = await ask(desk, booking)
    await pay(desk, link)
    configure(stripe_secret_key="")
    with pytest.raises(Conflict, match="another way"):
        async with desk.office.unit() as ctx:
            await deposits.refund(ctx, link.id)
    async with desk.office.unit() as ctx:
        await deposits.refund(ctx, link.id, method="etransfer")
    assert await stands(desk, link) == ("returned", 0)


async def test_an_event_that_fails_is_seen_by_the_organisation_it_is_about(
    desk: Desk, booking: UUID, new_office, monkeypatch
):
    await new_office("Southlight")
    link = await ask(desk, booking)
    desk.stripe.pay(await desk.page(link))
    await desk.hear()

    async def fails(*_args, **_kwargs):
        raise Conflict("Not now.")

    monkeypatch.setattr(card_payments.following, "sync", fails)
    await desk.follow()
    org = desk.office.identity.org.id
    about = [one for one in await events() if one.last_error == "Not now."]
    assert about
    assert {one.organisation_id for one in about} == {org}


async def test_the_mail_that_asks_leads_to_the_card_while_cards_are_taken(
    desk: Desk, booking: UUID, configure
):
    link = await ask(desk, booking)
    configure(stripe_secret_key="")
    async with desk.office.unit() as ctx:
        await deposits.waive(ctx, link.id, "Another amount")
        await deposits.ask_again(ctx, link.id)
        asked = [e for e in await queued(ctx) if e.payload.get("template") == "deposit_asked"]
        paths = [sealing.unseal("deposit_asked", e.payload["data"]).path for e in asked]
    assert paths == [link.page, ""]
    assert card_payments.read_link(link.page.rpartition("/")[2]) == link
