"""Payments and refunds: statuses that follow, what is refused, two people at once."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from cleaning_app.clock import FixedClock
from cleaning_app.domain.invoices import InvoiceStatus, derive_status
from cleaning_app.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from cleaning_app.models import Invoice, Payment
from cleaning_app.services import invoices, payments
from cleaning_app.services.listing import Query
from tests.services.money.books import a_client, a_sent_invoice, at, line, pay, queued

NOW = datetime.fromisoformat("2026-11-23T15:00:00+00:00")


async def an_open_invoice(ctx, *lines):
    """$105.00, due in two weeks."""
    return await a_sent_invoice(ctx, await a_client(ctx), *lines, issued_on=ctx.today())


async def test_part_payments_lead_to_paid_and_beyond_to_credit(ctx):
    made = await an_open_invoice(ctx)
    first = await pay(ctx, made, 5000)
    assert (first.status, first.balance_cents, first.to_credit_cents) == ("partial", 5500, 0)
    second = await pay(ctx, made, 7000)
    assert (second.status, second.balance_cents) == ("paid", 0)
    assert (second.to_invoice_cents, second.to_credit_cents) == (5500, 1500)
    found = await invoices.get(ctx, made)
    assert (found.paid_cents, found.balance_cents, found.credit_cents) == (12000, 0, 1500)
    assert [payment.refundable_cents for payment in found.payments] == [5000, 7000]


async def test_a_refund_is_a_row_of_its_own_and_reopens_the_invoice(ctx):
    made = await an_open_invoice(ctx)
    paid = await pay(ctx, made, 12000)
    back = await payments.refund(ctx, paid.payment_id, amount_cents=4000, note="window missed")
    assert (back.status, back.balance_cents) == (InvoiceStatus.PARTIAL, 2500)
    assert (back.to_credit_cents, back.to_invoice_cents) == (-1500, -2500)
    rows = (await payments.find(ctx, Query(filters={"invoice_id": str(made)}))).rows
    assert sorted(row.amount_cents for row in rows) == [-4000, 12000]
    assert {row.refund_of_id for row in rows} == {None, paid.payment_id}
    await payments.refund(ctx, paid.payment_id, amount_cents=8000)
    found = await invoices.get(ctx, made)
    assert (found.status, found.paid_cents) == (InvoiceStatus.SENT, 0)
    with pytest.raises(Invalid, match=r"At most 0\.00"):
        await payments.refund(ctx, paid.payment_id, amount_cents=1)
    with pytest.raises(Conflict):
        await payments.refund(ctx, back.payment_id, amount_cents=1)


async def test_a_refund_is_dated_by_its_day_and_may_go_back_another_way(ctx):
    made = await an_open_invoice(ctx)
    evening = ctx.now() - timedelta(days=3)
    noon = evening - timedelta(hours=2)
    paid = await payments.record(
        ctx, made, amount_cents=10500, method="cheque", received_at=evening
    )
    same_day = await payments.refund(
        ctx, paid.payment_id, amount_cents=1000, method="cash", received_at=noon
    )
    row = await ctx.session.get_one(Payment, same_day.payment_id)
    assert (row.received_at, row.method, row.amount_cents) == (evening, "cash", -1000)
    with pytest.raises(Invalid, match="before it was received"):
        await payments.refund(
            ctx, paid.payment_id, amount_cents=1, received_at=evening - timedelta(days=1)
        )


async def test_a_year_nobody_meant_is_asked_about(ctx):
    made = await an_open_invoice(ctx)
    with pytest.raises(Invalid, match="Check the year") as refused:
        await payments.record(
            ctx, made, amount_cents=100, method="cash", received_at=at(1026, 11, 20)
        )
    assert refused.value.errors[0].field == "received_at"


async def test_a_refund_can_be_no_larger_than_its_payment(ctx):
    made = await an_open_invoice(ctx)
    small, _ = await pay(ctx, made, 1000), await pay(ctx, made, 9000)
    with pytest.raises(Invalid, match=r"At most 10\.00"):
        await payments.refund(ctx, small.payment_id, amount_cents=1001)
    with pytest.raises(Invalid, match="before it was received"):
        await payments.refund(
            ctx, small.payment_id, amount_cents=1, received_at=ctx.now() - timedelta(days=1)
        )


async def test_a_payment_entered_by_mistake_is_taken_back_at_its_own_moment(ctx):
    invoice_id = await a_sent_invoice(ctx, await a_client(ctx))
    received = at(2026, 9, 30)
    done = await payments.record(
        ctx, invoice_id, amount_cents=9_999_99, method="cash", received_at=received
    )
    await payments.take_back(ctx, done.payment_id)
    view = await invoices.get(ctx, invoice_id)
    assert (view.paid_cents, view.status, view.credit_cents) == (0, "overdue", 0)
    assert [(p.amount_cents, p.received_at) for p in view.payments] == [
        (9_999_99, received),
        (-9_999_99, received),
    ]
    with pytest.raises(Conflict):
        await payments.take_back(ctx, done.payment_id)


async def test_undoing_a_payment_of_which_some_went_back_returns_the_rest(ctx):
    invoice_id = await a_sent_invoice(ctx, await a_client(ctx))
    done = await payments.record(ctx, invoice_id, amount_cents=100_00, method="cash")
    await payments.refund(ctx, done.payment_id, amount_cents=30_00)
    await payments.take_back(ctx, done.payment_id)
    assert (await invoices.get(ctx, invoice_id)).paid_cents == 0


async def test_money_that_never_came_is_not_given_back(ctx):
    made = await an_open_invoice(ctx)
    failed = Payment(
        org_id=ctx.org.id,
        invoice_id=made,
        amount_cents=500,
        method="card",
        status="failed",
        received_at=ctx.now(),
    )
    ctx.session.add(failed)
    await ctx.session.flush()
    with pytest.raises(Conflict):
        await payments.refund(ctx, failed.id, amount_cents=1)
    assert (await invoices.get(ctx, made)).paid_cents == 0
    with pytest.raises(NotFound):
        await payments.refund(ctx, uuid4(), amount_cents=1)


async def test_a_payment_under_way_keeps_an_invoice_from_being_voided(ctx):
    made = await an_open_invoice(ctx)
    pending = Payment(
        org_id=ctx.org.id,
        invoice_id=made,
        amount_cents=500,
        method="card",
        status="pending",
        received_at=ctx.now(),
    )
    ctx.session.add(pending)
    await ctx.session.flush()
    assert not (await invoices.get(ctx, made)).may_void
    with pytest.raises(Conflict, match="under way"):
        await invoices.void(ctx, made, "mistake")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount_cents": 0}, "amount"),
        ({"amount_cents": -5}, "amount"),
        ({"amount_cents": 10**12}, "amount"),
        ({"method": "barter"}, "method"),
        ({"received_at": NOW + timedelta(hours=1)}, "received_at"),
        ({"received_at": datetime(2026, 1, 1)}, "received_at"),
        ({"note": "x" * 501}, "note"),
    ],
)
async def test_a_wrong_field_is_named(ctx, wrong, field):
    made = await an_open_invoice(ctx)
    with pytest.raises(Invalid) as refused:
        await payments.record(ctx, made, **({"amount_cents": 100, "method": "cash"} | wrong))
    assert [problem.field for problem in refused.value.errors] == [field]
    assert (await invoices.get(ctx, made)).payments == []


async def test_drafts_take_no_money(ctx):
    draft = await invoices.create(ctx, client_id=await a_client(ctx), lines=[line(100)])
    with pytest.raises(Conflict, match="draft"):
        await pay(ctx, draft, 100)


async def test_a_receipt_goes_to_those_with_an_address(ctx):
    made = await an_open_invoice(ctx)
    await payments.record(ctx, made, amount_cents=100, method="cash", receipt=True)
    assert len(await queued(ctx)) == 1
    silent = await a_sent_invoice(ctx, await a_client(ctx, email=None))
    await payments.record(ctx, silent, amount_cents=100, method="cash", receipt=True)
    assert len(await queued(ctx)) == 1


async def test_a_providers_reference_is_recorded_once(office):
    async with office.unit() as ctx:
        made = await an_open_invoice(ctx)
    card = {"amount_cents": 100, "method": "card", "provider": "stripe", "provider_ref": "pi_1"}
    async with office.unit() as ctx:
        await payments.record(ctx, made, **card)
    with pytest.raises(Conflict, match="already been recorded"):
        async with office.unit() as ctx:
            await payments.record(ctx, made, **card)


async def test_payments_are_found_by_local_day_client_and_method(ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx, "Zoë Lavoie"))
    # 23:40 on 31 March in Edmonton is 05:40 on 1 April in UTC.
    await pay(ctx, made, 100, at(2026, 4, 1, 5, 40))
    await payments.record(
        ctx, made, amount_cents=200, method="card", received_at=at(2026, 4, 1, 6, 0)
    )

    async def amounts(search: str = "", **filters: str) -> list[int]:
        page = await payments.find(ctx, Query(search, filters=filters))
        return [row.amount_cents for row in page.rows]

    assert await amounts(**{"from": "2026-03-31", "to": "2026-03-31"}) == [100]
    assert await amounts(**{"from": "2026-04-01"}) == [200]
    assert await amounts("lavoie", method="card") == [200]
    assert await amounts("INV-2026") == [200, 100]
    assert await amounts(client_id=str(uuid4())) == []
    for wrong in ({"method": "barter"}, {"from": "31/04/2026"}, {"invoice_id": "x"}):
        with pytest.raises(Invalid):
            await amounts(**wrong)


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_only_those_who_may_record_money_do(office, role):
    async with office.unit(role) as ctx:
        for deed in (pay(ctx, uuid4(), 100), payments.refund(ctx, uuid4(), amount_cents=1)):
            with pytest.raises(Forbidden):
                await deed


async def test_two_people_paying_at_once_are_both_counted(office):
    async with office.unit() as ctx:
        made = await an_open_invoice(ctx)

    async def pay_half():
        async with office.unit("accountant") as ctx:
            done = await pay(ctx, made, 10500)
            await asyncio.sleep(0.05)
            return done

    outcomes = await asyncio.gather(*(pay_half() for _ in range(4)))
    assert sorted(done.to_credit_cents for done in outcomes) == [0, 10500, 10500, 10500]
    async with office.unit() as ctx:
        found = await invoices.get(ctx, made)
    assert (found.paid_cents, found.credit_cents) == (42000, 31500)


async def test_two_people_refunding_at_once_never_give_back_more_than_came(office):
    async with office.unit() as ctx:
        made = await an_open_invoice(ctx)
        paid = await pay(ctx, made, 10500)

    async def give_back():
        async with office.unit("accountant") as ctx:
            return await payments.refund(ctx, paid.payment_id, amount_cents=6000)

    outcomes = await asyncio.gather(*(give_back() for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 3
    async with office.unit() as ctx:
        assert (await invoices.get(ctx, made)).paid_cents == 4500


_deeds = st.lists(
    st.tuples(st.sampled_from(["pay", "refund", "void"]), st.integers(1, 15000)), max_size=12
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(deeds=_deeds, cents=st.integers(0, 10000), exempt=st.integers(1, 3000))
async def test_the_ledger_balances_whatever_people_do(office, deeds, cents, exempt):
    async with office.unit() as ctx:
        made = await an_open_invoice(ctx, line(cents), line(exempt, "exempt"))
        total = (await invoices.get(ctx, made)).total_cents
        paid = 0
        for deed, amount in deeds:
            found = await invoices.get(ctx, made)
            try:
                if deed == "pay":
                    done = await pay(ctx, made, amount)
                    assert done.to_invoice_cents + done.to_credit_cents == amount
                    paid += amount
                elif deed == "refund" and found.payments:
                    await payments.refund(ctx, found.payments[0].id, amount_cents=amount)
                    paid -= amount
                elif deed == "void":
                    await invoices.void(ctx, made, "because")
            except AppError:
                continue
        found = await invoices.get(ctx, made)
        assert found.paid_cents == paid == sum(entry.amount_cents for entry in found.payments)
        if found.status is not InvoiceStatus.VOID:
            assert found.balance_cents - found.credit_cents == total - paid
            assert found.status == derive_status("sent", total, paid, found.due_on, ctx.today())


async def test_restating_many_invoices_follows_the_same_rule_as_one(ctx):
    client = await a_client(ctx)
    for due in (-1, 0, 1):
        for paid in (0, 1, 10500, 20000):
            day = ctx.today() + timedelta(days=due)
            made = await a_sent_invoice(ctx, client, issued_on=date(2026, 1, 1), due_on=day)
            if paid:
                await pay(ctx, made, paid)
    await invoices.create(ctx, client_id=client, lines=[line(1)])
    await ctx.session.execute(
        text("UPDATE invoices SET paid_cents = 7, status = 'sent' WHERE status <> 'draft'")
    )
    assert await invoices.restate(ctx) == 12
    assert await invoices.restate(ctx) == 0
    rows = await ctx.session.scalars(
        select(Invoice).execution_options(populate_existing=True).order_by(Invoice.number)
    )
    for row in rows:
        wanted = derive_status(row.status, row.total_cents, row.paid_cents, row.due_on, ctx.today())
        assert row.status == wanted
    assert {"draft", "sent", "partial", "paid", "overdue"} == {
        status for (status,) in await ctx.session.execute(select(Invoice.status))
    }


async def test_the_night_job_flips_what_fell_due_by_the_local_day(office):
    async with office.unit() as ctx:
        due = ctx.today()
        made = await a_sent_invoice(ctx, await a_client(ctx), issued_on=due, due_on=due)
    # 06:59 UTC on the 24th is 23:59 on the 23rd in Edmonton: still due, not late.
    for moment, flipped in ((at(2026, 11, 24, 6, 59), 0), (at(2026, 11, 24, 7, 0), 1)):
        office.clock = FixedClock(moment)
        async with office.unit() as ctx:
            assert await invoices.flip_overdue(ctx) == flipped
            assert await invoices.flip_overdue(ctx) == 0
    async with office.unit() as ctx:
        assert (await invoices.get(ctx, made)).status is InvoiceStatus.OVERDUE
        assert (await pay(ctx, made, 10500)).status is InvoiceStatus.PAID
