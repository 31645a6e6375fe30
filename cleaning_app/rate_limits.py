"""How often somebody may knock: per client address on open doors, per organisation on heavy actions.

Counted in Redis when REDIS_URL is set, so that replicas share one count, in this process's memory
otherwise. When Redis goes away the count goes on in memory: a limit must never shut everybody out.
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from cleaning_app import client_address, metrics
from cleaning_app.errors import TooManyRequests
from cleaning_app.settings import get_settings

_REDIS_PATIENCE_SECONDS = 0.25
_REDIS_REST_SECONDS = 10.0

log = structlog.get_logger("rate_limits")


@dataclass
class _Counter:
    """One limiter in memory, one in Redis if there is any, and since when Redis is being spared."""

    memory: SlidingWindowCounterRateLimiter
    redis: SlidingWindowCounterRateLimiter | None
    rests_until: float = 0.0

    async def hit(self, item: RateLimitItem, *key: str) -> int:
        """Count once. Returns 0 when that was fine, else after how many seconds to try again."""
        if self.redis is not None and time.monotonic() >= self.rests_until:
            try:
                async with asyncio.timeout(_REDIS_PATIENCE_SECONDS):
                    return await _hit(self.redis, item, key)
            except Exception as error:  # whatever a half-dead Redis answers, the door stays open
                self.rests_until = time.monotonic() + _REDIS_REST_SECONDS
                log.warning(
                    "Redis is away; limits are counted in memory", error=type(error).__name__
                )
        return await _hit(self.memory, item, key)


async def _hit(
    limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, key: tuple[str, ...]
) -> int:
    if await limiter.hit(item, *key):
        return 0
    window = await limiter.get_window_stats(item, *key)
    return max(1, math.ceil(window.reset_time - time.time()))


@cache
def _counter() -> _Counter:
    url = get_settings().redis_url
    redis: Storage | None = None
    if url is not None:
        redis = RedisStorage(
            f"async+{url.get_secret_value()}",
            implementation="redispy",
            key_prefix="limits",
            socket_timeout=_REDIS_PATIENCE_SECONDS,
            socket_connect_timeout=_REDIS_PATIENCE_SECONDS,
        )
    return _Counter(
        SlidingWindowCounterRateLimiter(MemoryStorage()),
        SlidingWindowCounterRateLimiter(redis) if redis else None,
    )


def reset() -> None:
    """Forget all counts of this process and connect anew; for tests."""
    _counter.cache_clear()


async def check_address(address: str, door: str) -> None:
    """Count a knock at a public or sign-in door ("sign-in", "set-up", …) from a client address.

    Raises:
        TooManyRequests: more than RATE_LIMIT_PER_MINUTE in the last minute.
    """
    allowed = get_settings().rate_limit_per_minute
    wait = await _counter().hit(
        RateLimitItemPerMinute(allowed), door, client_address.network(address)
    )
    if wait:
        _refuse("RATE_LIMIT_PER_MINUTE", wait, f"{allowed} a minute from one address")


async def check_action(org_id: UUID, action: str) -> None:
    """Count a sensitive action ("queue.replay") of an organisation, whoever does it.

    Raises:
        TooManyRequests: more than ADMIN_ACTION_RATE_LIMIT_PER_MINUTE in the last minute.
    """
    allowed = get_settings().admin_action_rate_limit_per_minute
    wait = await _counter().hit(RateLimitItemPerMinute(allowed), "action", str(org_id), action)
    if wait:
        words = f"{allowed} a minute per organisation for {action}"
        _refuse("ADMIN_ACTION_RATE_LIMIT_PER_MINUTE", wait, words)


def _refuse(limit: str, wait_seconds: int, words: str) -> None:
    metrics.limited.labels(limit).inc()
    raise TooManyRequests(
        f"Too many at once: {words} ({limit}). Try again in {wait_seconds} s.",
        extra={"retry_after": wait_seconds, "limit": limit},
    )
