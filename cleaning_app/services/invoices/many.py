"""The same deed for many invoices in one transaction: what can be done is done, the rest says why not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import AppError, Conflict, Invalid
from cleaning_app.models import Client, Invoice
from cleaning_app.models.payments import METHODS
from cleaning_app.services import payments
from cleaning_app.services.invoices import state
from cleaning_app.services.invoices.remind import remind as remind_one
from cleaning_app.services.invoices.remind import withdraw as withdraw_one
from cleaning_app.services.invoices.reminder_letters import Reminded
from cleaning_app.services.invoices.send import Sent
from cleaning_app.services.invoices.send import send as send_one
from cleaning_app.services.invoices.void import void as void_one

MOST = 200
"""Invoices one deed may be about: what a person can still answer for."""

Done = TypeVar("Done")


@dataclass(frozen=True)
class Refused:
    """An invoice that stayed as it was, and why."""

    id: UUID
    number: str
    client: str
    reason: str


@dataclass(frozen=True)
class Outcome(Generic[Done]):
    """What was done, in the order of the numbers, and what was not."""

    done: list[Done]
    refused: list[Refused]


@dataclass(frozen=True)
class Settled:
    """A payment that was recorded in full."""

    invoice_id: UUID
    payment_id: UUID
    cents: int


async def send(ctx: Ctx, invoice_ids: Iterable[UUID]) -> Outcome[Sent]:
    """Send each draft to its client. Raises Invalid: none or too many."""
    ctx.require("invoices.edit")
    return await _each(ctx, invoice_ids, lambda id: send_one(ctx, id))


async def remind(ctx: Ctx, invoice_ids: Iterable[UUID]) -> Outcome[Reminded]:
    """Remind the client of each: its next stage. Undo: `withdraw`. Raises Invalid: none or too many."""
    ctx.require("invoices.edit")
    return await _each(ctx, invoice_ids, lambda id: remind_one(ctx, id))


async def withdraw(ctx: Ctx, reminder_ids: Iterable[UUID]) -> int:
    """Take reminders back that have not left; returns how many."""
    ctx.require("invoices.edit")
    return await _taken_back(ctx, reminder_ids, lambda id: withdraw_one(ctx, id))


async def void(ctx: Ctx, invoice_ids: Iterable[UUID], reason: str) -> Outcome[None]:
    """Void each on which no money is. Raises Invalid: no reason, none or too many."""
    ctx.require("invoices.edit")
    form = Fields()
    form.text("reason", reason, 500, required=True)
    form.finish("Say why; the reason stays with each invoice.")
    return await _each(ctx, invoice_ids, lambda id: void_one(ctx, id, reason))


async def pay_in_full(ctx: Ctx, invoice_ids: Iterable[UUID], method: str) -> Outcome[Settled]:
    """Record that all that is owed on each came just now. Undo: `take_back`. Raises Invalid."""
    ctx.require("payments.record")
    if method not in METHODS:
        raise Invalid.field("method", f"Choose one of {', '.join(METHODS)}.")

    async def pay(invoice_id: UUID) -> Settled:
        invoice = await state.locked(ctx, invoice_id)
        owed = invoice.owed_cents
        if owed <= 0 and invoice.status not in ("draft", "void"):
            raise Conflict("Nothing is owed on it.")
        done = await payments.record(
            ctx, invoice_id, amount_cents=max(owed, 1), method=method, note="Paid in full"
        )
        return Settled(invoice_id, done.payment_id, owed)

    return await _each(ctx, invoice_ids, pay)


async def take_back(ctx: Ctx, payment_ids: Iterable[UUID]) -> int:
    """Undo payments in full; returns how many went back."""
    ctx.require("payments.record")
    return await _taken_back(ctx, payment_ids, lambda id: payments.take_back(ctx, id))


async def _taken_back(
    ctx: Ctx, ids: Iterable[UUID], undo: Callable[[UUID], Awaitable[object]]
) -> int:
    """Undo what still can be, each in a savepoint of its own; how many that was."""
    back = 0
    for id in _few(ids):
        with suppress(AppError):
            async with ctx.attempt():
                await undo(id)
            back += 1
    return back


def _few(ids: Iterable[UUID]) -> list[UUID]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("Tick at least one invoice.")
    if len(wanted) > MOST:
        raise Invalid(f"At most {MOST} invoices at once. Narrow the list down first.")
    return wanted


async def _each(
    ctx: Ctx, invoice_ids: Iterable[UUID], deed: Callable[[UUID], Awaitable[Done]]
) -> Outcome[Done]:
    """Try each invoice in a savepoint of its own, all of them locked first in one order, so that two
    people with long lists wait for one another instead of standing still."""
    wanted = _few(invoice_ids)
    await ctx.session.execute(
        select(col(Invoice.id))
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id).in_(wanted))
        .order_by(col(Invoice.id))
        .with_for_update(key_share=True)
    )
    named = await ctx.session.execute(
        select(col(Invoice.id), col(Invoice.number), col(Client.name))
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id).in_(wanted))
        .order_by(col(Invoice.number))
    )
    outcome: Outcome[Done] = Outcome([], [])
    for id, number, client in named.all():
        try:
            async with ctx.attempt():
                outcome.done.append(await deed(id))
        except AppError as why:
            outcome.refused.append(Refused(id, number, client, why.detail))
    return outcome
