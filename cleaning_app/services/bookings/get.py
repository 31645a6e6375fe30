"""One booking with everything its page shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE, BookingStatus, allowed
from cleaning_app.domain.invoices import OPEN
from cleaning_app.domain.policies import PolicySnapshot
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import NotFound
from cleaning_app.models import (
    Address,
    Booking,
    BookingCrew,
    Client,
    Invoice,
    ServiceType,
    Worker,
)
from cleaning_app.services import audit, rows, workers
from cleaning_app.services.bookings import client_moves, extras, holding, warnings
from cleaning_app.services.bookings.views import (
    BookingDetail,
    ClientBrief,
    CrewMember,
    Extra,
    InvoiceBrief,
    Placement,
    Warned,
)
from cleaning_app.services.clients.read import (
    address_detail,
    sees_money,
    shown_email,
    shown_phone,
)

GRACE = timedelta(minutes=10)
_COPIED = [
    "id", "number", "source", "team_id", "series_id", "series_on", "starts_at", "ends_at",
    "earliest_start", "latest_start", "price_cents", "notes", "consent_photos", "started_at",
    "finished_at", "cancelled_at", "cancel_reason", "cancel_fee_cents", "move_fee_cents",
    "deleted_at", "created_at", "version",
]  # fmt: skip


async def get(ctx: Ctx, booking_id: UUID) -> BookingDetail:
    """A booking with everything its page shows; a deleted one too, so that it can be restored.

    Raises:
        NotFound: no such booking here.
    """
    ctx.require("bookings.view")
    row: Any = (await ctx.session.execute(_statement(booking_id))).one_or_none()
    if row is None:
        raise NotFound(holding.MISSING)
    booking, client, address, service, invoice, visits, owed, chosen = row
    crew = await _crew(ctx, booking_id)
    snapshot = PolicySnapshot.from_json(booking.policy) if booking.policy else None
    return BookingDetail(
        **{name: getattr(booking, name) for name in _COPIED},
        **_flags(ctx, booking),
        status=BookingStatus(booking.status),
        client=_client(ctx, client, visits, owed),
        address=address_detail(address) if address is not None else None,
        service_id=service.id,
        service=service.name,
        colour=service.colour,
        crew=crew,
        has_access_notes=booking.access_notes is not None
        or (address is not None and address.access_notes is not None),
        deposit=snapshot.deposit if snapshot else None,
        terms=snapshot.cancellation if snapshot else None,
        move_outlook=client_moves.outlook(ctx, booking) if booking.status in LIVE else None,
        risk=snapshot.risk if snapshot else None,
        extras=[Extra(**extra) for extra in chosen or ()],
        quoted=booking.pricing,
        invoice=_invoice(ctx, invoice),
        next_statuses=sorted(allowed(booking.status)),
        warnings=await _warnings(ctx, booking, crew),
        history=await audit.history(ctx, "booking", booking_id),
    )


async def placement(ctx: Ctx, booking_id: UUID) -> Placement:
    """When a booking is and who is on it. Raises NotFound."""
    ctx.require("bookings.view")
    row = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
    return Placement(row.starts_at, minutes, tuple(await holding.crew_of(ctx, booking_id)))


def _statement(booking_id: UUID) -> Any:
    visits = (
        select(func.count())
        .where(
            col(Booking.client_id) == col(Client.id),
            col(Booking.status) == "completed",
            col(Booking.deleted_at).is_(None),
        )
        .correlate(Client)
        .scalar_subquery()
    )
    payable = col(Invoice.total_cents) - col(Invoice.credited_cents)
    owed = (
        select(func.coalesce(func.sum(payable - col(Invoice.paid_cents)), 0))
        .where(col(Invoice.client_id) == col(Client.id), col(Invoice.status).in_(OPEN))
        .correlate(Client)
        .scalar_subquery()
    )
    return (
        select(Booking, Client, Address, ServiceType, Invoice, visits, owed, extras.as_json())
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
        .outerjoin(Address, col(Address.id) == col(Booking.address_id))
        .outerjoin(
            Invoice,
            (col(Invoice.booking_id) == col(Booking.id)) & (col(Invoice.status) != "void"),
        )
        .where(col(Booking.id) == booking_id)
        .execution_options(populate_existing=True)
    )


def _client(ctx: Ctx, client: Client, visits: int, owed: int) -> ClientBrief:
    shown = ctx.can("contacts.view")
    return ClientBrief(
        id=client.id,
        name=client.name,
        email=shown_email(ctx, client.email) if shown else None,
        phone=shown_phone(ctx, client.phone) if shown else None,
        is_blocked=client.is_blocked,
        visits=visits,
        owed_cents=int(owed) if sees_money(ctx) else None,
    )


def _invoice(ctx: Ctx, invoice: Invoice | None) -> InvoiceBrief | None:
    if invoice is None or not ctx.can("invoices.view"):
        return None
    return InvoiceBrief(
        invoice.id, invoice.number, invoice.status, invoice.payable_cents, invoice.paid_cents
    )


def _flags(ctx: Ctx, booking: Booking) -> dict[str, Any]:
    now, status = ctx.now(), booking.status
    waiting = status in (BookingStatus.PENDING, BookingStatus.CONFIRMED)
    return {
        "is_today": booking.starts_at.astimezone(ctx.zone).date() == ctx.today(),
        "is_late": waiting and now > booking.starts_at + GRACE,
        "is_overrunning": status == BookingStatus.IN_PROGRESS and now > booking.ends_at + GRACE,
    }


async def _warnings(ctx: Ctx, booking: Booking, crew: list[CrewMember]) -> list[Warned]:
    """What is odd about a booking that is still to be done."""
    if booking.status not in LIVE or booking.deleted_at is not None:
        return []
    when = Interval(booking.starts_at, booking.ends_at)
    return await warnings.check(ctx, booking.id, when, [member.id for member in crew])


async def _crew(ctx: Ctx, booking_id: UUID) -> list[CrewMember]:
    rows = await ctx.session.execute(
        select(Worker, workers.skills_json())
        .join(BookingCrew, col(BookingCrew.worker_id) == col(Worker.id))
        .where(col(BookingCrew.booking_id) == booking_id)
        .order_by(col(BookingCrew.created_at), col(Worker.name))
    )
    phones = workers.sees_contacts(ctx)
    return [
        CrewMember(
            id=worker.id,
            name=worker.name,
            phone=worker.phone if phones else None,
            skills=[skill.name for skill in workers.skill_refs(skills)],
        )
        for worker, skills in rows
    ]
