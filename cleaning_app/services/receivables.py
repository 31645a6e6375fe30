"""What clients owe today; any other day, and who: `services/finance/ageing`."""

from __future__ import annotations

from cleaning_app.context import Ctx
from cleaning_app.services.finance.ageing import Owed, Receivables, totals

__all__ = ["Owed", "Receivables", "receivables"]


async def receivables(ctx: Ctx) -> Receivables:
    """What is owed on the organisation's today: in all, overdue, and by ageing bucket."""
    return await totals(ctx, ctx.today())
