"""How far the books are closed: everything up to the last day of the last return that stands.

Apart from `filing`, so that whoever dates a row can ask without knowing what a return is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import GstFiling


class Closed(NamedTuple):
    """The last closed day, and the moment the open days begin; None while nothing was filed."""

    through: date | None
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in closed days."""
        return self.until is not None and moment < self.until


async def closed(ctx: Ctx) -> Closed:
    """How far the organisation's books are closed. The database refuses to write before it."""
    row = (
        await ctx.session.execute(
            select(func.max(col(GstFiling.last_on)), func.max(col(GstFiling.ends_at))).where(
                col(GstFiling.org_id) == ctx.org.id, col(GstFiling.withdrawn_at).is_(None)
            )
        )
    ).one()
    return Closed(*row)
