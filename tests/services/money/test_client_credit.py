"""A client's credit: put to another invoice, back again, or given back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Payment
from cleaning_app.services import credit_notes, deposits, invoices, payments
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.payments import credit, credit_back
from tests.services.money.books import a_booking, a_client, a_sent_invoice, line, pay


async def two_invoices(ctx):
    """One overpaid by $30, one of $105 that is open, of the same client."""
    client = await a_client(ctx)
    first = await a_sent_invoice(ctx, client, issued_on=ctx.today())
    second = await a_sent_invoice(ctx, client, issued_on=ctx.today())
    await pay(ctx, first, 13_500)
    return client, first, second


async def test_credit_goes_to_another_invoice_as_two_rows_that_add_up_to_nothing(ctx):
    client, first, second = await two_invoices(ctx)
    assert [(one.number[-5:], one.cents) for one in await credit.held(ctx, client)] == [
        ("00001", 3_000)
    ]
    used = await credit.use(ctx, second)
    assert (used.cents, len(used.transfers)) == (3_000, 1)
    view = await invoices.get(ctx, second)
    assert (view.status, view.paid_cents, view.balance_cents) == ("partial", 3_000, 7_500)
    assert (await invoices.get(ctx, first)).credit_cents == 0
    rows = list(await ctx.session.scalars(select(Payment).where(Payment.kind == "transfer")))
    assert sum(row.amount_cents for row in rows) == 0
    assert {row.transfer_id for row in rows} == set(used.transfers)
    assert await credit.total(ctx, client) == 0


async def test_a_transfer_goes_back_once(ctx):
    client, first, second = await two_invoices(ctx)
    used = await credit.use(ctx, second)
    await credit.put_back(ctx, used.transfers[0])
    assert (await invoices.get(ctx, second)).status == "sent"
    assert (await invoices.get(ctx, first)).credit_cents == 3_000
    with pytest.raises(Conflict):
        await credit.put_back(ctx, used.transfers[0])
    assert await credit.total(ctx, client) == 3_000


async def test_no_more_credit_is_used_than_there_is_or_is_owed(ctx):
    client, first, second = await two_invoices(ctx)
    with pytest.raises(Invalid, match=r"30\.00"):
        await credit.use(ctx, second, amount_cents=3_001)
    with pytest.raises(Conflict, match="Nothing is owed"):
        await credit.use(ctx, first)
    small = await a_sent_invoice(ctx, client, line(1_000, "exempt"), issued_on=ctx.today())
    assert (await credit.use(ctx, small)).cents == 1_000
    assert (await credit.use(ctx, second)).cents == 2_000
    with pytest.raises(Conflict, match="no credit"):
        await credit.use(ctx, second)


async def test_credit_is_given_back_from_the_payments_it_came_by(ctx):
    client, first, _ = await two_invoices(ctx)
    with pytest.raises(Invalid):
        await credit_back.give_back(ctx, first, amount_cents=3_001)
    assert await credit_back.give_back(ctx, first, amount_cents=3_000) == 3_000
    view = await invoices.get(ctx, first)
    assert (view.status, view.paid_cents, view.credit_cents) == ("paid", 10_500, 0)
    assert [p.amount_cents for p in view.payments] == [13_500, -3_000]
    assert await credit.total(ctx, client) == 0


async def test_what_was_moved_elsewhere_is_not_given_back_here(ctx):
    _, first, second = await two_invoices(ctx)
    await credit.use(ctx, second)
    (paid,) = [p for p in (await invoices.get(ctx, first)).payments if p.amount_cents > 0]
    with pytest.raises(Invalid, match=r"At most 105\.00"):
        await payments.refund(ctx, paid.id, amount_cents=13_500)
    await payments.refund(ctx, paid.id, amount_cents=10_500)


async def test_credit_of_one_client_does_not_pay_for_another(ctx):
    await two_invoices(ctx)
    other = await a_sent_invoice(ctx, await a_client(ctx, "Somebody else"))
    with pytest.raises(Conflict, match="no credit"):
        await credit.use(ctx, other)


async def test_credit_that_came_by_a_deposit_goes_back_the_way_it_came(ctx):
    booking = await a_booking(ctx, await a_client(ctx), price=15_000, status="confirmed")
    deposit_id = await deposits.ask(ctx, booking, amount_cents=5_000)
    await deposits.record(ctx, deposit_id, method="cash")
    made = await invoices.create_from_booking(ctx, booking)
    await invoices.send(ctx, made)
    await credit_notes.issue(ctx, made, Asked(amount_cents=12_750), reason="Nobody came")
    view = await invoices.get(ctx, made)
    assert (view.credit_cents, view.payable_cents) == (2_000, 3_000)
    assert await credit_back.give_back(ctx, made, amount_cents=2_000, method="etransfer") == 2_000
    view = await invoices.get(ctx, made)
    assert (view.status, view.paid_cents, view.credit_cents) == ("paid", 3_000, 0)
    deposit = await deposits.get(ctx, deposit_id)
    assert (deposit.status, deposit.held_cents) == ("used", 0)
    back = await ctx.session.scalar(
        select(Payment).where(Payment.refund_of_id.is_not(None), Payment.kind == "payment")
    )
    assert (back.amount_cents, back.method, back.deposit_id) == (-2_000, "etransfer", deposit_id)
