"""What happened lately, from the audit log, in words."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.money import dollars
from cleaning_app.services.dashboard.views import Activity

WORDS: Final[dict[str, tuple[str, str]]] = {
    "booking.create": ("booked", "bookings.view"),
    "booking.confirm": ("confirmed", "bookings.view"),
    "booking.start": ("started", "bookings.view"),
    "booking.finish": ("finished", "bookings.view"),
    "booking.reschedule": ("moved", "bookings.view"),
    "booking.assign": ("changed the crew of", "bookings.view"),
    "booking.cancel": ("cancelled", "bookings.view"),
    "booking.no_show": ("found nobody at", "bookings.view"),
    "series.create": ("made a series for", "bookings.view"),
    "series.change": ("changed the series of", "bookings.view"),
    "series.pause": ("paused the series of", "bookings.view"),
    "series.end": ("ended the series of", "bookings.view"),
    "client.create": ("added client", "contacts.view"),
    "worker.create": ("added worker", "bookings.view"),
    "invoice.send": ("sent an invoice to", "invoices.view"),
    "payment.record": ("recorded a payment of", "invoices.view"),
    "payment.refund": ("refunded", "invoices.view"),
    "expense.create": ("entered an expense of", "finance.view"),
    "import.run": ("imported", "settings.manage"),
}
"""Action → what a person did, and the permission to be told."""

# The log is read from its newest end; a page's worth of rows is looked at, never all of it. What a
# change of a series did to each of its visits is one line: the change.
_LATELY = text(
    """
    SELECT l.created_at, l.actor_name, l.is_person, l.action, l.resource_type, l.resource_id,
           l.metadata AS details, c.name AS client, a.area, w.name AS worker, i.number AS invoice
    FROM (
        SELECT seq, created_at, actor_name, action, resource_type, resource_id, metadata,
               actor_id IS NOT NULL OR admin_role = 'worker' AS is_person,
               CASE WHEN resource_id ~ '^[0-9a-f-]{36}$' THEN resource_id::uuid END AS thing
        FROM admin_audit_logs
        WHERE action = ANY(:actions) AND metadata -> 'by_series' IS NULL
        ORDER BY seq DESC LIMIT :limit
    ) AS l
    LEFT JOIN bookings b ON l.resource_type = 'booking' AND b.id = l.thing
    LEFT JOIN invoices i ON l.resource_type = 'invoice' AND i.id = l.thing
    LEFT JOIN booking_series s ON l.resource_type = 'series' AND s.id = l.thing
    LEFT JOIN clients c ON c.id = coalesce(b.client_id, i.client_id, s.client_id,
                                  CASE WHEN l.resource_type = 'client' THEN l.thing END)
    LEFT JOIN addresses a ON a.id = coalesce(b.address_id, s.address_id)
    LEFT JOIN workers w ON l.resource_type = 'worker' AND w.id = l.thing
    ORDER BY l.seq DESC
    """
)


async def lately(ctx: Ctx, limit: int = 12) -> list[Activity]:
    """The newest things the actor may know of."""
    actions = [action for action, (_, needed) in WORDS.items() if ctx.can(needed)]
    if not actions:
        return []
    rows = await ctx.session.execute(_LATELY, {"actions": actions, "limit": limit})
    return [_activity(row) for row in rows]


def _activity(row: Any) -> Activity:
    # People go by their first name; jobs and the command line have none.
    name = row.actor_name or "Somebody"
    who = name.split()[0] if row.is_person else name.capitalize()
    verb = WORDS[row.action][0]
    cents = row.details.get("amount_cents") or row.details.get("total_cents")
    if cents and row.action.startswith(("payment.", "expense.")):
        verb = f"{verb} {dollars(abs(int(cents)))}"
    place = f", {row.area}" if row.area else f", {row.invoice}" if row.invoice else ""
    named = row.client or row.worker or row.details.get("vendor") or row.details.get("filename")
    about = f"{named or ''}{place}"
    return Activity(row.created_at, f"{who} {verb}", about, _href(row))


def _href(row: Any) -> str:
    pages = {
        "booking": "/bookings",
        "client": "/clients",
        "worker": "/workers",
        "invoice": "/invoices",
        "series": "/series",
    }
    if row.resource_type in pages:
        return f"{pages[row.resource_type]}/{row.resource_id}"
    return {"payment": "/invoices", "expense": "/finance/expenses"}.get(
        row.resource_type, "/imports"
    )
