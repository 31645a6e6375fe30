"""Who may deliver which outbox row, and for how long: the three statements delivery rests on.

A lease is one transaction; the call to the provider happens outside of any; `finish` is another. A
row is only ever finished by the token it was leased with, so a runner that was stopped and wakes up
late finds its token gone and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from cleaning_app.db import transaction
from cleaning_app.domain.deliveries import Promise, WhenUncertain
from cleaning_app.ids import new_id

Hold = tuple[UUID, UUID]
"""One lease of one row: token and row id."""


@dataclass(frozen=True)
class Leased:
    """A row this runner may deliver until `until`. `attempts` counts the one about to be made."""

    id: UUID
    org_id: UUID
    payload: dict[str, Any]
    dedupe_key: str
    attempts: int
    token: UUID
    until: datetime

    @property
    def hold(self) -> Hold:
        return self.token, self.id

    @property
    def key(self) -> str:
        """What the provider sees: the same for every attempt at this row."""
        return str(self.id)


@dataclass(frozen=True)
class Finished:
    """What became of a leased row; written by `finish` if the lease still holds."""

    id: UUID
    token: UUID
    status: str
    next_attempt_at: datetime
    note: str = ""
    receipt: str = ""
    sent_at: datetime | None = None
    doubt: bool = False
    unused: bool = False

    @property
    def hold(self) -> Hold:
        return self.token, self.id


# Line by line:
# waiting   the organisations with something due, found by jumping from one to the next in the index
#           (kind, org_id, next_attempt_at) where status = 'pending': one probe each, however many
#           rows the busiest of them has.
# share     how many rows each may have of this lease, so that one organisation's fifty thousand do
#           not stand before another's one.
# picked    that many of its oldest due rows. SKIP LOCKED passes over what another runner is just
#           taking, so runners never wait for each other.
# random()  with more organisations than rows, a different few come first every time.
_LEASE = text(
    """
    WITH RECURSIVE waiting (org_id) AS (
        (SELECT org_id FROM outbox_events
         WHERE kind = :kind AND status = 'pending' AND next_attempt_at <= :now
         ORDER BY org_id LIMIT 1)
        UNION ALL
        SELECT (SELECT o.org_id FROM outbox_events o
                WHERE o.kind = :kind AND o.status = 'pending' AND o.next_attempt_at <= :now
                  AND o.org_id > waiting.org_id
                ORDER BY o.org_id LIMIT 1)
        FROM waiting WHERE waiting.org_id IS NOT NULL
    ),
    share (rows) AS (
        SELECT greatest(1, ceil(CAST(:limit AS numeric) / greatest(1, count(org_id))))::int FROM waiting
    ),
    picked AS (
        SELECT taken.id
        FROM (SELECT org_id FROM waiting WHERE org_id IS NOT NULL ORDER BY random()) AS shuffled
        CROSS JOIN LATERAL (
            SELECT o.id FROM outbox_events o
            WHERE o.kind = :kind AND o.org_id = shuffled.org_id
              AND o.status = 'pending' AND o.next_attempt_at <= :now
            ORDER BY o.next_attempt_at
            LIMIT (SELECT rows FROM share)
            FOR UPDATE SKIP LOCKED
        ) AS taken
        LIMIT :limit
    )
    UPDATE outbox_events AS o
    SET status = 'sending', attempts = o.attempts + 1, lease_token = :token, locked_until = :until
    FROM picked WHERE o.id = picked.id
    RETURNING o.id, o.org_id, o.payload, o.dedupe_key, o.attempts
    """
)

# A lease that ran out: its runner died or was stopped. Rows that may not be tried again on their own
# (`ask`, or a blind message out of attempts) wait for a person; others go back into the queue.
_RECOVER = text(
    """
    UPDATE outbox_events
    SET status = CASE WHEN :blind AND (:ask OR attempts >= :most) THEN 'uncertain'
                      WHEN attempts >= :most THEN 'dead' ELSE 'pending' END,
        times_uncertain = times_uncertain + CASE WHEN :blind THEN 1 ELSE 0 END,
        next_attempt_at = :now, lease_token = NULL, locked_until = NULL, last_error = :note
    WHERE id IN (
        SELECT id FROM outbox_events
        WHERE kind = :kind AND status = 'sending' AND locked_until < :now
        ORDER BY locked_until LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
    RETURNING status
    """
)

_EXTEND = text(
    """
    UPDATE outbox_events AS o SET locked_until = :until
    FROM unnest(CAST(:ids AS uuid[]), CAST(:tokens AS uuid[])) AS held (id, token)
    WHERE o.id = held.id AND o.lease_token = held.token AND o.status = 'sending'
    RETURNING held.token, o.id
    """
)

_FINISH = text(
    """
    UPDATE outbox_events AS o
    SET status = done.status, next_attempt_at = done.next_attempt_at, last_error = done.note,
        receipt = CASE WHEN done.receipt = '' THEN o.receipt ELSE done.receipt END,
        sent_at = done.sent_at, lease_token = NULL, locked_until = NULL,
        times_uncertain = o.times_uncertain + CASE WHEN done.doubt THEN 1 ELSE 0 END,
        attempts = o.attempts - CASE WHEN done.unused THEN 1 ELSE 0 END
    FROM unnest(
        CAST(:ids AS uuid[]), CAST(:tokens AS uuid[]), CAST(:statuses AS text[]),
        CAST(:nexts AS timestamptz[]), CAST(:notes AS text[]), CAST(:receipts AS text[]),
        CAST(:sents AS timestamptz[]), CAST(:doubts AS boolean[]), CAST(:unused AS boolean[])
    ) AS done (id, token, status, next_attempt_at, note, receipt, sent_at, doubt, unused)
    WHERE o.id = done.id AND o.lease_token = done.token AND o.status = 'sending'
    RETURNING done.token, o.id
    """
)


async def lease(kind: str, limit: int, *, now: datetime, until: datetime) -> list[Leased]:
    """Take up to `limit` due rows of one kind, fairly shared among organisations.

    May return fewer than are due; ask again until none come. Raises Unavailable.
    """
    token = new_id()
    values = {"kind": kind, "limit": limit, "now": now, "until": until, "token": token}
    async with transaction("jobs") as session:
        rows = (await session.execute(_LEASE, values)).all()
    return [
        Leased(row.id, row.org_id, row.payload, row.dedupe_key, row.attempts, token, until)
        for row in rows
    ]


async def recover(
    kind: str, promise: Promise, policy: WhenUncertain, *, most: int, now: datetime
) -> list[str]:
    """Take back rows whose lease ran out; returns the status each got. Raises Unavailable."""
    values = {
        "kind": kind,
        "blind": promise is Promise.BLIND,
        "ask": policy is WhenUncertain.ASK,
        "most": most,
        "now": now,
        "note": "The runner stopped during delivery.",
    }
    async with transaction("jobs") as session:
        return list(await session.scalars(_RECOVER, values))


async def extend(held: Sequence[Leased], until: datetime) -> set[Hold]:
    """Hold leases longer; returns those still held. Raises Unavailable."""
    values = {
        "ids": [row.id for row in held],
        "tokens": [row.token for row in held],
        "until": until,
    }
    async with transaction("jobs") as session:
        return {(token, id) for token, id in await session.execute(_EXTEND, values)}


async def finish(done: Sequence[Finished]) -> set[Hold]:
    """Write what became of rows; returns the leases that held. The others were lost.

    Raises Unavailable; then nothing was written and the same call may be made again.
    """
    values = {
        "ids": [row.id for row in done],
        "tokens": [row.token for row in done],
        "statuses": [row.status for row in done],
        "nexts": [row.next_attempt_at for row in done],
        "notes": [_storable(row.note, 500) for row in done],
        "receipts": [_storable(row.receipt, 200) for row in done],
        "sents": [row.sent_at for row in done],
        "doubts": [row.doubt for row in done],
        "unused": [row.unused for row in done],
    }
    async with transaction("jobs") as session:
        return {(token, id) for token, id in await session.execute(_FINISH, values)}


def _storable(words: str, longest: int) -> str:
    return words.replace("\x00", "")[:longest]
