"""Sending the reminders whose day has come; for the job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.dunning import Schedule, Stage, due_stage
from cleaning_app.domain.invoices import OPEN
from cleaning_app.errors import Invalid
from cleaning_app.models import Client, Invoice, Payment
from cleaning_app.services import organisations
from cleaning_app.services.invoices.reminder_letters import schedule_of, sent_for, write


async def remind_due(ctx: Ctx) -> dict[str, int]:
    """Send every reminder whose day has come in the organisation's calendar; for the job.

    Each invoice's row is locked while it is looked at, and a stage that was sent is not sent again:
    two runs make one reminder. Left out: who is blocked, wants none, has no address, was reminded by
    hand today, or has paid by card and waits for the bank.
    """
    ctx.require("invoices.edit")
    settings = await organisations.settings(ctx)
    counts = {"reminded": 0, "unreachable": 0}
    if not settings.remind_invoices:
        return counts
    schedule = schedule_of(settings)
    rows: Any = (await ctx.session.execute(_late(ctx, schedule))).all()
    sent = await sent_for(ctx, [invoice.id for invoice, _ in rows])
    for invoice, client in rows:
        if any(one.sent_on == ctx.today() for one in sent[invoice.id]):
            continue
        late = (ctx.today() - invoice.due_on).days
        stage = due_stage(late, [Stage(one.stage) for one in sent[invoice.id]], schedule)
        if stage is None:
            continue
        try:
            async with ctx.attempt():
                await write(ctx, invoice, client, stage)
            counts["reminded"] += 1
        except Invalid:
            counts["unreachable"] += 1
    return counts


def _late(ctx: Ctx, schedule: Schedule) -> Any:
    under_way = exists().where(
        col(Payment.org_id) == ctx.org.id,
        col(Payment.invoice_id) == col(Invoice.id),
        col(Payment.status) == "pending",
        col(Payment.amount_cents) > 0,
    )
    return (
        select(Invoice, Client)
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .where(
            col(Invoice.org_id) == ctx.org.id,
            col(Invoice.status).in_([*OPEN]),
            col(Invoice.due_on) <= ctx.today() - timedelta(days=schedule.gentle),
            col(Invoice.paid_cents) < col(Invoice.total_cents) - col(Invoice.credited_cents),
            col(Client.email).is_not(None),
            col(Client.is_blocked).is_(False),
            col(Client.no_reminders).is_(False),
            col(Client.deleted_at).is_(None),
            ~under_way,
        )
        .order_by(col(Invoice.id))
        .with_for_update(key_share=True, of=Invoice)
        .execution_options(populate_existing=True)
    )
