"""One attempt at one outbox row: the call to the provider, and what follows from how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from cleaning_app.clock import Clock
from cleaning_app.domain.backoff import Failure
from cleaning_app.domain.deliveries import (
    Promise,
    Rules,
    Skipped,
    Verdict,
    WhenUncertain,
    after_cut_off,
    after_refusal,
)
from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain
from cleaning_app.logs import get_logger
from cleaning_app.services.outbox_kinds import Deliver, Kind
from cleaning_app.services.outbox_leases import Finished, Leased

log = get_logger(__name__)


async def attempt(
    row: Leased,
    kind: Kind,
    deliver: Deliver,
    rules: Rules,
    clock: Clock,
    random: Callable[[], float],
) -> Finished:
    """Call the provider once and decide what becomes of the row. Raises only CancelledError.

    `random` spreads retries: numbers in [0, 1).
    """

    def ended(verdict: Verdict, note: str) -> Finished:
        now = clock.now()
        if verdict.status in ("dead", "uncertain"):
            log.warning("gave up a message", kind=kind.name, outbox_id=str(row.id), reason=note)
        return Finished(
            row.id, row.token, verdict.status, now + verdict.after, note, doubt=verdict.doubt
        )

    try:
        async with asyncio.timeout(kind.seconds):
            receipt = await deliver(row)
    except Skipped as reason:
        return ended(Verdict("skipped"), str(reason))
    except Permanent as refusal:
        verdict = after_refusal(row.attempts, Failure.PERMANENT, rules, random())
        return ended(verdict, refusal.reason)
    except Temporary as refusal:
        wish = refusal.retry_after
        verdict = after_refusal(row.attempts, Failure.TEMPORARY, rules, random(), wish)
        return ended(verdict, refusal.reason)
    except Exception as error:
        if isinstance(error, Uncertain):
            note = error.reason
        elif isinstance(error, TimeoutError):
            note = f"No answer in {kind.seconds:.0f} seconds."
        else:
            log.exception("a delivery failed unexpectedly", kind=kind.name, outbox_id=str(row.id))
            note = f"It failed unexpectedly ({type(error).__name__})."
        verdict = after_cut_off(row.attempts, kind.promise, kind.when_uncertain, rules, random())
        return ended(verdict, note)
    now = clock.now()
    return Finished(row.id, row.token, "sent", now, receipt=receipt, sent_at=now)


def given_back(row: Leased, kind: Kind, now: datetime) -> Finished:
    """The row of a call that was cut off because the runner stops: next time, at once.

    A blind one may have arrived, so it keeps its attempt and its doubt.
    """
    doubt = kind.promise is Promise.BLIND
    status = "uncertain" if doubt and kind.when_uncertain is WhenUncertain.ASK else "pending"
    note = "The runner was stopped during delivery."
    return Finished(row.id, row.token, status, now, note, doubt=doubt, unused=not doubt)
