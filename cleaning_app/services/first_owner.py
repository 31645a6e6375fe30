"""First use: an organisation and its owner, once, on an installation that has neither."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import text

from cleaning_app.db import transaction, unit
from cleaning_app.domain import contacts, passwords
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import members, organisations

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('first owner'))")
_ANY = text("SELECT any_organisation()")


async def set_up(organisation: str, timezone: str, name: str, email: str, password: str) -> None:
    """Open the installation's first organisation and make its owner.

    Everything is checked before anything is written, as an organisation without an owner would
    shut the door on everybody.

    Raises:
        Conflict: there is an organisation already.
        Invalid: naming the field that is wrong.
    """
    address = _checked(organisation, name, email, password)
    async with transaction() as session:
        await session.execute(_LOCK)  # two browsers at once: the second one waits, then is refused
        if await session.scalar(_ANY):
            raise Conflict("This installation is already set up.")
        identity = await organisations.create(
            slug_of(organisation), organisation, timezone=timezone
        )
        async with unit(identity) as ctx:
            await members.add(
                ctx,
                name=name,
                role="owner",
                password=password,
                email=address,
                must_change_password=False,
            )


def _checked(organisation: str, name: str, email: str, password: str) -> str:
    """The e-mail address in its stored form, once all fields are known to be right."""
    for field, value in (("organisation", organisation), ("name", name)):
        if not 1 <= len(value.strip()) <= 120:
            raise Invalid.field(field, "Give a name of up to 120 characters.")
    try:
        address = contacts.normalise_email(email)
    except Invalid as wrong:
        raise Invalid.field("email", wrong.detail) from None
    try:
        passwords.check_password(password, office=True, email=address)
    except Invalid as weak:
        raise Invalid.field("password", weak.detail) from None
    return address


def slug_of(name: str) -> str:
    """The short name in addresses: "Élan Cleaning Co." → "elan-cleaning-co"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "company"
