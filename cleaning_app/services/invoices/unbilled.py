"""Work that is done and on no invoice yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx


@dataclass(frozen=True)
class Unbilled:
    """A finished visit nobody was billed for; price before tax, in cents."""

    booking_id: UUID
    number: int
    service: str
    starts_at: datetime
    price_cents: int


UNBILLED = """
    b.status = 'completed' AND b.deleted_at IS NULL AND b.price_cents > 0
    AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.org_id = b.org_id AND i.booking_id = b.id
                    AND i.status <> 'void')
"""
"""SQL for a booking `b` that is finished and on no invoice."""

_OF_CLIENT = text(
    f"""
    SELECT b.id AS booking_id, b.number, t.name AS service, b.starts_at, b.price_cents
    FROM bookings b JOIN service_types t ON t.id = b.service_type_id
    WHERE b.org_id = :org AND b.client_id = :client AND {UNBILLED}
    ORDER BY b.starts_at DESC, b.id LIMIT :limit
    """  # noqa: S608 - the inner part is the constant above
)


async def unbilled(ctx: Ctx, client_id: UUID, limit: int = 8) -> list[Unbilled]:
    """A client's finished visits without an invoice, the newest first."""
    ctx.require("invoices.edit")
    asked = {"org": ctx.org.id, "client": client_id, "limit": limit}
    rows = await ctx.session.execute(_OF_CLIENT, asked)
    return [Unbilled(**row) for row in rows.mappings()]
