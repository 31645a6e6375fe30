"""Work that is done and on no invoice yet, as a figure with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import offsets
from cleaning_app.services.finance.behind import Behind
from cleaning_app.services.finance.pyformat import bound
from cleaning_app.services.gst.queries import local
from cleaning_app.services.invoices.unbilled import UNBILLED

_ROWS = f"""
    SELECT b.id::text AS id, {local("b.starts_at")}::date AS day, 'booking' AS kind,
           b.id AS thing, '#' || b.number AS number, c.name AS who, s.name AS what,
           b.price_cents::bigint AS cents
    FROM bookings b
    JOIN clients c ON c.org_id = %(org)s AND c.id = b.client_id
    JOIN service_types s ON s.org_id = %(org)s AND s.id = b.service_type_id
    WHERE b.org_id = %(org)s AND {UNBILLED}
"""
_SUM = f"""
    SELECT count(*) AS visits, coalesce(sum(b.price_cents), 0)::bigint AS cents
    FROM bookings b WHERE b.org_id = %(org)s AND {UNBILLED}
"""
_EARLIEST = text("SELECT min(starts_at) FROM bookings WHERE org_id = :org AND status = 'completed'")


@dataclass(frozen=True)
class Unbilled:
    """Finished visits nobody was billed for: how many, and their prices before tax in cents."""

    visits: int
    cents: int


async def unbilled(ctx: Ctx) -> Unbilled:
    """What is done and not billed, however long ago."""
    ctx.require("finance.view")
    row = (await ctx.session.execute(bound(_SUM, {"org": ctx.org.id}))).one()
    return Unbilled(row.visits, row.cents)


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """The visits that are done and not billed; takes no arguments."""
    earliest = await ctx.session.scalar(_EARLIEST, {"org": ctx.org.id}) or ctx.now()
    clocks = offsets(min(earliest, ctx.now()), ctx.now(), ctx.zone)
    values = {
        "org": ctx.org.id,
        "since": [since for since, _ in clocks],
        "ahead": [ahead for _, ahead in clocks],
    }
    words = "Finished visits without an invoice, at their price before tax."
    return Behind("Done and not billed", words, _ROWS, values)
