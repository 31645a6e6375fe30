"""What we ask of Stripe through the outbox: keyed, so that asking twice has one effect.

The outbox row's own id is the key. A refusal for good is an answer like any other: it is written
down where people see it, and nothing is tried again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import SystemClock
from cleaning_app.context import Ctx
from cleaning_app.domain.deliveries import Skipped
from cleaning_app.errors import AppError, NotFound, Unavailable
from cleaning_app.integrations import stripe
from cleaning_app.integrations.failures import Permanent, Temporary
from cleaning_app.integrations.stripe import Missing
from cleaning_app.models import CardPayment, Payment, SavedCard
from cleaning_app.services import audit, card_labels
from cleaning_app.services.card_payments import targets
from cleaning_app.services.card_payments.calls import Call, identity_of, look
from cleaning_app.services.card_payments.charging import charge
from cleaning_app.services.outbox_leases import Leased
from cleaning_app.settings import get_settings

OFF = "Cards are switched off (STRIPE_SECRET_KEY is not set)."


def off() -> bool:
    """Whether Stripe is not asked for anything just now."""
    return not stripe.is_on(get_settings())


@asynccontextmanager
async def opened() -> AsyncGenerator[Callable[[Leased], Awaitable[str]]]:
    """The function that makes one call, with its connections, until the block ends."""
    if off():
        yield _skip
        return
    async with stripe.opened(get_settings()) as provider:

        async def deliver(row: Leased) -> str:
            return await _deliver(Call(row, provider, await identity_of(row.org_id), SystemClock()))

        yield deliver


async def _skip(_: Leased) -> str:
    raise Skipped(OFF)


async def _deliver(call: Call) -> str:
    deeds = {"refund": _refund, "expire": _expire, "charge": charge, "forget": _forget}
    deed = deeds.get(str(call.row.payload.get("do")))
    if deed is None:
        raise Permanent("Nobody knows what to ask of Stripe here.")
    try:
        return await deed(call)
    except Unavailable as error:
        raise Temporary("The database was away.") from error
    except AppError as error:
        raise Permanent(error.detail) from error


async def _refund(call: Call) -> str:
    """Ask for a refund, and see what it came to."""
    async with call.unit() as ctx:
        row, card = await _refund_and_card(ctx, call.about)
    if row.status != "pending" or card.intent_id is None:
        return "nothing to do"
    labels = {
        card_labels.ORGANISATION: str(row.org_id),
        card_labels.PAYMENT: str(card.id),
        card_labels.REFUND: str(row.id),
    }
    try:
        made = await call.provider.refund(
            card.intent_id, -row.amount_cents, labels, f"refund:{call.row.key}"
        )
    except Permanent as refused:
        async with call.unit() as ctx:
            await _refused(ctx, call.about, card.id, refused.reason)
        return f"refused: {refused.reason}"[:200]
    await look(call, card.id)
    return made.id


async def _refund_and_card(ctx: Ctx, payment_id: UUID) -> tuple[Payment, CardPayment]:
    row = await ctx.session.get(Payment, payment_id)
    original = await ctx.session.get(Payment, row.refund_of_id) if row is not None else None
    if row is None or original is None:
        raise NotFound("There is no such refund.")
    card = await ctx.session.scalar(
        select(CardPayment).where(
            col(CardPayment.org_id) == ctx.org.id,
            col(CardPayment.intent_id) == original.provider_ref,
        )
    )
    if card is None:
        raise NotFound("It isn't known which card this was paid with.")
    return row, card


async def _refused(ctx: Ctx, payment_id: UUID, card_id: UUID, reason: str) -> None:
    """Stripe will not give it back: the refund failed, and what was paid stays paid."""
    card = await ctx.session.get(CardPayment, card_id)
    assert card is not None  # found a moment ago, and never deleted
    target = await targets.of(ctx, card)
    row = await ctx.session.get(Payment, payment_id)
    assert row is not None
    if row.status != "pending":
        return
    row.status, row.note = "failed", f"{row.note} {reason}".strip()[:500]
    about, resource = target.about
    audit.record(
        ctx, "payment.refund_failed", resource, about,
        payment_id=str(row.id), amount_cents=row.amount_cents, reason=reason,
    )  # fmt: skip
    await targets.refresh(ctx, target)


async def _expire(call: Call) -> str:
    """Close a payment page that is no longer wanted; one that was just used is written down."""
    async with call.unit() as ctx:
        card = await ctx.session.get(CardPayment, call.about)
    if card is None or card.session_id is None:
        return "nothing to do"
    try:
        ended = await call.provider.expire(card.session_id)
    except Missing:
        return "it was gone"
    await look(call, card.id)
    return ended.status


async def _forget(call: Call) -> str:
    """Take a removed card off its customer."""
    async with call.unit() as ctx:
        card = await ctx.session.get(SavedCard, call.about)
    if card is None or card.status != "removed" or card.method_id is None:
        return "nothing to do"
    try:
        await call.provider.forget(card.method_id, f"forget:{call.row.key}")
    except Permanent:
        return "it was gone"  # there is nothing under that id, or nobody's any more
    return card.method_id
