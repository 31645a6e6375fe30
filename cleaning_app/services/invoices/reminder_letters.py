"""What reminders of invoices say, and how one is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.dunning import Schedule, Stage
from cleaning_app.models import Client, Invoice, InvoiceReminder
from cleaning_app.services import audit, live, messages, organisations
from cleaning_app.services.invoices import links, state
from cleaning_app.services.messages import letterhead
from cleaning_app.services.messages.facts import TEMPLATES
from cleaning_app.services.messages.render import Rendered, Sites, render
from cleaning_app.settings import get_settings


@dataclass(frozen=True)
class Reminded:
    """A reminder that is on its way; `withdraw` takes it back for half a minute."""

    id: UUID
    invoice_id: UUID
    number: str
    stage: Stage


async def preview(ctx: Ctx, stage: Stage, invoice_id: UUID | None = None) -> Rendered:
    """What a reminder says, for an invoice or for a made-up one. Sends nothing.

    Raises NotFound: no such invoice.
    """
    ctx.require("invoices.edit")
    facts: dict[str, Any] = {
        "stage": stage.value,
        "client_name": "Gwen Abbott",
        "number": f"INV-{ctx.today().year}-00042",
        "due_on": ctx.today()
        - timedelta(days=schedule_of(await organisations.settings(ctx)).day_of(stage)),
        "days_late": schedule_of(await organisations.settings(ctx)).day_of(stage),
        "balance_cents": 173_25,
        "total_cents": 173_25,
    }
    if invoice_id is not None:
        invoice = await state.locked(ctx, invoice_id)
        facts = facts_of(ctx, invoice, await client_of(ctx, invoice), stage)
    us = await letterhead.load(ctx)
    written = TEMPLATES["invoice_reminder"].model_validate(facts)
    return render("invoice_reminder", written, us, sites=Sites.of(get_settings()), now=ctx.now())


def schedule_of(settings: Any) -> Schedule:
    """After how many days the company reminds, stage by stage."""
    return Schedule(
        settings.remind_gentle_days, settings.remind_second_days, settings.remind_final_days
    )


async def sent_for(ctx: Ctx, invoice_ids: list[UUID]) -> dict[UUID, list[InvoiceReminder]]:
    """What clients were reminded of each invoice so far, oldest first; an empty list for none."""
    rows = await ctx.session.scalars(
        select(InvoiceReminder)
        .where(
            col(InvoiceReminder.org_id) == ctx.org.id,
            col(InvoiceReminder.invoice_id).in_(invoice_ids),
        )
        .order_by(col(InvoiceReminder.sent_on), col(InvoiceReminder.id))
    )
    found: dict[UUID, list[InvoiceReminder]] = defaultdict(list)
    for row in rows:
        found[row.invoice_id].append(row)
    return found


async def client_of(ctx: Ctx, invoice: Invoice) -> Client:
    """Whose invoice it is."""
    client = await ctx.session.scalar(
        select(Client).where(col(Client.org_id) == ctx.org.id, col(Client.id) == invoice.client_id)
    )
    assert client is not None  # the invoice's foreign key
    return client


async def write(
    ctx: Ctx, invoice: Invoice, client: Client, stage: Stage, *, held: timedelta | None = None
) -> Reminded:
    """Write down a reminder and queue its e-mail, after `held` if that is given. The invoice is locked."""
    links.open_for(invoice)
    row = InvoiceReminder(
        org_id=ctx.org.id,
        invoice_id=invoice.id,
        stage=stage.value,
        sent_on=ctx.today(),
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await messages.email(
        ctx,
        "invoice_reminder",
        client.email or "",
        facts_of(ctx, invoice, client, stage),
        dedupe_key=key_of(row.id),
        not_before=ctx.now() + held if held else None,
    )
    audit.record(ctx, f"invoice.remind_{stage.value}", "invoice", invoice.id, number=invoice.number)
    await live.announce(ctx, "invoices", invoice.id, "reminded")
    return Reminded(row.id, invoice.id, invoice.number, stage)


def facts_of(ctx: Ctx, invoice: Invoice, client: Client, stage: Stage) -> dict[str, Any]:
    """What the letter says (`messages.facts`)."""
    return {
        "stage": stage.value,
        "client_name": client.name,
        "number": invoice.number,
        "due_on": invoice.due_on,
        "days_late": max(0, (ctx.today() - invoice.due_on).days),
        "balance_cents": invoice.owed_cents,
        "total_cents": invoice.total_cents,
        "path": links.path_of(invoice),
    }


def key_of(reminder_id: UUID) -> str:
    """The key of a reminder's e-mail in the outbox."""
    return f"invoice-reminder:{reminder_id}"
