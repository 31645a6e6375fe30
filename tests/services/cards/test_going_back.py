"""Money that goes back to a card, by our wish or the bank's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import GstFiling
from cleaning_app.services import attention, card_payments, dashboard, invoices, payments
from cleaning_app.services.card_payments import Link
from tests.card_desk import Desk, deliver
from tests.providers.http_double import Answer
from tests.services.money.books import audited


async def give_back(desk: Desk, link: Link, cents: int) -> None:
    [payment, *_] = await desk.rows(link.id)
    async with desk.office.unit() as ctx:
        await payments.refund(ctx, payment.id, amount_cents=cents, note="Missed the oven")


async def amounts(desk: Desk, link: Link) -> list[tuple[int, str]]:
    return [(row.amount_cents, row.status) for row in await desk.rows(link.id)]


async def test_a_refund_is_pending_until_stripe_has_made_it(desk: Desk, paid: Link):
    await give_back(desk, paid, 2500)
    assert await amounts(desk, paid) == [(10500, "succeeded"), (-2500, "pending")]
    assert await desk.status(paid) == "paid"
    assert await deliver() == {"sent": 1}
    assert await amounts(desk, paid) == [(10500, "succeeded"), (-2500, "succeeded")]
    assert await desk.status(paid) == "partial"
    [_, row] = await desk.rows(paid.id)
    assert (row.provider, row.provider_ref[:3], row.note) == ("stripe", "re_", "Missed the oven")
    await desk.catch_up()
    assert len(await desk.rows(paid.id)) == 2


async def test_its_webhook_may_come_before_stripes_own_answer(desk: Desk, paid: Link):
    """The answer is lost, the event arrives, and the call is made again with the same key."""
    await give_back(desk, paid, 2500)
    desk.stripe.next_answers = [lambda: Answer(drop=True)]
    await deliver()
    await desk.catch_up()
    assert await amounts(desk, paid) == [(10500, "succeeded"), (-2500, "succeeded")]
    refunds = [o for o in desk.stripe.objects.values() if o["object"] == "refund"]
    assert len(refunds) == 1


async def test_a_refund_stripe_will_not_make_fails_and_says_why(desk: Desk, paid: Link):
    [intent] = [o for o in desk.stripe.objects.values() if o["object"] == "payment_intent"]
    desk.stripe.objects[intent["latest_charge"]]["amount_refunded"] = 10500
    await give_back(desk, paid, 2500)
    assert await deliver() == {"sent": 1}
    [_, row] = await desk.rows(paid.id)
    assert (row.status, row.note.startswith("Missed the oven Stripe refused")) == ("failed", True)
    assert await desk.status(paid) == "paid"
    async with desk.office.unit() as ctx:
        assert "payment.refund_failed" in await audited(ctx)


async def test_a_refund_that_the_bank_sends_back_counts_no_more(desk: Desk, paid: Link):
    await give_back(desk, paid, 2500)
    await deliver()
    [refund] = [o for o in desk.stripe.objects.values() if o["object"] == "refund"]
    desk.stripe.fail_refund(refund["id"])
    await desk.catch_up()
    assert await amounts(desk, paid) == [(10500, "succeeded"), (-2500, "failed")]
    assert await desk.status(paid) == "paid"


async def test_what_comes_back_after_its_return_was_filed_is_a_row_of_its_own(
    desk: Desk, paid: Link
):
    await give_back(desk, paid, 2500)
    await deliver()
    async with desk.office.unit() as ctx:
        today = ctx.today()
        ctx.session.add(
            GstFiling(
                org_id=ctx.org.id, first_on=today, last_on=today, basis="cash", filed_on=today,
                starts_at=ctx.now() - timedelta(days=1), ends_at=ctx.now(), figures={},
                digest="", file_key="", filed_by="",
            )
        )  # fmt: skip
    [refund] = [o for o in desk.stripe.objects.values() if o["object"] == "refund"]
    desk.stripe.fail_refund(refund["id"])
    for _ in range(2):
        await desk.catch_up()
        assert await amounts(desk, paid) == [
            (10500, "succeeded"), (-2500, "succeeded"), (2500, "succeeded"),
        ]  # fmt: skip
    assert await desk.status(paid) == "paid"


async def test_a_refund_made_in_stripes_dashboard_arrives_as_a_row(desk: Desk, paid: Link):
    [payment] = await desk.rows(paid.id)
    desk.stripe.refund(payment.provider_ref, 1000)
    desk.stripe.refund(payment.provider_ref)
    await desk.catch_up()
    assert await amounts(desk, paid) == [
        (10500, "succeeded"), (-9500, "succeeded"), (-1000, "succeeded"),
    ]  # fmt: skip
    assert {row.refund_of_id for row in (await desk.rows(paid.id))[1:]} == {payment.id}
    with pytest.raises(Invalid, match="left to give back"):
        await give_back(desk, paid, 1)


async def test_a_card_payment_is_refunded_not_undone(desk: Desk, paid: Link):
    [payment] = await desk.rows(paid.id)
    async with desk.office.unit() as ctx:
        with pytest.raises(Conflict, match="give it back with a refund"):
            await payments.take_back(ctx, payment.id)
        await payments.refund(ctx, payment.id, amount_cents=500, method="cash")
    assert await amounts(desk, paid) == [(10500, "succeeded"), (-500, "succeeded")]
    assert await deliver() == {}


@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_takes_the_money_and_a_won_one_brings_it_back(
    desk: Desk, paid: Link, won: bool
):
    [payment] = await desk.rows(paid.id)
    dispute = desk.stripe.dispute(payment.provider_ref)
    await desk.catch_up()
    [_, taken] = await desk.rows(paid.id)
    assert (taken.kind, taken.amount_cents, taken.fee_cents) == ("dispute", -10500, 1500)
    assert await desk.status(paid) == "sent"
    async with desk.office.unit() as ctx:
        [seen] = (await card_payments.standing(ctx, "invoice", paid.id)).disputes
        due = (await invoices.get(ctx, paid.id)).balance_cents
        assert (await attention.waiting(ctx)).disputed == 1
        [need] = [n for n in (await dashboard.load(ctx)).needs if n.kind == "dispute"]
    assert "bank disputes $105.00" in need.title
    assert seen.evidence_due_at - seen.opened_at == timedelta(days=9)
    assert due == 10500
    desk.stripe.decide(dispute["id"], won=won)
    await desk.catch_up()
    async with desk.office.unit() as ctx:
        [seen] = (await card_payments.standing(ctx, "invoice", paid.id)).disputes
        assert (await attention.waiting(ctx)).disputed == 0
    assert (seen.status, seen.evidence_due_at) == ("won" if won else "lost", None)
    assert await desk.status(paid) == ("paid" if won else "sent")
    assert len(await desk.rows(paid.id)) == (3 if won else 2)


async def test_a_page_is_closed_once_the_invoice_is_paid_another_way(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    async with desk.office.unit() as ctx:
        await payments.record(ctx, link.id, amount_cents=10500, method="etransfer")
    assert await deliver() == {"sent": 1}
    assert desk.stripe.objects[session]["status"] == "expired"
    assert [one.status for one in await desk.tries(link)] == ["ended"]


async def test_a_page_is_closed_once_the_invoice_is_void(desk: Desk):
    link = await desk.invoice()
    session = await desk.page(link)
    async with desk.office.unit() as ctx:
        await invoices.void(ctx, link.id, "Wrong client")
    await deliver()
    assert desk.stripe.objects[session]["status"] == "expired"
