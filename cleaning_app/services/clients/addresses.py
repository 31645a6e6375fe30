"""The places a client has cleaned, and the keys and codes that open them."""

from __future__ import annotations

import re
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from typing_extensions import Unpack

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Address, Booking, Client
from cleaning_app.services import audit, live, rows
from cleaning_app.services.clients.read import MISSING

_MISSING = "There is no such address."
_POSTAL_CODE = re.compile(r"([A-Z][0-9][A-Z])\s*([0-9][A-Z][0-9])")
_WHERE = ("street", "city", "province", "postal_code")
_LENGTHS = {"label": 60, "street": 200, "area": 100, "city": 100}


class AddressChanges(TypedDict, total=False):
    """What can be changed about an address; `access_notes` (keys, codes) is stored encrypted."""

    label: str
    street: str
    area: str
    city: str
    province: str
    postal_code: str
    lat: float | None
    lng: float | None
    access_notes: str


async def add_address(ctx: Ctx, client_id: UUID, **details: Unpack[AddressChanges]) -> UUID:
    """Add a place to clean; only `street` is needed. Returns the address's id.

    Raises:
        NotFound, Invalid: with every field that is wrong.
    """
    ctx.require("contacts.edit")
    client = await rows.locked(ctx, Client, client_id, MISSING)
    address = Address(org_id=ctx.org.id, client_id=client.id, **_checked({"street": "", **details}))
    ctx.session.add(address)
    await ctx.session.flush()
    audit.record(ctx, "address.create", "address", address.id, client_id=str(client.id))
    await live.announce(ctx, "clients", client.id, "updated")
    return address.id


async def update_address(ctx: Ctx, address_id: UUID, **changes: Unpack[AddressChanges]) -> None:
    """Change an address; what isn't named stays. The audit row names fields, never codes.

    Coordinates belong to the place that was written down: they go when it changes.
    """
    ctx.require("contacts.edit")
    address = await _address(ctx, address_id)
    stored = _checked(dict(changes))
    moved = any(name in stored and stored[name] != getattr(address, name) for name in _WHERE)
    if moved:
        stored = {"lat": None, "lng": None, **stored}
    differing = rows.changes(address, stored)
    if differing:
        await ctx.session.flush()
        audit.record(ctx, "address.update", "address", address.id, fields=sorted(differing))
        await live.announce(ctx, "clients", address.client_id, "updated")


async def remove_address(ctx: Ctx, address_id: UUID) -> None:
    """Take an address out of the client's list; past visits keep it.

    Raises:
        Conflict: visits there are still to come.
    """
    ctx.require("contacts.edit")
    address = await _address(ctx, address_id)
    upcoming = await ctx.session.scalar(
        select(func.count())
        .select_from(Booking)
        .where(
            col(Booking.client_id) == address.client_id,
            col(Booking.address_id) == address_id,
            col(Booking.status).in_(LIVE),
            col(Booking.deleted_at).is_(None),
        )
    )
    if upcoming:
        raise Conflict(
            f"Visits there are still to come ({upcoming}). Move or cancel them first.",
            extra={"bookings": upcoming},
        )
    address.deleted_at = ctx.now()
    await ctx.session.flush()
    audit.record(ctx, "address.delete", "address", address.id)
    await live.announce(ctx, "clients", address.client_id, "updated")


async def restore_address(ctx: Ctx, address_id: UUID) -> None:
    """Put a removed address back in the client's list; nothing happens to one that is there."""
    ctx.require("contacts.edit")
    address = await rows.locked(ctx, Address, address_id, _MISSING)
    if address.deleted_at is None:
        return
    address.deleted_at = None
    await ctx.session.flush()
    audit.record(ctx, "address.restore", "address", address.id)
    await live.announce(ctx, "clients", address.client_id, "updated")


async def show_access_notes(ctx: Ctx, address_id: UUID) -> str:
    """Keys and codes of an address, in clear; every look leaves an audit row."""
    ctx.require("contacts.edit")
    address = await _address(ctx, address_id)
    if address.access_notes is None:
        return ""
    audit.record(ctx, "address.access_notes_view", "address", address.id)
    return crypto.decrypt(address.access_notes)


async def _address(ctx: Ctx, address_id: UUID) -> Address:
    address = await rows.locked(ctx, Address, address_id, _MISSING)
    if address.deleted_at is not None:
        raise NotFound(_MISSING)
    return address


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form."""
    form = Fields()
    stored = dict(given)
    for name, longest in _LENGTHS.items():
        if name in given:
            stored[name] = form.text(name, given[name], longest, required=name == "street")
    if "province" in given:
        stored["province"] = form.text("province", given["province"], 2).upper()
    if "postal_code" in given:
        stored["postal_code"] = _postal_code(form.text("postal_code", given["postal_code"], 10))
    for name, furthest in (("lat", 90), ("lng", 180)):
        if (degrees := given.get(name)) is not None and not -furthest <= degrees <= furthest:
            form.refuse(name, f"Between −{furthest} and {furthest} degrees.")
    if "access_notes" in given:
        notes = form.text("access_notes", given["access_notes"], 1000)
        stored["access_notes"] = crypto.encrypt(notes) if notes else None
    form.finish("This address can't be saved.")
    return stored


def _postal_code(text: str) -> str:
    """A Canadian postal code as "T5K 2P7"; others stay as they were written."""
    match = _POSTAL_CODE.fullmatch(text.upper())
    return f"{match[1]} {match[2]}" if match else text
