"""What happened to the demo's money by hand: deposits asked and paid, credits, a debt given up."""

from __future__ import annotations

from datetime import timedelta

from cleaning_app.context import Ctx
from cleaning_app.services import bookings, credit_notes, deposits, invoices, payments
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.finance import bank_balance
from cleaning_app.services.finance.bank_balance import Reading
from cleaning_app.services.invoices import remind
from cleaning_app.services.listing import Query

IN_BANK_CENTS = 27_840_16


async def settle_up(ctx: Ctx) -> None:
    """Deposits for the first visits to come, two credit notes, a bad debt, an overpayment, a reminder;
    and what was in the bank when last month ended."""
    await invoices.flip_overdue(ctx)  # the books were imported a day and more ago
    await _deposits(ctx)
    paid = (await invoices.find(ctx, Query(limit=12, filters={"status": "paid"}))).rows
    if len(paid) >= 6:
        await credit_notes.issue(
            ctx, paid[1].id, Asked(amount_cents=21_00), reason="A window was missed"
        )
        await credit_notes.issue(
            ctx, paid[4].id, Asked(amount_cents=52_50), reason="Left an hour early"
        )
        await payments.record(
            ctx, paid[5].id, amount_cents=40_00, method="etransfer", note="Sent twice"
        )
    old = (await invoices.find(ctx, Query(limit=5, filters={"age": "90+"}))).rows
    if old:
        await credit_notes.write_off(ctx, old[-1].id, reason="Moved away, letters come back")
    late = (await invoices.find(ctx, Query(limit=5, filters={"age": "1-30"}))).rows
    for row in late[:2]:
        await remind.remind(ctx, row.id)
    month_end = ctx.today().replace(day=1) - timedelta(days=1)
    await bank_balance.set_reading(ctx, Reading(IN_BANK_CENTS, month_end))


async def _deposits(ctx: Ctx) -> None:
    """Asked of four; two have paid, and one of those in part."""
    query = Query(limit=50, sort="starts_at", filters={"status": "pending,confirmed"})
    coming = [row for row in (await bookings.find(ctx, query)).rows if row.starts_at > ctx.now()]
    for n, row in enumerate(coming[8:20:3]):
        amount = min(50_00, row.price_cents)
        if amount <= 0:
            continue
        deposit_id = await deposits.ask(ctx, row.id, amount_cents=amount, tell=False)
        if n in (0, 2):
            await deposits.record(
                ctx, deposit_id, amount_cents=amount if n == 0 else amount // 2, method="etransfer"
            )
