"""How soon a webhook of Stripe's is acknowledged while nobody works through them, and in a burst.

Proof 16: the jobs process is stopped, as taking an event in is one insert; then a burst at a steady
rate, whatever the answers take. The signing is done beforehand, the sending shares the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections import Counter
from typing import Any

import aiohttp

from tests.bench import crowd
from tests.providers.stripe import KEY, WEBHOOK_SECRET, sign

BELOW_MS = 100
NO_ANSWER = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--alone", type=int, default=300, help="events one after the other")
    parser.add_argument("--rate", type=int, default=500, help="events a second in the burst")
    parser.add_argument("--burst-seconds", type=int, default=20)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """One after the other, then the burst."""
    os.environ |= {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET}
    with crowd.site(1, 1) as site:
        address = f"{site.address}/v1/webhooks/stripe"
        return asyncio.run(_measure(address, options))


async def _measure(address: str, options: argparse.Namespace) -> dict[str, Any]:
    count = options.rate * options.burst_seconds
    limits = aiohttp.TCPConnector(limit=64)
    # Whoever waits in the queue of a busy machine is a figure, not a failure.
    patience = aiohttp.ClientTimeout(total=None, sock_read=60)
    async with aiohttp.ClientSession(connector=limits, timeout=patience) as http:
        alone = [await _post(http, address, _event(f"alone{n}")) for n in range(options.alone)]
        ready = [_event(f"burst{n}") for n in range(count)]
        began = time.perf_counter()
        sent: list[asyncio.Task[tuple[int, float]]] = []
        for n, event in enumerate(ready):
            late = began + n / options.rate - time.perf_counter()
            if late > 0:
                await asyncio.sleep(late)
            sent.append(asyncio.create_task(_post(http, address, event)))
        burst = await asyncio.gather(*sent)
        seconds = time.perf_counter() - began
    statuses = Counter(status for status, _ in (*alone, *burst))
    return {
        "alone_ms_median": _of(alone, 0.5),
        "alone_ms_p99": _of(alone, 0.99),
        "burst_a_second": round(count / seconds),
        "burst_ms_median": _of(burst, 0.5),
        "burst_ms_p99": _of(burst, 0.99),
        "not_2xx": sum(n for status, n in statuses.items() if not 200 <= status < 300),
        "goal": f"p99 <= {BELOW_MS} ms, all 2xx",
    }


def _event(name: str) -> tuple[bytes, dict[str, str]]:
    about = {"id": f"pi_{name}", "object": "payment_intent", "metadata": {}}
    event = {
        "id": f"evt_{name}", "object": "event", "type": "payment_intent.succeeded",
        "created": int(time.time()), "data": {"object": about}, "padding": "x" * 3000,
    }  # fmt: skip
    body = json.dumps(event).encode()
    return body, {"stripe-signature": sign(body, WEBHOOK_SECRET, int(time.time()))}


async def _post(
    http: aiohttp.ClientSession, address: str, event: tuple[bytes, dict[str, str]]
) -> tuple[int, float]:
    body, headers = event
    began = time.perf_counter()
    try:
        async with http.post(address, data=body, headers=headers) as answer:
            await answer.read()
        status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        status = NO_ANSWER
    return status, 1000 * (time.perf_counter() - began)


def _of(answers: list[tuple[int, float]], share: float) -> float:
    waits = sorted(wait for _, wait in answers)
    return round(waits[min(len(waits) - 1, int(len(waits) * share))], 1)
