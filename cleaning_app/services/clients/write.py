"""What the office changes about clients."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypedDict, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from typing_extensions import Unpack

from cleaning_app.context import Ctx
from cleaning_app.domain import contacts
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking, Client
from cleaning_app.services import audit, live, rows
from cleaning_app.services.clients.read import MISSING
from cleaning_app.services.saved_cards.find import saved
from cleaning_app.services.saved_cards.removing import take_off

RESTORABLE = timedelta(days=30)
_MOST_TAGS = 20


class ClientChanges(TypedDict, total=False):
    """What can be changed about a client; e-mail and phone as people write them, "" for none."""

    name: str
    is_company: bool
    email: str | None
    phone: str | None
    notes: str
    tags: list[str]


async def create(ctx: Ctx, **details: Unpack[ClientChanges]) -> UUID:
    """Add a client; only `name` is needed. Returns the id.

    Raises:
        Invalid: with every field that is wrong.
    """
    ctx.require("contacts.edit")
    client = Client(org_id=ctx.org.id, created_at=ctx.now(), **_checked({"name": "", **details}))
    ctx.session.add(client)
    await ctx.session.flush()
    audit.record(ctx, "client.create", "client", client.id)
    await live.announce(ctx, "clients", client.id, "created")
    return client.id


async def update(
    ctx: Ctx, client_id: UUID, *, version: int | None = None, **changes: Unpack[ClientChanges]
) -> int:
    """Change a client; what isn't named stays. Returns the new version.

    Raises:
        NotFound, Invalid, PreconditionFailed: it changed since `version`.
    """
    ctx.require("contacts.edit")
    client = await rows.locked(ctx, Client, client_id, MISSING, version)
    differing = rows.changes(client, _checked(dict(changes)))
    if differing:
        await _changed(ctx, client, "update", fields=sorted(differing))
    return client.version


async def block(ctx: Ctx, client_id: UUID, *, version: int | None = None) -> int:
    """No new bookings for this client; those that stand, stand. Returns the new version."""
    return await _set_blocked(ctx, client_id, True, version)


async def unblock(ctx: Ctx, client_id: UUID, *, version: int | None = None) -> int:
    """Take bookings for this client again. Returns the new version."""
    return await _set_blocked(ctx, client_id, False, version)


async def set_reminders(ctx: Ctx, client_id: UUID, wanted: bool) -> int:
    """Whether the client is reminded of late invoices. Returns the new version. Raises NotFound."""
    ctx.require("contacts.edit")
    client = await rows.locked(ctx, Client, client_id, MISSING)
    if client.no_reminders == wanted:
        client.no_reminders = not wanted
        await _changed(ctx, client, "remind" if wanted else "no_reminders")
    return client.version


async def _set_blocked(ctx: Ctx, client_id: UUID, blocked: bool, version: int | None) -> int:
    ctx.require("contacts.edit")
    client = await rows.locked(ctx, Client, client_id, MISSING, version)
    if client.is_blocked != blocked:
        client.is_blocked = blocked
        await _changed(ctx, client, "block" if blocked else "unblock")
    return client.version


async def delete(ctx: Ctx, client_id: UUID, *, version: int | None = None) -> int:
    """Take a client out of the lists; restorable for 30 days, history stays. Their card is taken off
    file, and bringing them back doesn't bring it back. Returns the version.

    Raises:
        Conflict: visits are still to come; `extra["bookings"]` says how many.
    """
    ctx.require("contacts.edit")
    client = await rows.locked(ctx, Client, client_id, MISSING, version)
    if client.deleted_at is not None:
        return client.version
    upcoming = await ctx.session.scalar(
        select(func.count())
        .select_from(Booking)
        .where(
            col(Booking.client_id) == client_id,
            col(Booking.status).in_(LIVE),
            col(Booking.deleted_at).is_(None),
            col(Booking.ends_at) > ctx.now(),
        )
    )
    if upcoming:
        visits = "visit is" if upcoming == 1 else "visits are"
        raise Conflict(
            f"{upcoming} {visits} still to come. Cancel first, then delete {client.name}.",
            extra={"bookings": upcoming},
        )
    client.deleted_at = ctx.now()
    if (card := await saved(ctx, client_id)) is not None:
        await take_off(ctx, card)
    await _changed(ctx, client, "delete")
    return client.version


async def restore(ctx: Ctx, client_id: UUID) -> int:
    """Bring a deleted client back. Returns the new version.

    Raises:
        Conflict: it was deleted more than 30 days ago.
    """
    ctx.require("contacts.edit")
    client = await rows.locked(ctx, Client, client_id, MISSING)
    if client.deleted_at is None:
        return client.version
    if ctx.now() - client.deleted_at > RESTORABLE:
        raise Conflict("This client was deleted more than 30 days ago and can't be brought back.")
    client.deleted_at = None
    await _changed(ctx, client, "restore")
    return client.version


async def _changed(ctx: Ctx, client: Client, verb: str, **details: Any) -> None:
    rows.touched(client)
    await ctx.session.flush()
    audit.record(ctx, f"client.{verb}", "client", client.id, **details)
    await live.announce(ctx, "clients", client.id, f"{verb}d" if verb[-1] == "e" else f"{verb}ed")


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form."""
    form = Fields()
    stored = dict(given)
    if "name" in given:
        stored["name"] = form.text("name", given["name"], 200, required=True)
    if "notes" in given:
        stored["notes"] = form.text("notes", given["notes"], 2000)
    if "email" in given:
        stored["email"] = form.read("email", contacts.normalise_email, given["email"])
    if "phone" in given:
        stored["phone"] = form.read("phone", contacts.normalise_phone, given["phone"])
    if "tags" in given:
        stored["tags"] = _tags(form, cast("list[str]", given["tags"]))
    form.finish("Some details of this client can't be saved.")
    return stored


def _tags(form: Fields, tags: list[str]) -> list[str]:
    cleaned = dict.fromkeys(form.text("tags", tag, 40) for tag in tags)
    if len(cleaned) > _MOST_TAGS:
        form.refuse("tags", f"At most {_MOST_TAGS} tags.")
    return [tag for tag in cleaned if tag]
