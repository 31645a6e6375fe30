"""What waits for somebody, as the numbers beside the sidebar's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.services.expenses import budgets

DAYS_AHEAD = 7

# The dashboard counts the same ones: a visit nobody is on stays until the end of its day.
_UNASSIGNED = text(
    """
    SELECT count(*) FROM bookings b
    WHERE b.org_id = :org AND b.starts_at >= :midnight AND b.starts_at < :horizon
      AND b.status IN ('pending', 'confirmed') AND b.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM booking_crew m
                      WHERE m.org_id = b.org_id AND m.booking_id = b.id)
    """
)
_OVERDUE = text(
    """
    SELECT count(*) FROM invoices
    WHERE org_id = :org AND status IN ('sent', 'partial', 'overdue')
      AND paid_cents < total_cents - credited_cents AND due_on < :today
    """
)


_DISPUTED = text(
    "SELECT count(*) FROM card_disputes WHERE org_id = :org AND evidence_due_at IS NOT NULL"
)


@dataclass(frozen=True)
class Waiting:
    """Visits of the coming days that nobody is on, invoices past their day, budgets that are
    overspent, disputes to be answered; 0 where the actor may not see them."""

    unassigned: int = 0
    overdue: int = 0
    over_budget: int = 0
    disputed: int = 0


async def waiting(ctx: Ctx) -> Waiting:
    """What waits for somebody in this organisation now."""
    ctx.require("core.view")
    unassigned = overdue = over_budget = disputed = 0
    if ctx.can("bookings.view"):
        today = ctx.today()
        values = {
            "org": ctx.org.id,
            "midnight": day_start(today, ctx.zone),
            "horizon": day_start(today + timedelta(days=DAYS_AHEAD), ctx.zone),
        }
        unassigned = (await ctx.session.execute(_UNASSIGNED, values)).scalar_one()
    if ctx.can("invoices.view"):
        values = {"org": ctx.org.id, "today": ctx.today()}
        overdue = (await ctx.session.execute(_OVERDUE, values)).scalar_one()
        disputed = (await ctx.session.execute(_DISPUTED, {"org": ctx.org.id})).scalar_one()
    if ctx.can("finance.view") and ctx.org.has("module.finance"):
        over_budget = await budgets.over(ctx)
    return Waiting(unassigned, overdue, over_budget, disputed)
