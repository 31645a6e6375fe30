"""The command palette's search: a few hits of each kind the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import Booking, Client, Invoice, ServiceType, Worker
from cleaning_app.services import clients, workers
from cleaning_app.services.listing import contains

PER_KIND = 8


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, a grey note, and where it opens."""

    kind: str
    label: str
    note: str
    href: str


async def everything(ctx: Ctx, words: str) -> list[Hit]:
    """Clients, workers, bookings and invoices that match, at most eight of each."""
    ctx.require("core.view")
    hits: list[Hit] = []
    if ctx.can("contacts.view"):
        hits += await _clients(ctx, words)
    if ctx.can("bookings.view"):
        hits += await _bookings(ctx, words)
    if ctx.can("invoices.view"):
        hits += await _invoices(ctx, words)
    if ctx.can("bookings.view"):
        hits += await _workers(ctx, words)
    return hits


async def _found(ctx: Ctx, statement: Any) -> list[Any]:
    return list((await ctx.session.execute(statement.limit(PER_KIND))).all())


async def _clients(ctx: Ctx, words: str) -> list[Hit]:
    statement = (
        select(col(Client.id), col(Client.name), col(Client.is_company))
        .where(clients.matches(ctx, words), col(Client.deleted_at).is_(None))
        .order_by(col(Client.name), col(Client.id))
    )
    return [
        Hit("Client", row.name, "Company" if row.is_company else "", f"/clients/{row.id}")
        for row in await _found(ctx, statement)
    ]


async def _workers(ctx: Ctx, words: str) -> list[Hit]:
    statement = (
        select(col(Worker.id), col(Worker.name))
        .where(workers.matches(ctx, words), col(Worker.archived_at).is_(None))
        .order_by(col(Worker.name), col(Worker.id))
    )
    return [
        Hit("Worker", row.name, "", f"/workers/{row.id}") for row in await _found(ctx, statement)
    ]


async def _bookings(ctx: Ctx, words: str) -> list[Hit]:
    digits = words.upper().removeprefix("B-").lstrip("0")
    if not digits.isdigit():
        return []
    statement = (
        select(
            col(Booking.id),
            col(Booking.number),
            col(Booking.starts_at),
            col(Client.name),
            col(ServiceType.name),
        )
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
        .where(
            cast(col(Booking.number), String).like(f"{digits}%"), col(Booking.deleted_at).is_(None)
        )
        .order_by(col(Booking.number), col(Booking.id))
    )
    return [
        Hit(
            "Booking",
            f"B-{number:05} {client}",
            f"{service}, {starts.astimezone(ctx.zone):%d %b %Y}",
            f"/bookings/{id}",
        )
        for id, number, starts, client, service in await _found(ctx, statement)
    ]


async def _invoices(ctx: Ctx, words: str) -> list[Hit]:
    if not any(character.isdigit() for character in words):
        return []
    statement = (
        select(col(Invoice.id), col(Invoice.number), col(Client.name))
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .where(col(Invoice.number).ilike(contains(words)))
        .order_by(col(Invoice.number).desc(), col(Invoice.id))
    )
    return [
        Hit("Invoice", number, client, f"/invoices/{id}")
        for id, number, client in await _found(ctx, statement)
    ]
