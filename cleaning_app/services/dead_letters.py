"""Messages that did not go out: finding them, mending an address, sending them after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import contacts
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import OutboxEvent
from cleaning_app.services import audit, listing, outbox, outbox_kinds

Which = Literal["all", "outbox", "export"]
EXPORT = "export"
"""The one kind whose dead letters are counted apart."""
MOST = 1000


@dataclass(frozen=True)
class Letter:
    """One message of the outbox, for reading. `to` and `template` are "" for kinds without them.

    `times_uncertain` is how often nobody could say whether it had arrived before it was sent again.
    """

    id: UUID
    kind: str
    status: str
    template: str
    to: str
    created_at: datetime
    next_attempt_at: datetime
    sent_at: datetime | None
    attempts: int
    times_uncertain: int
    last_error: str
    replayable: bool


@dataclass(frozen=True)
class DeadLetters:
    """The newest dead letters, and how many there are: of each sort, and of the one asked for."""

    outbox_dead_count: int
    export_dead_count: int
    items: list[Letter]
    total: int


async def dead(ctx: Ctx, which: Which = "all", limit: int = 50) -> DeadLetters:
    """The organisation's dead letters, newest first. Both counts are always filled.

    Raises:
        Invalid: `limit` outside 1…100, or an unknown `which`.
    """
    ctx.require("admin.manage")
    if not 1 <= limit <= 100:
        raise Invalid("A page holds 1 to 100 rows.")
    if which not in ("all", "outbox", "export"):
        raise Invalid("kind is one of all, outbox, export.")
    is_export = col(OutboxEvent.kind) == EXPORT
    mine = and_(col(OutboxEvent.org_id) == ctx.org.id, col(OutboxEvent.status) == "dead")
    counted: Any = await ctx.session.execute(
        select(func.count().filter(~is_export), func.count().filter(is_export)).where(mine)
    )
    plain, export = counted.one()
    wanted = {"all": mine, "outbox": and_(mine, ~is_export), "export": and_(mine, is_export)}
    rows = await ctx.session.scalars(
        select(OutboxEvent)
        .where(wanted[which])
        .order_by(col(OutboxEvent.created_at).desc(), col(OutboxEvent.id).desc())
        .limit(limit)
    )
    total = {"all": plain + export, "outbox": plain, "export": export}[which]
    return DeadLetters(plain, export, [_letter(row) for row in rows], total)


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[Letter]:
    """The organisation's outbox, newest first; filters `status` and `kind`."""
    ctx.require("admin.manage")
    statement = select(OutboxEvent).where(col(OutboxEvent.org_id) == ctx.org.id)
    for name in ("status", "kind"):
        if value := query.filters.get(name):
            statement = statement.where(getattr(OutboxEvent, name) == value)
    if query.search:
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(
                func.jsonb_extract_path_text(OutboxEvent.payload, "to").ilike(wanted),
                func.jsonb_extract_path_text(OutboxEvent.payload, "template").ilike(wanted),
                col(OutboxEvent.last_error).ilike(wanted),
            )
        )
    page = await listing.fetch(
        ctx,
        statement,
        query,
        {"created_at": OutboxEvent.created_at},
        default="-created_at",
        scalars=True,
    )
    return page.map(_letter)


async def replay(ctx: Ctx, id: UUID) -> None:
    """Queue one message again, with the same key, as if it had never been tried.

    Raises:
        NotFound: no such message here.
        Conflict: it is on its way, was sent, or was skipped for a reason that still stands.
    """
    ctx.require("admin.manage")
    row = await _locked(ctx, id)
    if not _replayable(row):
        raise Conflict(f"This message can't be sent again: it is {_in_words(row)}.")
    was = row.status
    await _queue_again(ctx, col(OutboxEvent.id) == row.id)
    audit.record(ctx, "outbox.replay", "outbox_event", row.id, kind=row.kind, was=was)


async def replay_all(
    ctx: Ctx, *, kinds: Sequence[str] = (), statuses: Sequence[str] = ("dead",)
) -> int:
    """Queue up to 1,000 messages again, oldest first; returns how many.

    Of `statuses` only dead, uncertain and skipped ones can be replayed, the skipped only once the
    reason is gone; others are passed over.
    """
    ctx.require("admin.manage")
    chosen = (
        select(col(OutboxEvent.id))
        .where(
            col(OutboxEvent.org_id) == ctx.org.id,
            col(OutboxEvent.status).in_(list(statuses)),
            or_(
                col(OutboxEvent.status).in_(("dead", "uncertain")),
                and_(
                    col(OutboxEvent.status) == "skipped",
                    col(OutboxEvent.last_error).in_(_gone_reasons()),
                ),
            ),
        )
        .order_by(col(OutboxEvent.created_at), col(OutboxEvent.id))
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    if kinds:
        chosen = chosen.where(col(OutboxEvent.kind).in_(list(kinds)))
    ids = list(await ctx.session.scalars(chosen))
    if ids:
        await _queue_again(ctx, col(OutboxEvent.id).in_(ids))
        audit.record(
            ctx, "outbox.replay", "outbox_event", count=len(ids), ids=[str(id) for id in ids]
        )
    return len(ids)


async def edit_address(ctx: Ctx, id: UUID, to: str) -> None:
    """Give an e-mail that did not go out another address. It still has to be replayed.

    Raises:
        NotFound: no such message here.
        Conflict: it is no e-mail, or it went out.
        Invalid: not an e-mail address.
    """
    ctx.require("admin.manage")
    row = await _locked(ctx, id)
    if row.kind != "email" or row.status not in ("dead", "uncertain", "skipped"):
        raise Conflict(f"This address can't be changed: the message is {_in_words(row)}.")
    before, after = str(row.payload.get("to", "")), contacts.normalise_email(to)
    row.payload = row.payload | {"to": after}
    audit.record(
        ctx,
        "outbox.edit_address",
        "outbox_event",
        row.id,
        before=contacts.mask_email(before),
        after=contacts.mask_email(after),
    )


async def _locked(ctx: Ctx, id: UUID) -> OutboxEvent:
    row = await ctx.session.scalar(
        select(OutboxEvent)
        .where(col(OutboxEvent.org_id) == ctx.org.id, col(OutboxEvent.id) == id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("There is no such message.")
    return row


async def _queue_again(ctx: Ctx, which: ColumnElement[bool]) -> None:
    """Back to the start of its life, except for its key and its doubts."""
    await ctx.session.execute(
        update(OutboxEvent)
        .where(col(OutboxEvent.org_id) == ctx.org.id, which)
        .values(status="pending", attempts=0, next_attempt_at=ctx.now(), last_error="")
    )
    await outbox.wake(ctx)


def _gone_reasons() -> list[str]:
    """Why messages were skipped that would be sent today."""
    return [k.off_because for k in outbox_kinds.table().values() if k.off_because and not k.off()]


def _replayable(row: OutboxEvent) -> bool:
    if row.status == "skipped":
        return row.last_error in _gone_reasons()
    return row.status in ("dead", "uncertain")


def _in_words(row: OutboxEvent) -> str:
    if row.status == "skipped":
        return f"skipped ({row.last_error.rstrip('.')})"
    return {"pending": "waiting to be sent", "sending": "being sent"}.get(row.status, row.status)


def _letter(row: OutboxEvent) -> Letter:
    return Letter(
        id=row.id,
        kind=row.kind,
        status=row.status,
        template=str(row.payload.get("template", "")),
        to=str(row.payload.get("to", "")),
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        times_uncertain=row.times_uncertain,
        last_error=row.last_error,
        replayable=_replayable(row),
    )
