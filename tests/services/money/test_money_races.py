"""Many at once on the same money: every cent is counted once, every number is used once, and whoever
comes second is told so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Unavailable
from cleaning_app.models import CreditNote, Invoice, Payment
from cleaning_app.services import credit_notes, invoices, payments
from cleaning_app.services.payments import credit
from tests.factories import Office
from tests.services.money.books import a_client, a_sent_invoice, line, pay, queued

LONGEST = 120
"""Seconds; who takes longer waits for somebody who waits for them."""


async def _at_once(office: Office, *deeds: Callable[[Ctx], Awaitable[Any]]) -> list[Any]:
    """Each deed in a unit of its own, all at the same time: what it returned, or its refusal.

    Who waits too long in the queue, on a busy machine, is told to try again, and does.
    """

    async def one(deed: Callable[[Ctx], Awaitable[Any]]) -> Any:
        while True:
            try:
                async with office.unit() as ctx:
                    return await deed(ctx)
            except Unavailable:
                continue
            except Conflict as refused:
                return refused

    async with asyncio.timeout(LONGEST):
        return await asyncio.gather(*(one(deed) for deed in deeds))


async def _some_invoices(office: Office, count: int) -> list[UUID]:
    """$100 + GST each, of one client."""
    async with office.unit() as ctx:
        client = await a_client(ctx)
        return [await a_sent_invoice(ctx, client) for _ in range(count)]


async def test_forty_invoices_sent_at_once_leave_no_gap_also_where_some_are_given_up(
    office: Office,
):
    async with office.unit() as ctx:
        clients = [await a_client(ctx, f"Client {n}") for n in range(40)]

    def send(n: int) -> Callable[[Ctx], Awaitable[str]]:
        async def deed(ctx: Ctx) -> str:
            made = await invoices.create(ctx, client_id=clients[n], lines=[line(10_000 + n)])
            await invoices.send(ctx, made)
            if n % 5 == 0:
                raise Conflict("Thought better of it.")
            return (await invoices.get(ctx, made)).number

        return deed

    outcomes = await _at_once(office, *(send(n) for n in range(40)))
    numbers = sorted(one for one in outcomes if isinstance(one, str))
    year = office.clock.now().year
    assert numbers == [f"INV-{year}-{n:05d}" for n in range(1, 33)]
    async with office.unit() as ctx:
        kept = await ctx.session.scalars(select(Invoice.number).order_by(Invoice.number))
        assert list(kept) == numbers
        assert len({row.dedupe_key for row in await queued(ctx)}) == 32


async def test_fifty_payments_at_once_on_one_invoice_are_each_counted_once(office: Office):
    [made] = await _some_invoices(office, 1)
    outcomes: list[payments.Recorded] = await _at_once(
        office, *([lambda ctx: pay(ctx, made, 3_00)] * 50)
    )
    assert sum(one.to_invoice_cents for one in outcomes) == 105_00
    assert sum(one.to_credit_cents for one in outcomes) == 45_00
    assert sorted(one.balance_cents for one in outcomes)[-35:] == [*range(0, 105_00, 3_00)]
    async with office.unit() as ctx:
        view = await invoices.get(ctx, made)
        assert (view.status, view.balance_cents, view.credit_cents) == ("paid", 0, 45_00)
        assert await credit.total(ctx, view.client_id) == 45_00
        rows = list(await ctx.session.scalars(select(Payment).where(Payment.invoice_id == made)))
        assert {row.id for row in rows} == {one.payment_id for one in outcomes}
        assert [row.amount_cents for row in rows] == [3_00] * 50


async def test_an_invoice_is_voided_or_paid_and_never_both(office: Office):
    made = await _some_invoices(office, 12)
    deeds: list[Callable[[Ctx], Awaitable[Any]]] = []
    for n, id in enumerate(made):
        both: list[Callable[[Ctx], Awaitable[Any]]] = [
            lambda ctx, id=id: invoices.void(ctx, id, "Wrong client"),
            lambda ctx, id=id: pay(ctx, id, 105_00),
        ]
        deeds += both if n % 2 else reversed(both)
    outcomes = await _at_once(office, *deeds)
    async with office.unit() as ctx:
        for n, id in enumerate(made):
            pair = outcomes[2 * n : 2 * n + 2]
            voided, paid = pair if n % 2 else reversed(pair)
            view = await invoices.get(ctx, id)
            if isinstance(paid, Conflict):
                assert "void" in paid.detail
                assert (voided, view.status, view.payments) == (None, "void", [])
            else:
                assert isinstance(voided, Conflict)
                assert "was received on it" in voided.detail
                assert (view.status, view.paid_cents) == ("paid", 105_00)


async def test_of_two_who_credit_the_whole_of_an_invoice_one_does_and_the_other_is_told(
    office: Office,
):
    made = await _some_invoices(office, 10)
    deeds = [
        lambda ctx, id=id, who=who: credit_notes.issue(ctx, id, reason=f"By {who}")
        for id in made
        for who in ("Gwen", "Ada")
    ]
    outcomes = await _at_once(office, *deeds)
    for n in range(len(made)):
        [refused] = [one for one in outcomes[2 * n : 2 * n + 2] if isinstance(one, Conflict)]
        assert refused.detail == "Nothing is left to credit on this invoice."
    async with office.unit() as ctx:
        notes = list(await ctx.session.scalars(select(CreditNote).order_by(CreditNote.number)))
        assert [note.number[-5:] for note in notes] == [f"{n:05d}" for n in range(1, 11)]
        assert {note.invoice_id for note in notes} == set(made)
        for id in made:
            view = await invoices.get(ctx, id)
            assert (view.status, view.credited_cents, view.credit_cents) == ("paid", 105_00, 0)
