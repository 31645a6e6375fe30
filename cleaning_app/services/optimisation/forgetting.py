"""Throwing away runs that nobody will look at again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import OptimisationRun

PROPOSALS_KEPT = timedelta(days=14)
"""Plans that nobody applied: by then the day they are for has passed, or looks different."""
APPLIED_KEPT = timedelta(days=180)
"""Applied plans say why clients' visits moved; that each moved stays in the audit log."""
DRAFTS_KEPT = timedelta(days=30)
"""What "Why not others?" is answered from: every job and every crew of the day."""


async def forget_old(ctx: Ctx) -> int:
    """Delete runs of this organisation that ended long ago, and the drafts of those that stay;
    returns how many runs went. What waits or is searched has not ended."""
    ctx.require("admin.manage")
    ended, now = col(OptimisationRun.finished_at), ctx.now()
    # The jobs login sees waiting runs everywhere, so the organisation must be said.
    ours = col(OptimisationRun.org_id) == ctx.org.id
    is_applied = col(OptimisationRun.status) == "applied"
    gone: Any = await ctx.session.execute(
        delete(OptimisationRun).where(
            ours,
            or_(~is_applied & (ended < now - PROPOSALS_KEPT), ended < now - APPLIED_KEPT),
        )
    )
    await ctx.session.execute(
        update(OptimisationRun)
        .where(ours, ended < now - DRAFTS_KEPT, col(OptimisationRun.draft).is_not(None))
        .values(draft=None)
    )
    return int(gone.rowcount)
