"""Proof 14: events of Stripe's in any order, any number of times, with runners that are killed.

Whatever happens on the way, the books end up as Stripe's own, and nobody has paid twice.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

from sqlalchemy import text

from cleaning_app import db
from cleaning_app.services import card_payments
from cleaning_app.services.card_payments import Link
from tests.card_desk import CLOCK, Desk
from tests.jobs.conftest import START_SECONDS, until
from tests.providers.stripe import StripeDouble

SENDERS = 8


async def test_the_books_end_up_as_stripes_whatever_order_news_come_in(desk: Desk, start, many):
    chance = random.Random(14)
    invoices, kills, least = many(14, 170), many(1, 20), many(60, 1000)
    links = [await desk.invoice(chance.randrange(100, 50_000)) for _ in range(invoices)]
    sessions = {link: await desk.page(link) for link in links}
    for session in sessions.values():
        _live(desk.stripe, session, chance)
    happened = list(desk.stripe.events)
    assert len(happened) >= least
    sent = [event for event in happened for _ in range(chance.randint(1, 5))]
    chance.shuffle(sent)
    runner = await start("jobs.run", "--job", "stripe-events")
    sending = asyncio.gather(*[_send(desk, sent[n::SENDERS]) for n in range(SENDERS)])
    for _ in range(kills):
        done = await _count("done")
        await until(lambda done=done: _more_than(done, len(happened)), seconds=START_SECONDS)
        await asyncio.sleep(chance.uniform(0, 0.3))
        await runner.kill()
        runner = await start("jobs.run", "--job", "stripe-events")
    await sending
    await runner.kill()
    await _forget_leases()
    while await _count("pending"):
        await card_payments.work_through(CLOCK)
    for link, session in sessions.items():
        assert await _books(desk, link) == _truth(desk.stripe, session)
    assert await _count("done") + await _count("ignored") == len(happened)
    print(
        f"{len(happened)} events sent {len(sent)} times by {SENDERS}, runner killed {kills} times:"
        f" {invoices} invoices as at Stripe, 0 payments doubled"
    )


def _live(stripe: StripeDouble, session: str, chance: random.Random) -> None:
    """One of the lives a payment can have."""
    for _ in range(chance.randrange(3)):
        stripe.decline(session)
    ending = chance.choice(["paid", "paid", "slow", "slow and refused", "left"])
    if ending == "left":
        stripe.post_checkout_sessions_expire(session, {})
        return
    intent = stripe.pay(session, later=ending.startswith("slow"))["id"]
    if ending != "paid":
        stripe.settle(intent, succeeded=ending == "slow")
    if ending == "slow and refused":
        return
    for _ in range(chance.randrange(3)):
        refund = stripe.refund(intent, chance.randrange(1, 30))
        if chance.random() < 0.3:
            stripe.fail_refund(refund["id"])
    if chance.random() < 0.4:
        dispute = stripe.dispute(intent)
        if chance.random() < 0.7:
            stripe.decide(dispute["id"], won=chance.random() < 0.5)


async def _send(desk: Desk, events: list[dict[str, Any]]) -> None:
    for event in events:
        body, headers = desk.stripe.signed(event)
        await card_payments.receive(body, headers["stripe-signature"], CLOCK.now())


def _truth(stripe: StripeDouble, session_id: str) -> list[tuple[str, int, str]]:
    """What the books should say, from Stripe's own objects and by rules of this test's own."""
    intent = stripe.objects.get(stripe.objects[session_id]["payment_intent"] or "")
    if intent is None:
        return []
    if intent["status"] != "succeeded":
        return [("payment", intent["amount"], "failed")]
    rows = [("payment", intent["amount"], "succeeded")]
    for thing in stripe.objects.values():
        if thing.get("payment_intent") != intent["id"]:
            continue
        if thing["object"] == "refund":
            rows.append(("payment", -thing["amount"], thing["status"]))
        if thing["object"] == "dispute":
            rows += [("dispute", m["amount"], "succeeded") for m in thing["balance_transactions"]]
    return sorted(rows)


async def _books(desk: Desk, link: Link) -> list[tuple[str, int, str]]:
    rows = await desk.rows(link.id)
    async with desk.office.unit() as ctx:
        paid = await ctx.session.scalar(
            text("SELECT paid_cents FROM invoices WHERE id = :id"), {"id": link.id}
        )
    assert paid == sum(row.amount_cents for row in rows if row.status == "succeeded")
    return sorted((row.kind, row.amount_cents, row.status) for row in rows)


async def _count(status: str) -> int:
    async with db.transaction("jobs") as session:
        found = await session.scalar(
            text("SELECT count(*) FROM stripe_events WHERE status = :status"), {"status": status}
        )
        return int(found or 0)


async def _more_than(done: int, all_of_them: int) -> bool:
    now = await _count("done")
    return now > done or now == all_of_them


async def _forget_leases() -> None:
    """As if the two minutes were over that a dead runner's events are waited for."""
    async with db.transaction("jobs") as session:
        await session.execute(
            text("UPDATE stripe_events SET status = 'pending' WHERE status = 'working'")
        )
