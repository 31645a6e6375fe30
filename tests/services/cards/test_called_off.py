"""A deposit's link once its visit doesn't take place or is paid for: nobody pays there any more."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.errors import Conflict
from cleaning_app.models import Booking
from cleaning_app.services import bookings, deposits, invoices, payments
from cleaning_app.services.card_payments import Link
from tests.card_desk import Desk, deliver
from tests.services.money.books import audited


async def ask(desk: Desk, booking: UUID, *, held: int = 0) -> Link:
    """Ask for $100, of which `held` cents came in cash; the link under which the rest is paid."""
    async with desk.office.unit() as ctx:
        deposit_id = await deposits.ask(ctx, booking, amount_cents=10000)
        if held:
            await deposits.record(ctx, deposit_id, amount_cents=held, method="cash")
    return Link("deposit", desk.office.identity.org.id, deposit_id)


async def call_off(desk: Desk, booking: UUID, how: str) -> None:
    async with desk.office.unit() as ctx:
        if how == "cancelled":
            await bookings.cancel(ctx, booking, "Moved away")
        elif how == "no-show":
            await bookings.no_show(ctx, booking)
        else:
            await bookings.delete(ctx, booking)


async def take_back(desk: Desk, booking: UUID, how: str) -> None:
    async with desk.office.unit() as ctx:
        if how == "cancelled":
            await bookings.undo_cancel(ctx, booking)
        elif how == "no-show":
            await bookings.undo_step(ctx, booking)
        else:
            await bookings.restore(ctx, booking)


async def pay_its_invoice(desk: Desk, booking: UUID) -> UUID:
    """Finish a visit and take the money for its invoice in cash; the payment."""
    async with desk.office.unit() as ctx:
        row = await ctx.session.get(Booking, booking)
        row.status, row.finished_at = "completed", ctx.now()
        invoice_id = await invoices.create_from_booking(ctx, booking)
        await invoices.send(ctx, invoice_id)
        owed = (await invoices.get(ctx, invoice_id)).balance_cents
        done = await payments.record(ctx, invoice_id, amount_cents=owed, method="cash")
    return done.payment_id


async def is_over(desk: Desk, link: Link, session: str) -> None:
    """Nothing is asked for, here or on the page that was open."""
    async with desk.office.unit() as ctx:
        assert (await deposits.offer(ctx, link.id)).missing_cents == 0
    with pytest.raises(Conflict, match="Nothing is owed"):
        await desk.page(link)
    await deliver()
    assert desk.stripe.objects[session]["status"] == "expired"


@pytest.mark.parametrize("held", [0, 4000])
@pytest.mark.parametrize("how", ["cancelled", "no-show", "deleted"])
async def test_nothing_is_owed_on_a_visit_that_does_not_take_place(
    desk: Desk, booking: UUID, how: str, held: int
):
    link = await ask(desk, booking, held=held)
    session = await desk.page(link)
    await call_off(desk, booking, how)
    await is_over(desk, link, session)
    await desk.catch_up()
    await take_back(desk, booking, how)
    again = await desk.page(link)
    assert desk.stripe.objects[again]["amount_total"] == 10000 - held


async def test_a_no_show_does_without_its_deposit_and_its_undo_asks_again(
    desk: Desk, booking: UUID
):
    link = await ask(desk, booking)
    await call_off(desk, booking, "no-show")
    async with desk.office.unit() as ctx:
        assert (await deposits.get(ctx, link.id)).status == "waived"
    await take_back(desk, booking, "no-show")
    async with desk.office.unit() as ctx:
        assert (await deposits.get(ctx, link.id)).status == "asked"
        told = [deed for deed in await audited(ctx) if deed.startswith("deposit.")]
    assert told == ["deposit.ask", "deposit.waive", "deposit.ask_again"]


async def test_a_cancelled_visit_that_was_deleted_and_restored_asks_for_nothing(
    desk: Desk, booking: UUID
):
    link = await ask(desk, booking)
    for how in ("cancelled", "deleted"):
        await call_off(desk, booking, how)
    await take_back(desk, booking, "deleted")
    async with desk.office.unit() as ctx:
        assert (await deposits.get(ctx, link.id)).status == "waived"


async def test_nothing_is_owed_on_a_visit_whose_invoice_is_paid(desk: Desk, booking: UUID):
    link = await ask(desk, booking)
    session = await desk.page(link)
    payment_id = await pay_its_invoice(desk, booking)
    await is_over(desk, link, session)
    await desk.catch_up()
    async with desk.office.unit() as ctx:
        await payments.take_back(ctx, payment_id)
    assert await desk.page(link) != session
