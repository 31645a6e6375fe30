"""Reminders and invoices that write themselves: once, to whom it may concern, in the company's days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cleaning_app.clock import FixedClock
from cleaning_app.domain.dunning import Stage
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Booking, Client, Invoice, InvoiceReminder, OutboxEvent, Payment
from cleaning_app.services import invoices, organisations
from cleaning_app.services.invoices import automatic, many, remind, reminder_letters, reminders_due
from tests.services.money.books import a_booking, a_client, a_sent_invoice, at, pay, queued


async def on_day(ctx, day: date, hour: int = 18):
    """The same organisation on another day."""
    return replace(ctx, clock=FixedClock(at(day.year, day.month, day.day, hour)))


async def a_late_invoice(ctx, **client):
    """Due on 1 September."""
    client_id = await a_client(ctx, **client)
    return await a_sent_invoice(
        ctx, client_id, issued_on=date(2026, 8, 20), due_on=date(2026, 9, 1)
    )


async def test_the_job_sends_each_stage_once_on_its_day(ctx):
    await organisations.change_settings(ctx, remind_invoices=True)
    made = await a_late_invoice(ctx)
    for n in range(40):
        today = await on_day(ctx, date(2026, 9, 1) + timedelta(days=n))
        for _ in range(2):
            await reminders_due.remind_due(today)
    rows = await ctx.session.execute(
        select(InvoiceReminder.stage, InvoiceReminder.sent_on)
        .where(InvoiceReminder.invoice_id == made)
        .order_by(InvoiceReminder.sent_on)
    )
    assert [tuple(row) for row in rows] == [
        ("gentle", date(2026, 9, 4)),
        ("second", date(2026, 9, 11)),
        ("final", date(2026, 9, 22)),
    ]
    assert len(await queued(ctx)) == 3


async def test_the_day_is_the_companys_own_at_the_change_of_the_clocks(ctx):
    await organisations.change_settings(ctx, remind_invoices=True)
    client = await a_client(ctx)
    await a_sent_invoice(ctx, client, issued_on=date(2026, 10, 20), due_on=date(2026, 10, 29))
    # 1 November 2026, 05:30 UTC is still 31 October in Edmonton, and two days late.
    assert (await reminders_due.remind_due(await on_day(ctx, date(2026, 11, 1), 5)))[
        "reminded"
    ] == 0
    assert (await reminders_due.remind_due(await on_day(ctx, date(2026, 11, 1), 8)))[
        "reminded"
    ] == 1


async def test_nobody_is_reminded_who_paid_is_blocked_or_wants_none(ctx):
    await organisations.change_settings(ctx, remind_invoices=True)
    paid = await a_late_invoice(ctx)
    await pay(ctx, paid, 105_00, at(2026, 9, 2))
    blocked, silent = await a_late_invoice(ctx), await a_late_invoice(ctx)
    await a_late_invoice(ctx, email=None)
    for made, name in ((blocked, "is_blocked"), (silent, "no_reminders")):
        row = await ctx.session.get(Invoice, made)
        setattr(await ctx.session.get(Client, row.client_id), name, True)
    await ctx.session.flush()
    day = await on_day(ctx, date(2026, 9, 5))
    assert await reminders_due.remind_due(day) == {"reminded": 0, "unreachable": 0}
    for made in (paid, blocked, silent):
        with pytest.raises(Conflict):
            await remind.remind(day, made)


async def test_the_job_leaves_out_who_was_reminded_today_or_waits_for_the_bank(ctx):
    await organisations.change_settings(ctx, remind_invoices=True)
    by_hand, by_card = await a_late_invoice(ctx), await a_late_invoice(ctx)
    ctx.session.add(
        Payment(
            org_id=ctx.org.id, invoice_id=by_card, amount_cents=105_00, method="card",
            provider="stripe", status="pending", received_at=at(2026, 9, 11),
        )
    )  # fmt: skip
    second_day = await on_day(ctx, date(2026, 9, 11))
    await remind.remind(second_day, by_hand, stage=Stage.GENTLE)
    assert (await reminders_due.remind_due(second_day))["reminded"] == 0
    assert (await reminders_due.remind_due(await on_day(ctx, date(2026, 9, 12))))["reminded"] == 1


async def test_nothing_is_sent_while_it_is_switched_off(ctx):
    await a_late_invoice(ctx)
    assert (await reminders_due.remind_due(await on_day(ctx, date(2026, 9, 5))))["reminded"] == 0


async def test_a_reminder_by_hand_is_taken_back_before_it_leaves(ctx):
    made = await a_late_invoice(ctx)
    seen = await reminder_letters.preview(ctx, Stage.GENTLE, made)
    assert "INV-2026-00001" in seen.subject
    done = await remind.remind(ctx, made)
    assert done.stage is Stage.GENTLE
    with pytest.raises(Conflict, match="today already"):
        await remind.remind(ctx, made)
    await remind.withdraw(ctx, done.id)
    assert await remind.stages_sent(ctx, made) == []
    assert [row.status for row in await queued(ctx)] == ["skipped"]
    again = await remind.remind(ctx, made)
    (mail,) = await ctx.session.scalars(select(OutboxEvent).where(OutboxEvent.status == "pending"))
    mail.status = "sending"
    await ctx.session.flush()
    with pytest.raises(Conflict, match="too late"):
        await remind.withdraw(ctx, again.id)


async def test_days_of_reminders_have_to_grow(ctx):
    with pytest.raises(Invalid):
        await organisations.change_settings(
            ctx, remind_gentle_days=5, remind_second_days=5, remind_final_days=9
        )


async def test_many_at_once_say_what_was_left_and_why(ctx):
    late, paid = await a_late_invoice(ctx), await a_late_invoice(ctx)
    await pay(ctx, paid, 105_00, at(2026, 9, 2))
    outcome = await many.remind(ctx, [late, paid])
    assert [one.invoice_id for one in outcome.done] == [late]
    assert [(one.id, one.reason) for one in outcome.refused] == [
        (paid, "Nothing is owed on INV-2026-00002.")
    ]
    assert await many.withdraw(ctx, [one.id for one in outcome.done]) == 1
    full = await many.pay_in_full(ctx, [late, paid], "cheque")
    assert ([one.cents for one in full.done], len(full.refused)) == ([105_00], 1)
    assert (await invoices.get(ctx, late)).status == "paid"
    assert await many.take_back(ctx, [one.payment_id for one in full.done]) == 1
    voided = await many.void(ctx, [late, paid], "Wrong month")
    assert (len(voided.done), len(voided.refused)) == (1, 1)
    with pytest.raises(Invalid):
        await many.send(ctx, [])


async def test_finished_visits_bill_themselves_once(ctx):
    client = await a_client(ctx)
    visit = await a_booking(ctx, client)
    old = await a_booking(ctx, client)
    (await ctx.session.get(Booking, visit)).finished_at = ctx.now()
    (await ctx.session.get(Booking, old)).finished_at = ctx.now() - timedelta(days=9)
    await ctx.session.flush()
    assert await automatic.to_bill(ctx) == []
    await organisations.change_settings(ctx, auto_invoice="send")
    assert await automatic.to_bill(ctx) == [visit]
    assert await automatic.bill(ctx, visit) == {"sent": 1}
    assert await automatic.to_bill(ctx) == []
    made = await ctx.session.scalar(select(Invoice.id).where(Invoice.booking_id == visit))
    assert (await invoices.get(ctx, made)).status == "sent"
    await invoices.void(ctx, made, "By hand instead")
    assert await automatic.to_bill(ctx) == []


async def test_without_an_address_or_when_asked_so_it_stays_a_draft(ctx):
    await organisations.change_settings(ctx, auto_invoice="send")
    assert await automatic.bill(ctx, await a_booking(ctx, await a_client(ctx, email=None))) == {
        "drafted": 1
    }
    await organisations.change_settings(ctx, auto_invoice="draft")
    assert await automatic.bill(ctx, await a_booking(ctx, await a_client(ctx))) == {"drafted": 1}
