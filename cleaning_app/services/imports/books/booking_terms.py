"""The terms frozen into imported promises: how they may be cancelled, and no deposit any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE, BookingStatus
from cleaning_app.domain.importing.datasets.bookings import BookingRow
from cleaning_app.domain.policies import (
    BookingFacts,
    DepositDecision,
    Policy,
    RiskAssessment,
    policy_from_json,
    snapshot,
)
from cleaning_app.services import organisations
from cleaning_app.services.imports import tables


@dataclass(frozen=True)
class Terms:
    """The organisation's policy today, and the clients who were cleaned for before."""

    ctx: Ctx
    policy: Policy
    regulars: set[UUID]

    @classmethod
    async def load(cls, ctx: Ctx, rows: Sequence[BookingRow], clients: Mapping[str, UUID]) -> Terms:
        settings = await organisations.settings(ctx)
        b = tables.table("bookings")
        chosen = (
            select(b.c.client_id)
            .distinct()
            .where(b.c.org_id == ctx.org.id, b.c.status == BookingStatus.COMPLETED)
            .where(b.c.client_id == func.any(list(clients.values())))
        )
        regulars = set(await ctx.session.scalars(chosen))
        regulars |= {
            clients[row.client_id]
            for row in rows
            if row.status == BookingStatus.COMPLETED and row.client_id in clients
        }
        return cls(ctx, policy_from_json(settings.policies), regulars)

    def frozen(self, row: BookingRow, client_id: UUID) -> dict[str, Any]:
        """Terms for the booking's row; one that is over needs none.

        No deposit and no risk: what was promised elsewhere was weighed by the rules there.
        """
        if row.status not in LIVE:
            return {}
        facts = BookingFacts(
            service=row.service,
            total_cents=row.price,
            hours_ahead=(row.starts_at - self.ctx.now()).total_seconds() / 3600,
            first_time=client_id not in self.regulars,
        )
        terms = snapshot(facts, self.policy)
        none = DepositDecision(required=False)
        return replace(terms, deposit=none, risk=RiskAssessment()).to_json()
