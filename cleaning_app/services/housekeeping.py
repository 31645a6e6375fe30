"""Throwing away what nobody will ask for again. What the law wants kept is not touched here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.db import transaction
from cleaning_app.models import JobHeartbeat, JobRun, OutboxEvent, Session
from cleaning_app.services import audit, idempotency, optimisation, photo_files
from cleaning_app.services.expenses import receipts

SESSIONS_KEPT = timedelta(days=30)
MESSAGES_KEPT = timedelta(days=180)
RUNS_KEPT = timedelta(days=90)
HEARTBEATS_KEPT = timedelta(days=1)


async def tidy(ctx: Ctx) -> dict[str, int]:
    """One organisation's left-overs: ended sessions, old idempotency keys, delivered messages,
    plans of the optimiser, photos taken away a month ago, receipts of
    expenses that were never saved."""
    ctx.require("admin.manage")
    counts = {
        "sessions": await _forget_sessions(ctx),
        "idempotency_keys": await idempotency.forget_old(ctx),
        "messages": await _forget_messages(ctx),
        "photos": await photo_files.forget_deleted(ctx),
        "receipts": await receipts.forget_waiting(ctx),
        "plans": await optimisation.forget_old(ctx),
    }
    if any(counts.values()):
        audit.record(ctx, "storage.tidy", "organisation", ctx.org.id, **counts)
    return counts


async def _forget_sessions(ctx: Ctx) -> int:
    before = ctx.now() - SESSIONS_KEPT
    done: Any = await ctx.session.execute(
        delete(Session).where(
            col(Session.org_id) == ctx.org.id,
            or_(col(Session.expires_at) < before, col(Session.revoked_at) < before),
        )
    )
    return int(done.rowcount)


async def _forget_messages(ctx: Ctx) -> int:
    """Messages carry names and addresses; those that went out are of no use after half a year."""
    done: Any = await ctx.session.execute(
        delete(OutboxEvent).where(
            # The jobs login sees every organisation's outbox, so the organisation must be said.
            col(OutboxEvent.org_id) == ctx.org.id,
            col(OutboxEvent.status).in_(("sent", "skipped")),
            col(OutboxEvent.created_at) < ctx.now() - MESSAGES_KEPT,
        )
    )
    return int(done.rowcount)


async def tidy_installation(now: datetime) -> dict[str, int]:
    """What belongs to no organisation: old job runs, heartbeats of runners long gone."""
    async with transaction("jobs") as session:
        runs: Any = await session.execute(
            delete(JobRun).where(col(JobRun.started_at) < now - RUNS_KEPT)
        )
        beats: Any = await session.execute(
            delete(JobHeartbeat).where(col(JobHeartbeat.seen_at) < now - HEARTBEATS_KEPT)
        )
    return {"job_runs": int(runs.rowcount), "heartbeats": int(beats.rowcount)}
