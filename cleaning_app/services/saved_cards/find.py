"""The card a client has on file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import SavedCard


@dataclass(frozen=True)
class SavedCardView:
    """What may be shown of a card, and the consent to charge it: whose, when, in which words."""

    id: UUID
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    consent: str
    consented_by: str
    consented_at: datetime

    def has_expired(self, today: date) -> bool:
        """Whether its last month is over."""
        return (self.exp_year, self.exp_month) < (today.year, today.month)


async def of_client(ctx: Ctx, client_id: UUID) -> SavedCardView | None:
    """The card of a client, None without one."""
    ctx.require("invoices.view")
    row = await saved(ctx, client_id)
    if row is None or row.consented_at is None:
        return None
    return SavedCardView(
        row.id,
        row.brand,
        row.last4,
        row.exp_month,
        row.exp_year,
        row.consent,
        row.consented_by,
        row.consented_at,
    )


async def saved(ctx: Ctx, client_id: UUID) -> SavedCard | None:
    """The row of it."""
    return await ctx.session.scalar(
        select(SavedCard)
        .where(col(SavedCard.org_id) == ctx.org.id, col(SavedCard.client_id) == client_id)
        .where(col(SavedCard.status) == "saved")
        .execution_options(populate_existing=True)
    )
