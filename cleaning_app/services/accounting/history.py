"""Who downloaded what for the accountant, from the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import AuditLog

ASKED: Final = "accounting.export"
SENT: Final = "accounting.exported"
THING: Final = "accounting_export"


@dataclass(frozen=True)
class Downloaded:
    """One download: its days, its rows when it was asked for, and its hash once it was sent."""

    kind: str
    first: date
    last: date
    rows: int
    at: datetime
    by: str
    sha256: str

    @property
    def is_whole(self) -> bool:
        """Whether it was sent to the end."""
        return bool(self.sha256)


async def recent(ctx: Ctx, most: int = 8) -> list[Downloaded]:
    """The last downloads, newest first."""
    ctx.require("finance.view")
    rows = list(
        await ctx.session.scalars(
            select(AuditLog)
            .where(col(AuditLog.org_id) == ctx.org.id, col(AuditLog.resource_type) == THING)
            .where(col(AuditLog.action).in_((ASKED, SENT)))
            .order_by(col(AuditLog.seq).desc())
            .limit(2 * most + 2)
        )
    )
    hashes = {row.resource_id: row.details["sha256"] for row in rows if row.action == SENT}
    return [
        Downloaded(
            kind=row.details["kind"],
            first=date.fromisoformat(row.details["from"]),
            last=date.fromisoformat(row.details["to"]),
            rows=row.details["rows"],
            at=row.created_at,
            by=row.actor_name,
            sha256=hashes.get(row.resource_id, ""),
        )
        for row in rows
        if row.action == ASKED
    ][:most]
