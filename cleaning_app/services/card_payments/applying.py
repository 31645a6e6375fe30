"""Writing down what Stripe knows of a payment: rows that are missing, statuses that have moved."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.integrations.stripe import Intent, Session
from cleaning_app.models import CardDispute, CardPayment, Payment
from cleaning_app.services import audit
from cleaning_app.services.card_payments import movements, targets
from cleaning_app.services.card_payments.movements import Movement
from cleaning_app.services.card_payments.targets import Target
from cleaning_app.services.gst.filed import closed
from cleaning_app.services.payments.by_card import PROVIDER
from cleaning_app.services.payments.receipts import queue_receipt

_ACTIONS = {
    "payment": "payment.record",
    "refund": "payment.refund",
    "dispute": "payment.dispute",
}


async def begin_reading(ctx: Ctx, card_id: UUID) -> CardPayment | None:
    """Number one more look at Stripe; None when there is no such try at paying."""
    card = await _locked(ctx, card_id)
    if card is not None:
        card.reads += 1
        await ctx.session.flush()
    return card


async def apply(
    ctx: Ctx, card_id: UUID, number: int, session: Session | None, intent: Intent | None
) -> bool:
    """Bring our rows in line with one look at Stripe; whether anything was out of date.

    `number` is the look's own (`begin_reading`). A look that began before one that is written down
    already says nothing new: whatever it was made for, the later one has seen too.
    """
    found = await ctx.session.get(CardPayment, card_id)
    if found is None:
        return False
    target = await targets.of(ctx, found)
    card = await _locked(ctx, card_id)
    assert card is not None  # such rows are never deleted
    if number <= card.applied:
        return False
    card.applied = number
    _restate(card, session, intent)
    if intent is None:
        return False
    changed = await _write_movements(ctx, target, intent)
    disputed = await _write_disputes(ctx, card, intent)
    if not changed and not disputed:
        return False
    await targets.refresh(ctx, target)
    for row in changed:
        if row.kind == "payment" and row.amount_cents > 0 and row.status == "succeeded":
            await queue_receipt(ctx, row)
    return True


async def _locked(ctx: Ctx, card_id: UUID) -> CardPayment | None:
    return await ctx.session.scalar(
        select(CardPayment)
        .where(col(CardPayment.org_id) == ctx.org.id, col(CardPayment.id) == card_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _restate(card: CardPayment, session: Session | None, intent: Intent | None) -> None:
    if intent is not None:
        card.intent_id = intent.id
        card.failure = intent.failure
        card.status = movements.state_of(intent)
        if intent.charge is not None:
            card.amount_cents = intent.charge.cents
    if session is not None:
        card.session_id, card.expires_at = session.id, session.expires_at
        card.session_url = session.url or None
        if session.status == "expired" and card.status in ("opening", "open", "failed"):
            card.status = "ended"


async def _write_movements(ctx: Ctx, target: Target, intent: Intent) -> list[Payment]:
    """Add and correct the rows of a payment; those that changed.

    What happened in days whose GST return was filed counts now, and a row of those days stays: what
    came back of it is a row of its own.
    """
    days = await closed(ctx)
    rows = await _rows_of(ctx, target)
    by_ref = {row.provider_ref: row for row in rows if row.provider_ref}
    by_id = {str(row.id): row for row in rows}
    payment = by_ref.get(intent.id)
    changed: list[Payment] = []
    for move in movements.of_intent(intent):
        if move.at is not None and days.covers(move.at):
            move = replace(move, at=ctx.now())
        row = by_ref.get(move.ref) or by_id.get(move.row_id)
        if row is None:
            row = await _added(ctx, target, move, payment)
            changed.append(row)
        elif row.status == "succeeded" and move.status == "failed" and days.covers(row.received_at):
            back = replace(move, ref=f"{move.ref} back", row_id="", cents=-row.amount_cents,
                           status="succeeded", at=ctx.now(), fee_cents=0)  # fmt: skip
            if back.ref not in by_ref:
                changed.append(await _added(ctx, target, back, None))
        elif _corrected(row, move):
            _audit(ctx, target, row, move)
            changed.append(row)
        if move.kind == "payment":
            payment = row
    return changed


async def _rows_of(ctx: Ctx, target: Target) -> list[Payment]:
    found = await ctx.session.scalars(
        select(Payment).where(
            col(Payment.org_id) == ctx.org.id,
            targets.belongs(Payment, target),
            col(Payment.provider) == PROVIDER,
        )
    )
    return list(found)


async def _added(ctx: Ctx, target: Target, move: Movement, payment: Payment | None) -> Payment:
    row = Payment(
        org_id=ctx.org.id,
        **target.keys,
        kind="dispute" if move.kind == "dispute" else "payment",
        amount_cents=move.cents,
        fee_cents=move.fee_cents,
        currency=target.row.currency,
        method="card",
        status=move.status,
        received_at=move.at or ctx.now(),
        provider=PROVIDER,
        provider_ref=move.ref,
        refund_of_id=payment.id if payment is not None and move.kind == "refund" else None,
        note=move.note,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    _audit(ctx, target, row, move)
    return row


def _corrected(row: Payment, move: Movement) -> bool:
    """Bring a row in line; whether it wasn't."""
    before = (row.status, row.fee_cents, row.provider_ref, row.amount_cents)
    if row.status == "pending" and move.status == "succeeded" and move.at is not None:
        row.received_at = move.at
    if row.status == "failed" and move.status != "failed" and move.at is not None:
        row.received_at, row.note = move.at, move.note
    row.status, row.fee_cents, row.provider_ref = move.status, move.fee_cents, move.ref
    row.amount_cents = move.cents
    return before != (row.status, row.fee_cents, row.provider_ref, row.amount_cents)


def _audit(ctx: Ctx, target: Target, row: Payment, move: Movement) -> None:
    about, resource = target.about
    declined = move.kind == "payment" and move.status == "failed"
    audit.record(
        ctx,
        "payment.declined" if declined else _ACTIONS[move.kind],
        resource,
        about,
        payment_id=str(row.id),
        amount_cents=row.amount_cents,
        method="card",
        status=row.status,
    )


async def _write_disputes(ctx: Ctx, card: CardPayment, intent: Intent) -> bool:
    """Keep what is known of each dispute, its deadline above all; whether anything changed."""
    found = await ctx.session.scalars(
        select(CardDispute).where(
            col(CardDispute.org_id) == ctx.org.id, col(CardDispute.card_payment_id) == card.id
        )
    )
    known = {row.provider_ref: row for row in found}
    changed = False
    for told in intent.disputes:
        row = known.get(told.id)
        if row is None:
            row = CardDispute(
                org_id=ctx.org.id, card_payment_id=card.id, provider_ref=told.id, status="",
                reason=told.reason[:60], amount_cents=told.cents, opened_at=told.at,
            )  # fmt: skip
            ctx.session.add(row)
        if (row.status, row.evidence_due_at) != (told.status[:40], told.evidence_due_at):
            row.status, row.evidence_due_at = told.status[:40], told.evidence_due_at
            changed = True
    return changed
