"""Deposits: asked for, paid, moved to the invoice, given back, kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.ids import new_id
from cleaning_app.models import Invoice, Payment
from cleaning_app.services import bookings, deposits, invoices, policies
from cleaning_app.services.deposits import keeping
from cleaning_app.services.invoices import automatic
from cleaning_app.services.listing import Query
from tests.factories import build_town
from tests.services.money.books import queued


async def a_visit(ctx, *, days: int = 10, price_cents: int = 200_00, **given):
    """A booking whose terms ask for $50."""
    town = await build_town(ctx)
    await policies.change(ctx, {"deposit_enabled": True})
    made = await town.book(ctx, 24 * days, town.chloe, price_cents=price_cents, **given)
    return made.id


async def held_for(ctx, booking_id, cents: int | None = None):
    """A deposit of a booking that was paid in cash."""
    deposit_id = await deposits.ask(ctx, booking_id)
    await deposits.record(ctx, deposit_id, amount_cents=cents, method="cash")
    return deposit_id


async def test_a_deposit_is_what_the_bookings_terms_say_and_is_asked_for_by_mail(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    found = await deposits.get(ctx, deposit_id)
    assert (found.amount_cents, found.status, found.missing_cents) == (50_00, "asked", 50_00)
    mail = [row for row in await queued(ctx) if row.payload["template"] == "deposit_asked"]
    assert len(mail) == 1
    with pytest.raises(Conflict, match="already"):
        await deposits.ask(ctx, booking)
    with pytest.raises(NotFound):
        await deposits.ask(ctx, new_id())


async def test_paying_it_settles_the_bookings_doubt_and_a_slip_is_taken_back(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    part = await deposits.record(ctx, deposit_id, amount_cents=20_00, method="cash")
    assert (part.status, part.held_cents) == ("asked", 20_00)
    with pytest.raises(Invalid, match=r"30\.00"):
        await deposits.record(ctx, deposit_id, amount_cents=30_01, method="cash")
    rest = await deposits.record(ctx, deposit_id, method="etransfer")
    assert (rest.status, rest.held_cents) == ("paid", 50_00)
    await bookings.confirm(ctx, booking)
    await deposits.take_back(ctx, rest.payment_ids[0])
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents) == ("asked", 20_00)
    with pytest.raises(Conflict):
        await deposits.take_back(ctx, rest.payment_ids[0])


async def test_it_goes_to_the_invoice_when_that_is_sent_and_the_rest_stays_held(ctx):
    booking = await a_visit(ctx, price_cents=200_00)
    deposit_id = await held_for(ctx, booking)
    made = await invoices.create_from_booking(ctx, booking)
    await invoices.send(ctx, made)
    view = await invoices.get(ctx, made)
    assert (view.status, view.paid_cents, view.balance_cents) == ("partial", 50_00, 160_00)
    assert (await deposits.get(ctx, deposit_id)).status == "used"
    rows = list(await ctx.session.scalars(select(Payment).where(Payment.kind == "transfer")))
    assert sum(row.amount_cents for row in rows) == 0
    await invoices.void(ctx, made, "Wrong price")
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents) == ("paid", 50_00)


async def test_what_the_invoice_does_not_need_stays_held_and_goes_back(ctx):
    booking = await a_visit(ctx)
    deposit_id = await held_for(ctx, booking)
    row = await bookings.get(ctx, booking)
    lines = [invoices.NewLine("Small job", 20_00, Decimal(1), "exempt")]
    made = await invoices.create(ctx, client_id=row.client.id, lines=lines, booking_id=booking)
    await invoices.send(ctx, made)
    assert (await invoices.get(ctx, made)).status == "paid"
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents) == ("paid", 30_00)
    await deposits.refund(ctx, deposit_id)
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents) == ("returned", 0)
    with pytest.raises(Conflict):
        await deposits.refund(ctx, deposit_id)


async def test_one_that_comes_after_the_invoice_goes_on_to_it_at_once(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    made = await invoices.create_from_booking(ctx, booking)
    await invoices.send(ctx, made)
    await deposits.record(ctx, deposit_id, method="cash")
    assert (await invoices.get(ctx, made)).paid_cents == 50_00
    assert (await deposits.get(ctx, deposit_id)).status == "used"


async def test_one_that_is_kept_is_an_invoice_with_the_tax_inside(ctx):
    booking = await a_visit(ctx)
    deposit_id = await held_for(ctx, booking)
    made = await keeping.keep(ctx, deposit_id, "Cancelled an hour before")
    view = await invoices.get(ctx, made)
    assert (view.status, view.total_cents, view.paid_cents) == ("paid", 50_00, 50_00)
    assert (view.taxable_cents, view.tax_cents) == (47_62, 2_38)
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents, found.note) == ("kept", 0, "Cancelled an hour before")
    await invoices.void(ctx, made, "Let it go")
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents) == ("paid", 50_00)


@pytest.mark.parametrize("cents", [1, 7, 10, 31, 33, 4999])
async def test_any_amount_can_be_kept_to_the_cent(ctx, cents):
    booking = await a_visit(ctx)
    deposit_id = await held_for(ctx, booking)
    made = await keeping.keep(ctx, deposit_id, "Late", amount_cents=cents)
    row = await ctx.session.get(Invoice, made)
    assert (row.total_cents, row.paid_cents) == (cents, cents)
    assert (await deposits.get(ctx, deposit_id)).held_cents == 50_00 - cents


async def test_cancelling_lets_go_of_what_was_not_paid_and_undo_asks_again(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    await bookings.cancel(ctx, booking, "Client moved away")
    assert (await deposits.get(ctx, deposit_id)).status == "waived"
    await bookings.undo_cancel(ctx, booking)
    assert (await deposits.get(ctx, deposit_id)).status == "asked"


async def test_a_late_cancellation_keeps_by_the_terms_of_the_booking(ctx):
    booking = await a_visit(ctx, days=1, price_cents=100_00)
    deposit_id = await held_for(ctx, booking)
    asked = await bookings.cancellation_terms(ctx, booking)
    await bookings.cancel(ctx, booking, "Changed their mind")
    terms = await keeping.settlement_of(ctx, deposit_id)
    assert (terms.refund, terms.keep) == (asked.refund_cents, asked.fee_cents)
    assert terms.keep > 0
    assert [row.id for row in (await deposits.find(ctx, Query(filters={"status": "settle"}))).rows]
    await keeping.settle(ctx, deposit_id)
    found = await deposits.get(ctx, deposit_id)
    assert (found.status, found.held_cents) == ("kept", 0)
    with pytest.raises(Conflict, match="Nothing is held"):
        await keeping.settle(ctx, deposit_id)


async def test_waived_and_asked_for_again(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    await deposits.waive(ctx, deposit_id, "A regular")
    assert (await deposits.get(ctx, deposit_id)).status == "waived"
    assert {row.status for row in await queued(ctx)} == {"skipped"}
    with pytest.raises(Conflict):
        await deposits.record(ctx, deposit_id, amount_cents=1_00, method="cash")
    await deposits.ask_again(ctx, deposit_id)
    assert {row.status for row in await queued(ctx)} == {"skipped", "pending"}
    await deposits.record(ctx, deposit_id, method="cash")
    with pytest.raises(Conflict, match="Money came"):
        await deposits.waive(ctx, deposit_id, "Too late")


async def test_undoing_a_payment_that_went_on_to_the_invoice_fetches_it_back(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    made = await invoices.create_from_booking(ctx, booking)
    await invoices.send(ctx, made)
    paid = await deposits.record(ctx, deposit_id, method="cash")
    undone = await deposits.take_back(ctx, paid.payment_ids[0])
    assert (undone.status, undone.held_cents) == ("asked", 0)
    assert (await invoices.get(ctx, made)).balance_cents == 210_00


async def test_undoing_one_payment_of_two_leaves_the_other_on_the_invoice(ctx):
    booking = await a_visit(ctx)
    deposit_id = await deposits.ask(ctx, booking)
    await deposits.record(ctx, deposit_id, amount_cents=20_00, method="cash")
    paid = await deposits.record(ctx, deposit_id, method="cash")
    made = await invoices.create_from_booking(ctx, booking)
    await invoices.send(ctx, made)
    await deposits.take_back(ctx, paid.payment_ids[0])
    assert (await invoices.get(ctx, made)).paid_cents == 20_00
    assert (await deposits.get(ctx, deposit_id)).held_cents == 0


async def test_a_cancellation_that_is_taken_back_mails_again_what_was_held_back(ctx):
    booking = await a_visit(ctx)
    await deposits.ask(ctx, booking)
    await bookings.cancel(ctx, booking, "Client moved away")
    await bookings.undo_cancel(ctx, booking)
    asked = [row for row in await queued(ctx) if row.payload.get("template") == "deposit_asked"]
    assert sorted(row.status for row in asked) == ["pending", "skipped"]


async def test_whoever_may_write_invoices_but_take_no_money_voids_one_that_took_a_deposit(ctx):
    booking = await a_visit(ctx)
    deposit_id = await held_for(ctx, booking)
    made = await invoices.create_from_booking(ctx, booking)
    await invoices.send(ctx, made)
    may = ctx.actor.permissions - {"payments.record"}
    clerk = replace(ctx, actor=replace(ctx.actor, permissions=may))
    assert (await invoices.get(ctx, made)).may_void
    await invoices.void(clerk, made, "Wrong price")
    assert (await deposits.get(ctx, deposit_id)).held_cents == 50_00


async def test_billing_a_finished_visit_takes_its_deposit_before_the_invoice_number(ctx):
    """Keeping a deposit takes them in that order too, so the two never wait for each other."""
    booking = await a_visit(ctx)
    await held_for(ctx, booking)
    taken: list[str] = []

    def told(_conn, _cursor, statement, *_rest):
        if "FROM deposits" in statement and "FOR" in statement:
            taken.append("deposit")
        if "number_counters" in statement or "counters" in statement:
            taken.append("counter")

    connection = await ctx.session.connection()
    event.listen(connection.sync_connection, "before_cursor_execute", told)
    await automatic.bill(ctx, booking)
    assert taken.index("deposit") < taken.index("counter")
