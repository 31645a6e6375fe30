"""How long each client usually takes to pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median_low
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start

_LOOKS_BACK = timedelta(days=365)

# The last money that came decides: an invoice is paid when the rest of it is.
_PAID = text(
    """
    SELECT i.client_id, i.issued_on, max(p.received_at) AS paid_at
    FROM invoices i JOIN payments p ON p.org_id = i.org_id AND p.invoice_id = i.id
    WHERE i.org_id = :org AND i.client_id = ANY(:clients) AND i.status = 'paid'
      AND i.issued_on > :since AND p.status = 'succeeded' AND p.amount_cents > 0
    GROUP BY i.id, i.client_id, i.issued_on HAVING max(p.received_at) < :end
    """
)


async def usual_days(ctx: Ctx, client_ids: Sequence[UUID], day: date) -> dict[UUID, int]:
    """The median of days from an invoice's date to its last payment, by client, over a year of
    invoices that were paid by the end of a day. Clients who paid none are missing."""
    ctx.require("invoices.view", "finance.view")
    if not client_ids:
        return {}
    asked = {
        "org": ctx.org.id,
        "clients": list(client_ids),
        "since": day - _LOOKS_BACK,
        "end": day_start(day + timedelta(days=1), ctx.zone),
    }
    found: dict[UUID, list[int]] = defaultdict(list)
    for row in await ctx.session.execute(_PAID, asked):
        paid_on = row.paid_at.astimezone(ctx.zone).date()
        found[row.client_id].append(max(0, (paid_on - row.issued_on).days))
    return {client_id: median_low(days) for client_id, days in found.items()}
