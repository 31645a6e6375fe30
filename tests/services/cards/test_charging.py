"""A finished visit's invoice, charged to the card on file: never in the request, once, with its fee."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.models import Booking, CardPayment, OutboxEvent
from cleaning_app.services import (
    card_payments,
    clients,
    dashboard,
    dead_letters,
    deposits,
    invoices,
    organisations,
    payments,
    saved_cards,
)
from cleaning_app.services.card_payments import Link
from cleaning_app.services.invoices import automatic
from cleaning_app.services.listing import Query
from jobs import invoices_auto
from tests.card_desk import CLOCK, Desk, deliver
from tests.providers.http_double import Answer
from tests.services.money.books import a_booking, a_client, a_sent_invoice, queued


@pytest.fixture
async def client(desk: Desk) -> UUID:
    """A client of a company that charges cards on file."""
    async with desk.office.unit() as ctx:
        await organisations.change_settings(ctx, auto_invoice="send", charge_saved_card=True)
        return await a_client(ctx)


async def leave(desk: Desk, client: UUID, last4: str = "4242") -> str:
    link = Link("client", desk.office.identity.org.id, client)
    url = await saved_cards.open_page(await card_payments.visitor(link), link, CLOCK)
    method = desk.stripe.save_card(url.rpartition("/")[2], last4=last4)
    await desk.catch_up()
    return method["id"]


async def complete(desk: Desk, client: UUID, deposit: int = 0) -> Link:
    """Finish a visit of $150 and bill it as the job does; its invoice of $157.50."""
    async with desk.office.unit() as ctx:
        booking = await a_booking(ctx, client, status="confirmed")
        if deposit:
            asked = await deposits.ask(ctx, booking, amount_cents=deposit, tell=False)
            await deposits.record(ctx, asked, method="cash")
        row = await ctx.session.get(Booking, booking)
        row.status, row.finished_at = "completed", ctx.now()
        await ctx.session.flush()
        assert booking in await automatic.to_bill(ctx)
        await automatic.bill(ctx, booking)
        [invoice] = (await invoices.find(ctx, Query(filters={"client_id": str(client)}))).rows
    return Link("invoice", desk.office.identity.org.id, invoice.id)


async def mailed(desk: Desk) -> list[str]:
    async with desk.office.unit() as ctx:
        found = [e.payload.get("template") for e in await queued(ctx) if e.kind == "email"]
    return sorted(str(one) for one in found)


def charges(desk: Desk) -> list[dict]:
    return [o for o in desk.stripe.objects.values() if o["object"] == "payment_intent"]


async def test_a_completed_visit_is_paid_by_the_card_with_its_fee(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client)
    assert (await desk.status(link), charges(desk), await mailed(desk)) == ("sent", [], [])
    await deliver()
    assert await desk.status(link) == "paid"
    [row] = await desk.rows(link.id)
    assert (row.amount_cents, row.fee_cents, row.method) == (15750, 487, "card")
    assert await mailed(desk) == ["invoice", "receipt"]
    await desk.catch_up()
    assert len(await desk.rows(link.id)) == 1
    assert await mailed(desk) == ["invoice", "receipt"]


async def test_an_answer_that_got_lost_charges_once(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client)
    desk.stripe.next_answers = [lambda: Answer(drop=True)]
    await deliver()
    assert len(charges(desk)) == 1
    assert await desk.status(link) == "paid"
    assert await mailed(desk) == ["invoice", "receipt"]


@pytest.mark.parametrize(
    ("last4", "why"),
    [("9995", "Not enough money"), ("3184", "wants them to confirm")],
)
async def test_a_declined_card_leaves_the_invoice_to_pay_and_the_office_knows(
    desk: Desk, client: UUID, last4: str, why: str
):
    await leave(desk, client, last4)
    link = await complete(desk, client)
    await deliver()
    assert await desk.status(link) == "sent"
    assert await mailed(desk) == ["invoice"]
    [row] = await desk.rows(link.id)
    assert row.status == "failed"
    assert why in row.note
    async with desk.office.unit() as ctx:
        [need] = [n for n in (await dashboard.load(ctx)).needs if n.kind == "payment_failed"]
        assert need.target.href == f"/invoices/{link.id}"
        assert list(await ctx.session.scalars(select(Booking.status))) == ["completed"]
    desk.stripe.pay(await desk.page(link))
    await desk.catch_up()
    assert await desk.status(link) == "paid"


async def test_after_a_decline_the_office_charges_the_new_card_once(desk: Desk, client: UUID):
    await leave(desk, client, "9995")
    link = await complete(desk, client)
    await deliver()
    await leave(desk, client)
    async with desk.office.unit() as ctx:
        assert (await card_payments.standing(ctx, "invoice", link.id)).on_file == "Visa •••• 4242"
        await card_payments.charge_now(ctx, link.id)
    async with desk.office.unit() as ctx:
        standing = await card_payments.standing(ctx, "invoice", link.id)
        assert (standing.last, standing.on_file) == ("charging", "")
    async with desk.office.unit() as ctx:
        with pytest.raises(Conflict):
            await card_payments.charge_now(ctx, link.id)
    await deliver()
    assert await desk.status(link) == "paid"
    assert sorted(row.status for row in await desk.rows(link.id)) == ["failed", "succeeded"]
    assert await mailed(desk) == ["invoice", "receipt"]


async def test_the_card_is_charged_by_hand_for_completed_visits_only(desk: Desk, client: UUID):
    await leave(desk, client)
    async with desk.office.unit() as ctx:
        plain = await a_sent_invoice(ctx, client)
        booking = await a_booking(ctx, client, status="confirmed")
        ahead = await invoices.create_from_booking(ctx, booking)
        await invoices.send(ctx, ahead)
        for invoice in (plain, ahead):
            with pytest.raises(Conflict):
                await card_payments.charge_now(ctx, invoice)
        row = await ctx.session.get(Booking, booking)
        row.status = "completed"
        await ctx.session.flush()
        await card_payments.charge_now(ctx, ahead)
    await deliver()
    assert [one["amount"] for one in charges(desk)] == [15750]


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_only_who_records_money_charges_a_card(desk: Desk, role: str):
    async with desk.office.unit(role) as ctx:
        with pytest.raises(Forbidden):
            await card_payments.charge_now(ctx, uuid4())


async def test_a_card_stripe_does_not_know_any_more_is_told_too(desk: Desk, client: UUID):
    method = await leave(desk, client)
    desk.stripe.objects[method]["customer"] = None
    link = await complete(desk, client)
    await deliver()
    [row] = await desk.rows(link.id)
    assert (row.status, row.note[:30]) == ("failed", "The card on file can't be char")
    assert await mailed(desk) == ["invoice"]


async def test_a_card_taken_off_meanwhile_is_not_charged(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client)
    async with desk.office.unit() as ctx:
        await saved_cards.remove(ctx, client)
    await deliver()
    assert charges(desk) == []
    assert (await desk.status(link), await mailed(desk)) == ("sent", ["invoice"])


async def test_a_client_who_was_deleted_meanwhile_is_not_charged(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client)
    async with desk.office.unit() as ctx:
        row = await ctx.session.scalar(select(Booking))
        row.starts_at, row.ends_at = (at - timedelta(days=1) for at in (row.starts_at, row.ends_at))
        await clients.delete(ctx, client)
    await deliver()
    assert charges(desk) == []
    assert (await desk.status(link), await mailed(desk)) == ("sent", ["invoice"])


async def test_what_was_paid_meanwhile_is_not_charged(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client)
    async with desk.office.unit() as ctx:
        await payments.record(ctx, link.id, amount_cents=15750, method="cash")
    await deliver()
    assert charges(desk) == []
    assert await desk.status(link) == "paid"


async def test_only_what_the_deposit_leaves_is_charged(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client, deposit=5000)
    await deliver()
    assert [one["amount"] for one in charges(desk)] == [10750]
    assert await desk.status(link) == "paid"


async def test_nobody_is_charged_who_left_no_card_or_where_the_company_does_not_want_it(
    desk: Desk, client: UUID
):
    await complete(desk, client)
    assert await mailed(desk) == ["invoice"]
    async with desk.office.unit() as ctx:
        other = await a_client(ctx, "Gwen Abbott", "g@example.com")
    await leave(desk, other)
    async with desk.office.unit() as ctx:
        await organisations.change_settings(ctx, charge_saved_card=False)
    await complete(desk, other)
    await deliver()
    assert charges(desk) == []
    assert await mailed(desk) == ["invoice", "invoice"]


async def test_charging_takes_invoices_that_are_sent_at_once(desk: Desk):
    async with desk.office.unit() as ctx:
        with pytest.raises(Invalid) as refused:
            await organisations.change_settings(ctx, auto_invoice="draft", charge_saved_card=True)
    assert [one.field for one in refused.value.errors] == ["charge_saved_card"]


async def _gave_up(desk: Desk, *, hours_ago: int = 0) -> None:
    """The outbox has stopped trying; the charge was asked for that long ago."""
    async with desk.office.unit() as ctx:
        await ctx.session.execute(update(OutboxEvent).values(status="dead"))
        asked = ctx.now() - timedelta(hours=hours_ago)
        await ctx.session.execute(update(CardPayment).values(created_at=asked))


async def test_a_charge_nobody_heard_back_about_is_tried_again_with_its_key(
    desk: Desk, client: UUID
):
    await leave(desk, client)
    link = await complete(desk, client)
    desk.stripe.next_answers = [lambda: Answer(503)] * 20
    await deliver()
    assert (len(charges(desk)), await mailed(desk)) == (1, [])
    await _gave_up(desk)
    desk.stripe.next_answers = []
    assert (await invoices_auto.run(CLOCK)).counters["charges_again"] == 1
    await deliver()
    assert (len(charges(desk)), await desk.status(link)) == (1, "paid")
    assert await mailed(desk) == ["invoice", "receipt"]
    assert (await invoices_auto.run(CLOCK)).counters["charges_again"] == 0


async def test_after_a_day_the_client_is_asked_instead_and_nothing_charges_any_more(
    desk: Desk, client: UUID
):
    await leave(desk, client)
    link = await complete(desk, client)
    await _gave_up(desk, hours_ago=21)
    async with desk.office.unit() as ctx:
        [dead] = (await dead_letters.dead(ctx)).items
        await dead_letters.replay(ctx, dead.id)
    await deliver()
    assert (charges(desk), await mailed(desk)) == ([], ["invoice"])
    [row] = await desk.rows(link.id)
    assert (row.status, "look there before" in row.note) == ("failed", True)


async def test_where_cards_were_switched_off_the_client_is_asked_too(
    desk: Desk, client: UUID, configure
):
    await leave(desk, client)
    await complete(desk, client)
    configure(stripe_secret_key="")
    await deliver()
    assert await mailed(desk) == []
    assert (await invoices_auto.run(CLOCK)).counters["charges_given_up"] == 1
    assert await mailed(desk) == ["invoice"]


async def test_a_company_that_changed_its_mind_charges_nobody(desk: Desk, client: UUID):
    await leave(desk, client)
    link = await complete(desk, client)
    async with desk.office.unit() as ctx:
        await organisations.change_settings(ctx, charge_saved_card=False)
    await deliver()
    assert (charges(desk), await desk.status(link)) == ([], "sent")
    assert await mailed(desk) == ["invoice"]


@pytest.mark.parametrize(("last4", "status"), [("4242", "paid"), ("9995", "sent")])
async def test_what_stripe_did_and_could_not_show_is_looked_at_again(
    desk: Desk, client: UUID, last4: str, status: str
):
    await leave(desk, client, last4)
    link = await complete(desk, client)
    desk.stripe.next_answers = [None, *[Answer(503)] * 20]
    await deliver()
    assert await mailed(desk) == []
    desk.stripe.next_answers = []
    async with desk.office.unit() as ctx:
        await ctx.session.execute(update(OutboxEvent).values(next_attempt_at=ctx.now()))
    await deliver()
    assert (len(charges(desk)), await desk.status(link)) == (1, status)
    assert "invoice" in await mailed(desk)
    assert len(await desk.rows(link.id)) == 1
