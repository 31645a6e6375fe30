"""A keyed kind of message for tests, and a runner process that knows it: `python -m tests.jobs.probe`.

PROBE_URL is where effects are made. PROBE_PAUSE stops every delivery "before" or "after" its call,
so that a test can kill the process exactly there.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from cleaning_app.domain.deliveries import Promise
from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain
from cleaning_app.services import outbox_kinds
from cleaning_app.services.outbox_kinds import Deliver, Kind
from cleaning_app.services.outbox_leases import Leased
from jobs import run


def kind(url: str, *, at_once: int = 20, pause: str = "", seconds: float = 10.0) -> Kind:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Deliver]:
        async with httpx.AsyncClient(base_url=url, timeout=seconds) as client:

            async def deliver(row: Leased) -> str:
                if pause == "before":
                    await asyncio.sleep(3600)
                receipt = await _call(client, row)
                if pause == "after":
                    await asyncio.sleep(3600)
                return receipt

            yield deliver

    return Kind("probe", "An effect at the keyed double", Promise.KEYED, opened, at_once)


async def _call(client: httpx.AsyncClient, row: Leased) -> str:
    try:
        answer = await client.post(
            "/effects", json={"dedupe_key": row.dedupe_key}, headers={"Idempotency-Key": row.key}
        )
    except httpx.ConnectError as error:
        raise Temporary("can't be reached") from error
    except httpx.HTTPError as error:
        raise Uncertain("no answer") from error
    if answer.status_code >= 500 or answer.status_code == 429:
        wish = timedelta(seconds=int(answer.headers.get("Retry-After", "0")))
        raise Temporary(f"answered {answer.status_code}", wish)
    if answer.status_code >= 400:
        raise Permanent(f"answered {answer.status_code}")
    return answer.json()["id"]


if __name__ == "__main__":
    outbox_kinds.register(
        lambda _settings: kind(os.environ["PROBE_URL"], pause=os.environ.get("PROBE_PAUSE", ""))
    )
    sys.exit(run.main())
