"""First use: an organisation and its owner, once, on an installation that has neither."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import text

from cleaning_app.db import transaction, unit
from cleaning_app.domain import contacts, passwords
from cleaning_app.errors import Conflict, FieldError, Invalid
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
    if not 1 <= len(name.strip()) <= 120:
        raise Invalid(
            "Give your name.", [FieldError("name", "Give a name of up to 120 characters.")]
        )
    address = contacts.normalise_email(email)
    passwords.check_password(password, office=True, email=address)
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


def slug_of(name: str) -> str:
    """The short name in addresses: "Élan Cleaning Co." → "elan-cleaning-co"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "company"
