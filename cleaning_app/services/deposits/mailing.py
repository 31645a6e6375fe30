"""The e-mail that asks for a deposit, and whom it goes to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import Booking, Client, Deposit, OutboxEvent, ServiceType
from cleaning_app.services import messages, outbox
from cleaning_app.services.card_links import Link, way


async def withdraw(ctx: Ctx, deposit_id: UUID) -> None:
    """Hold back the e-mail about a deposit if it has not left yet."""
    await outbox.withdraw(ctx, _key(deposit_id))


async def was_withdrawn(ctx: Ctx, deposit_id: UUID) -> bool:
    """Whether its e-mail was held back and never sent."""
    statuses = set(
        await ctx.session.scalars(
            select(col(OutboxEvent.status)).where(
                col(OutboxEvent.dedupe_key).startswith(_key(deposit_id), autoescape=True)
            )
        )
    )
    return statuses == {"skipped"}


async def booking_of(ctx: Ctx, booking_id: UUID) -> tuple[Booking, Client, str]:
    """A booking, held against other writers, its client and the name of its service. Raises NotFound."""
    found = (
        await ctx.session.execute(
            select(Booking, Client, col(ServiceType.name))
            .join(Client, col(Client.id) == col(Booking.client_id))
            .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
            .where(col(Booking.org_id) == ctx.org.id, col(Booking.id) == booking_id)
            .where(col(Booking.deleted_at).is_(None))
            .with_for_update(key_share=True, of=Booking)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such booking.")
    booking, client, service = found
    return booking, client, service


def _key(deposit_id: UUID) -> str:
    return f"deposit-asked:{deposit_id}:"


async def queue_email(
    ctx: Ctx, deposit: Deposit, booking: Booking, client: Client, service: str
) -> None:
    """Ask a client for what is missing, with a link to pay it while cards are taken. It leaves once
    asking can't be undone any more."""
    missing = deposit.amount_cents - deposit.held_cents
    link = way(Link("deposit", ctx.org.id, deposit.id), missing)
    await messages.email(
        ctx,
        "deposit_asked",
        client.email or "",
        {
            "client_name": client.name,
            "number": f"B-{booking.number:05d}",
            "service": service,
            "starts_at": booking.starts_at,
            "ends_at": booking.ends_at,
            "amount_cents": missing,
            "path": link.page if link else "",
        },
        dedupe_key=f"{_key(deposit.id)}{deposit.version}",
        not_before=ctx.now() + outbox.UNDO_WINDOW,
    )
