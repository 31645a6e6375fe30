"""What the things in the audit log are called, and where their pages are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from cleaning_app.context import Ctx
from cleaning_app.services.audit import Entry


@dataclass(frozen=True)
class Named:
    """A thing's name, and the page that shows it ("" for none)."""

    name: str = ""
    href: str = ""


# Ids are unique over all tables, so one list of them serves every part.
_NAMES = text(
    """
    SELECT b.id, 'B-' || lpad(b.number::text, 5, '0') || ', ' || c.name AS name,
           '/bookings/' || b.id AS href
    FROM bookings b JOIN clients c ON c.id = b.client_id WHERE b.id = ANY(:ids)
    UNION ALL SELECT id, name, '/clients/' || id FROM clients WHERE id = ANY(:ids)
    UNION ALL SELECT a.id, c.name, '/clients/' || c.id
    FROM addresses a JOIN clients c ON c.id = a.client_id WHERE a.id = ANY(:ids)
    UNION ALL SELECT s.id, c.name, '/series/' || s.id
    FROM booking_series s JOIN clients c ON c.id = s.client_id WHERE s.id = ANY(:ids)
    UNION ALL SELECT id, number, '/invoices/' || id FROM invoices WHERE id = ANY(:ids)
    UNION ALL SELECT id, name, '/workers/' || id FROM workers WHERE id = ANY(:ids)
    UNION ALL SELECT o.id, w.name, '/workers/' || w.id
    FROM availability_blocks o JOIN workers w ON w.id = o.worker_id WHERE o.id = ANY(:ids)
    UNION ALL SELECT r.id, w.name, '/workers/' || w.id
    FROM time_off_requests r JOIN workers w ON w.id = r.worker_id WHERE r.id = ANY(:ids)
    UNION ALL SELECT u.id, u.name, ''
    FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.id = ANY(:ids)
    UNION ALL SELECT id, vendor, '/finance/expenses' FROM expenses WHERE id = ANY(:ids)
    UNION ALL SELECT id, name, '/finance/expenses' FROM expense_categories WHERE id = ANY(:ids)
    UNION ALL SELECT id, name, '/settings' FROM service_types WHERE id = ANY(:ids)
    UNION ALL SELECT id, name, '/settings/teams' FROM teams WHERE id = ANY(:ids)
    UNION ALL SELECT id, name, '/settings/teams' FROM skills WHERE id = ANY(:ids)
    UNION ALL SELECT id, filename, '/import' FROM import_batches WHERE id = ANY(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))

_IN_DETAILS = ("name", "number", "vendor", "filename", "period", "title", "key")


async def names(ctx: Ctx, entries: Iterable[Entry]) -> dict[UUID, Named]:
    """Audit row → what it is about, in one statement for a whole page.

    Things that are gone are called what the row itself says they were called.
    """
    ctx.require("audit.view")
    things = {entry.id: _thing(entry.resource_id) for entry in entries}
    wanted = sorted({id for id in things.values() if id is not None})
    found: dict[UUID, Named] = {}
    if wanted:
        rows = await ctx.session.execute(_NAMES, {"ids": wanted})
        found = {row.id: Named(row.name, row.href) for row in rows}
    told = {entry.id: Named(_told(entry.details)) for entry in entries}
    return {id: found.get(thing, told[id]) if thing else told[id] for id, thing in things.items()}


def _thing(resource_id: str) -> UUID | None:
    try:
        return UUID(resource_id)
    except ValueError:
        return None


def _told(details: dict[str, Any]) -> str:
    return next((str(details[key]) for key in _IN_DETAILS if details.get(key)), "")
