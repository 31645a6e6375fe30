"""Events of Stripe's as they come: kept at once, worked through later, each once.

Taking one in is one insert, whatever else is going on; its id is the key, so a second delivery
changes nothing. Like the outbox, events are leased with a token, and only its holder ends them.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from cleaning_app import metrics
from cleaning_app.db import transaction
from cleaning_app.domain import backoff
from cleaning_app.errors import AppError
from cleaning_app.ids import new_id
from cleaning_app.integrations.stripe import signature
from cleaning_app.settings import Settings, get_settings

CHANNEL = "stripe"
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 12
BASE_SECONDS = 5.0
"""With twelve attempts an event that fits nothing is given up after about five hours."""


class Refused(AppError):
    """It is not from Stripe, or not an event. Nothing was kept."""

    status = 400
    title = "Not accepted"
    code = "bad_signature"


@dataclass(frozen=True)
class Event:
    """An event this runner may work on. `attempts` counts the one about to be made."""

    id: str
    type: str
    payload: dict[str, Any]
    attempts: int
    token: UUID

    @property
    def about(self) -> dict[str, Any]:
        """The object it is about, as it was when it happened."""
        return self.payload["data"]["object"]


# A conflict is not named, as that would need the right to read events, which the app has not.
_INSERT = text(
    """
    WITH kept AS (
        INSERT INTO stripe_events (id, type, happened_at, received_at, payload, status, attempts,
                                   next_attempt_at, last_error)
        VALUES (:id, :type, :happened_at, :now, CAST(:payload AS jsonb), 'pending', 0, :now, '')
        ON CONFLICT DO NOTHING
    )
    SELECT pg_notify(:channel, '')
    """
)


async def receive(body: bytes, header: str, now: datetime) -> None:
    """Keep an event if Stripe signed it; the same one again is fine and changes nothing.

    Raises:
        Refused: no signature that fits, or signed too long ago, or no event.
        Unavailable: the database is away; Stripe sends it again.
    """
    try:
        signature.check(body, header, secrets(get_settings()), now.timestamp())
        values = _read(body)
    except (signature.BadSignature, ValueError, KeyError, TypeError) as error:
        metrics.stripe_webhooks.labels("refused").inc()
        raise Refused("This is no event that Stripe signed for us.") from error
    async with transaction("app") as session:
        await session.execute(_INSERT, values | {"now": now, "channel": CHANNEL})
    metrics.stripe_webhooks.labels("kept").inc()


def secrets(settings: Settings) -> list[str]:
    """The webhook's secrets that are valid now; two while one is being changed."""
    if settings.stripe_webhook_secret is None:
        return []
    listed = settings.stripe_webhook_secret.get_secret_value().split(",")
    return [secret.strip() for secret in listed if secret.strip()]


def _read(body: bytes) -> dict[str, Any]:
    told: Any = json.loads(body)
    event = cast("dict[str, Any]", told)
    about = event["data"]["object"]
    id, kind = event["id"], event["type"]
    if not (isinstance(id, str) and isinstance(kind, str) and isinstance(about, dict)):
        raise ValueError("not an event")
    if not 1 <= len(id) <= 120 or not 1 <= len(kind) <= 100:
        raise ValueError("not an event")
    # JSON's \u0000 has no place in PostgreSQL's.
    payload = json.dumps(event).replace("\\u0000", "")
    return {
        "id": id,
        "type": kind,
        "happened_at": datetime.fromtimestamp(int(event["created"]), UTC),
        "payload": payload,
    }


_LEASE = text(
    """
    UPDATE stripe_events e
    SET status = 'working', attempts = e.attempts + 1, lease_token = :token, locked_until = :until
    FROM (SELECT id FROM stripe_events
          WHERE status = 'pending' AND next_attempt_at <= :now
          ORDER BY next_attempt_at LIMIT :most FOR UPDATE SKIP LOCKED) due
    WHERE e.id = due.id
    RETURNING e.id, e.type, e.payload, e.attempts
    """
)
_RECOVER = text(
    """
    UPDATE stripe_events SET status = 'pending', lease_token = NULL, locked_until = NULL
    WHERE id IN (SELECT id FROM stripe_events WHERE status = 'working' AND locked_until < :now
                 LIMIT 500 FOR UPDATE SKIP LOCKED)
    """
)


async def lease(most: int, now: datetime) -> list[Event]:
    """Take events that are due, those of runners that died included."""
    token = new_id()
    async with transaction("jobs") as session:
        await session.execute(_RECOVER, {"now": now})
        values = {"now": now, "most": most, "token": token, "until": now + LEASE}
        rows = await session.execute(_LEASE, values)
        return [Event(row.id, row.type, row.payload, row.attempts, token) for row in rows]


_END = text(
    """
    UPDATE stripe_events
    SET status = :status, last_error = :note, handled_at = :now, organisation_id = :org,
        lease_token = NULL, locked_until = NULL, next_attempt_at = :next
    WHERE id = :id AND lease_token = :token
    """
)


async def end(
    session: AsyncSession,
    event: Event,
    status: str,
    now: datetime,
    *,
    org_id: UUID | None = None,
    note: str = "",
    after: timedelta = timedelta(),
) -> None:
    """Write what became of an event, if it is still ours."""
    values = {
        "id": event.id, "token": event.token, "status": status, "note": note[:300], "now": now,
        "org": org_id, "next": now + after,
    }  # fmt: skip
    await session.execute(_END, values)
    metrics.stripe_events.labels(status).inc()


async def put_back(event: Event, now: datetime, note: str, org_id: UUID | None = None) -> str:
    """Try an event again later, or give it up after many times; the status it got."""
    status, after = "dead", timedelta()
    if event.attempts < MOST_ATTEMPTS:
        status = "pending"
        after = backoff.delay(event.attempts, random.random(), BASE_SECONDS)  # noqa: S311
    async with transaction("jobs") as session:
        await end(session, event, status, now, org_id=org_id, note=note, after=after)
    return status
