"""What the people need of the office: answers to requests, certificates about to end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.certificates import SOON_DAYS
from cleaning_app.services.dashboard.views import Need, Target

_PEOPLE = text(
    """
    (SELECT 'asked' AS kind, r.id, w.name, r.kind AS what,
            NULL::date AS day, r.starts_at AS at, count(*) OVER () AS total
     FROM time_off_requests r JOIN workers w ON w.id = r.worker_id
     WHERE :blocking AND r.status = 'pending'
     ORDER BY r.starts_at, r.id LIMIT 1)
    UNION ALL
    (SELECT 'certificate', c.worker_id, w.name, c.name, c.expires_on, NULL, count(*) OVER ()
     FROM worker_certificates c JOIN workers w ON w.id = c.worker_id
     WHERE :certificates AND c.deleted_at IS NULL AND w.archived_at IS NULL
       AND c.expires_on <= :soon
       AND NOT EXISTS (SELECT 1 FROM worker_certificates other
                       WHERE other.worker_id = c.worker_id AND other.deleted_at IS NULL
                         AND lower(other.name) = lower(c.name)
                         AND (other.expires_on IS NULL OR other.expires_on > c.expires_on))
     ORDER BY c.expires_on, c.id LIMIT 3)
    """
)


async def of_people(ctx: Ctx) -> list[Need]:
    """Requests for time off that wait and certificates that end within a month: one statement."""
    values = {
        "blocking": ctx.can("schedule.blocking.manage") and ctx.org.has("module.schedule"),
        "certificates": ctx.can("bookings.assign") and ctx.org.has("module.teams"),
        "soon": ctx.today() + timedelta(days=SOON_DAYS),
    }
    return [_READ[row.kind](ctx, row) for row in await ctx.session.execute(_PEOPLE, values)]


def _asked(ctx: Ctx, row: Any) -> Need:
    """One request by name, several by how many."""
    day = row.at.astimezone(ctx.zone).date()
    days = (day - ctx.today()).days
    soon = f"{day:%a} {day.day} {day:%B}"
    if row.total > 1:
        title = f"{row.total} requests for time off wait for an answer"
        detail = f"The first is {row.name}, {row.what}, from {soon}"
        target = Target("Answer", "/availability")
    else:
        title = f"{row.name} asks for time off: {row.what}"
        detail = f"From {soon}"
        target = Target("Answer", f"/availability?request={row.id}")
    return Need("time_off", "amber" if days <= 7 else "grey", title, detail, target)


def _certificate(ctx: Ctx, row: Any) -> Need:
    left = (row.day - ctx.today()).days
    ends = f"{row.day.day} {row.day:%B}"
    if left < 0:
        title, tone = f"{row.name}'s certificate “{row.what}” has ended", "amber"
        detail = f"Its last day was {ends}; jobs that need it warn"
    else:
        title, tone = f"{row.name}'s certificate “{row.what}” ends {ends}", "grey"
        detail = "That is today" if left == 0 else f"{left} days from now"
    return Need("certificate", tone, title, detail, Target("Open", f"/workers/{row.id}"))


_READ: dict[str, Any] = {"asked": _asked, "certificate": _certificate}
