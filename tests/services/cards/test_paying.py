"""Paying an invoice on Stripe's page, and what the books say of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cleaning_app.errors import Conflict, NotFound, Unavailable
from cleaning_app.services import card_payments, invoices, listing, payments
from cleaning_app.services.card_payments import Link
from tests.card_desk import CLOCK, Desk, events
from tests.services.money.books import audited, queued


async def test_a_paid_page_settles_the_invoice_with_its_fee_and_a_receipt(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    intent = desk.stripe.pay(session)
    await desk.catch_up()
    [row] = await desk.rows(link.id)
    assert (row.amount_cents, row.fee_cents, row.status) == (10500, 334, "succeeded")
    assert (row.method, row.provider, row.provider_ref) == ("card", "stripe", intent["id"])
    assert await desk.status(link) == "paid"
    async with desk.office.unit() as ctx:
        assert "receipt" in [e.payload.get("template") for e in await queued(ctx)]
        assert (await audited(ctx)).count("payment.record") == 1


async def test_two_tabs_get_the_same_page(desk: Desk):
    link = await desk.invoice()
    first, second = await asyncio.gather(desk.page(link), desk.page(link))
    third = await desk.page(link)
    assert first == second == third
    assert len(await desk.tries(link)) == 1


async def test_a_page_for_another_amount_is_closed_before_a_new_one_opens(desk: Desk):
    link = await desk.invoice()
    old = await desk.page(link)
    async with desk.office.unit() as ctx:
        await payments.record(ctx, link.id, amount_cents=5000, method="cash")
    new = await desk.page(link)
    assert new != old
    assert desk.stripe.objects[old]["status"] == "expired"
    assert desk.stripe.objects[new]["amount_total"] == 5500
    await desk.catch_up()
    assert [one.status for one in await desk.tries(link)] == ["ended", "open"]


async def test_a_page_that_was_paid_while_another_was_to_take_its_place_is_paid_once(desk: Desk):
    link = await desk.invoice()
    old = await desk.page(link)
    async with desk.office.unit() as ctx:
        await payments.record(ctx, link.id, amount_cents=5000, method="cash")
    desk.stripe.pay(old)
    with pytest.raises(Conflict, match="just changed"):
        await desk.page(link)
    assert sorted(row.amount_cents for row in await desk.rows(link.id)) == [5000, 10500]
    with pytest.raises(Conflict, match="Nothing is owed"):
        await desk.page(link)
    found = await card_payments.outcome(await card_payments.visitor(link), link, CLOCK)
    assert (found.state, found.paid_cents) == ("paid", 10500)


async def test_a_page_that_could_not_be_closed_is_closed_the_next_time(desk: Desk, configure):
    link = await desk.invoice()
    old = await desk.page(link)
    async with desk.office.unit() as ctx:
        await payments.record(ctx, link.id, amount_cents=5000, method="cash")
    configure(stripe_api_base="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        await desk.page(link)
    configure(stripe_api_base=desk.stripe.url)
    new = await desk.page(link)
    assert [desk.stripe.objects[one]["status"] for one in (old, new)] == ["expired", "open"]
    assert [one.status for one in await desk.tries(link)] == ["ended", "open"]


async def test_cash_and_card_at_once_become_credit_and_nothing_is_lost(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    async with desk.office.unit() as ctx:
        await payments.record(ctx, link.id, amount_cents=10500, method="cash")
    desk.stripe.pay(session)
    await desk.catch_up()
    async with desk.office.unit() as ctx:
        view = await invoices.get(ctx, link.id)
    assert (view.status.value, view.paid_cents, view.credit_cents) == ("paid", 21000, 10500)


async def test_a_declined_card_leaves_the_page_open_and_the_next_one_pays(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    desk.stripe.decline(session)
    await desk.catch_up()
    [row] = await desk.rows(link.id)
    assert (row.status, row.note) == ("failed", "Not enough money on the card")
    assert await desk.status(link) == "sent"
    assert await desk.page(link) == session
    desk.stripe.pay(session)
    await desk.catch_up()
    [row] = await desk.rows(link.id)
    assert (row.status, row.note) == ("succeeded", "")
    assert await desk.status(link) == "paid"
    async with desk.office.unit() as ctx:
        told = [deed for deed in await audited(ctx) if deed.startswith("payment.")]
    assert told == ["payment.declined", "payment.record"]


@pytest.mark.parametrize("succeeded", [True, False])
async def test_a_method_that_takes_days_counts_once_it_is_through(desk: Desk, succeeded: bool):
    link = await desk.invoice()
    intent = desk.stripe.pay(await desk.page(link), later=True)
    await desk.catch_up()
    [row] = await desk.rows(link.id)
    assert row.status == "pending"
    assert await desk.status(link) == "sent"
    with pytest.raises(Conflict, match="Nothing is owed"):
        await desk.page(link)
    desk.stripe.settle(intent["id"], succeeded=succeeded)
    await desk.catch_up()
    [row] = await desk.rows(link.id)
    assert row.status == ("succeeded" if succeeded else "failed")
    assert await desk.status(link) == ("paid" if succeeded else "sent")


async def test_whoever_comes_back_need_not_wait_for_the_webhook(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    desk.stripe.decline(session)
    await desk.catch_up()
    desk.stripe.pay(session)
    found = await card_payments.outcome(await card_payments.visitor(link), link, CLOCK)
    assert (found.state, found.paid_cents, found.owed_cents) == ("paid", 10500, 0)
    await desk.catch_up()
    assert len(await desk.rows(link.id)) == 1


async def test_nothing_is_asked_for_what_is_paid_void_or_tiny(desk: Desk):
    paid, tiny, void = await desk.invoice(), await desk.invoice(40), await desk.invoice()
    async with desk.office.unit() as ctx:
        await payments.record(ctx, paid.id, amount_cents=10500, method="cash")
        await invoices.void(ctx, void.id, "A mistake")
    for link in (paid, void):
        with pytest.raises(Conflict, match="Nothing is owed"):
            await desk.page(link)
    with pytest.raises(Conflict, match="too little"):
        await desk.page(tiny)


async def test_a_link_somebody_changed_leads_nowhere(desk: Desk, new_office):
    link = await desk.invoice()
    other = await new_office("Elsewhere")
    assert card_payments.read_link(link.token) == link
    other_mac = link.token[:-9] + ("A" if link.token[-9] != "A" else "B") + link.token[-8:]
    for token in (other_mac, "A" * 72, "å" * 70):
        with pytest.raises(NotFound):
            card_payments.read_link(token)
    stranger = Link("invoice", other.identity.org.id, link.id)
    with pytest.raises(NotFound):
        await desk.page(stranger)


async def test_without_a_key_cards_are_off_and_say_so(desk: Desk, configure):
    link = await desk.invoice()
    configure(stripe_secret_key="")
    with pytest.raises(Unavailable, match="can't be taken"):
        await desk.page(link)
    assert await desk.follow() == {}


async def test_stripe_being_away_leaves_nothing_half_done(desk: Desk, configure):
    link = await desk.invoice()
    configure(stripe_api_base="http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="try again"):
        await desk.page(link)
    configure(stripe_api_base=desk.stripe.url)
    desk.stripe.pay(await desk.page(link))
    await desk.catch_up()
    assert await desk.status(link) == "paid"


async def test_events_of_strangers_are_kept_tried_again_and_given_up_in_the_end(desk: Desk):
    link = await desk.invoice()
    desk.stripe.pay(await desk.page(link))
    stranger = {
        "id": "evt_stranger",
        "type": "charge.refunded",
        "created": 1_700_000_000,
        "data": {"object": {"object": "charge", "id": "ch_1", "payment_intent": "pi_404x"}},
    }
    await desk.hear(stranger, *desk.stripe.events)
    assert (await desk.follow())["pending"] == 1
    assert await desk.status(link) == "paid"
    later = CLOCK.now()
    for _ in range(12):
        later += timedelta(hours=7)
        await card_payments.work_through(_Later(later))
    [kept] = [e for e in await events() if e.id == "evt_stranger"]
    assert (kept.status, kept.attempts) == ("dead", 12)
    assert "no such payment" in kept.last_error
    async with desk.office.unit() as ctx:
        page = await card_payments.events.find(ctx, listing.Query(filters={"status": "dead"}))
        assert [row.id for row in page.rows] == ["evt_stranger"]
        await card_payments.events.try_again(ctx, "evt_stranger")
        with pytest.raises(Conflict):
            await card_payments.events.try_again(ctx, "evt_stranger")
    assert await desk.follow() == {"pending": 1}


class _Later:
    def __init__(self, at):
        self.at = at

    def now(self):
        return self.at
