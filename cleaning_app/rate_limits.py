"""How often somebody may knock: per client address on open doors, per organisation on heavy actions.

Counted in Redis when REDIS_URL is set, so that replicas share one count, in this process's memory
otherwise. When Redis goes away the count goes on in memory: a limit must never shut everybody out.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar
from uuid import UUID

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from cleaning_app import client_address, metrics
from cleaning_app.errors import TooManyRequests
from cleaning_app.settings import get_settings

_REDIS_PATIENCE_SECONDS = 0.25
_REDIS_REST_SECONDS = 10.0

log = structlog.get_logger("rate_limits")


T = TypeVar("T")
_Limiter = MovingWindowRateLimiter


@dataclass
class _Counter:
    """One limiter in memory, one in Redis if there is any, and until when Redis is being spared."""

    memory: _Limiter
    redis: _Limiter | None
    rests_until: float = 0.0

    async def ask(self, question: Callable[[_Limiter], Awaitable[T]]) -> T:
        """Ask Redis, or memory when there is none or it does not answer at once."""
        if self.redis is not None and time.monotonic() >= self.rests_until:
            try:
                async with asyncio.timeout(_REDIS_PATIENCE_SECONDS):
                    return await question(self.redis)
            except Exception as error:  # whatever a half-dead Redis answers, the door stays open
                self.rests_until = time.monotonic() + _REDIS_REST_SECONDS
                log.warning("Redis is away: limits count in memory", error=type(error).__name__)
        return await question(self.memory)


async def _wait(item: RateLimitItem, *key: str, count: bool = True) -> int:
    """Count once, or only look. Returns 0 when there is room, else in how many seconds there is."""

    async def question(limiter: _Limiter) -> int:
        ask = limiter.hit if count else limiter.test
        if await ask(item, *key):
            return 0
        window = await limiter.get_window_stats(item, *key)
        return max(1, math.ceil(window.reset_time - time.time()))

    return await _counter().ask(question)


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
    return _Counter(_Limiter(MemoryStorage()), _Limiter(redis) if redis else None)


def reset() -> None:
    """Forget all counts of this process and connect anew; for tests."""
    _counter.cache_clear()


async def check_address(address: str, door: str) -> None:
    """Count a knock at a public or sign-in door ("sign-in", "set-up", …) from a client address.

    Raises:
        TooManyRequests: more than RATE_LIMIT_PER_MINUTE in the last minute.
    """
    await _knock(address, door, count=True)


async def refuse_if_used_up(address: str, door: str) -> None:
    """The same without counting, for doors where only wrong tries count.

    Raises:
        TooManyRequests: this address has no try left.
    """
    await _knock(address, door, count=False)


async def _knock(address: str, door: str, *, count: bool) -> None:
    allowed = get_settings().rate_limit_per_minute
    item = RateLimitItemPerMinute(allowed)
    wait = await _wait(item, door, client_address.network(address), count=count)
    if wait:
        _refuse("RATE_LIMIT_PER_MINUTE", wait, f"{allowed} a minute from one address")


async def check_action(org_id: UUID, action: str) -> None:
    """Count a sensitive action ("queue.replay") of an organisation, whoever does it.

    Raises:
        TooManyRequests: more than ADMIN_ACTION_RATE_LIMIT_PER_MINUTE in the last minute.
    """
    allowed = get_settings().admin_action_rate_limit_per_minute
    wait = await _wait(RateLimitItemPerMinute(allowed), "action", str(org_id), action)
    if wait:
        words = f"{allowed} a minute per organisation for {action}"
        _refuse("ADMIN_ACTION_RATE_LIMIT_PER_MINUTE", wait, words)


_FOUR_IN_A_QUARTER = RateLimitItemPerMinute(4, 15)


async def is_fifth_wrong_try(login: str) -> bool:
    """Count a wrong try at a name; whether it is the fifth or later within 15 minutes.

    Counted for every name somebody types, so that the answer says nothing about who has an
    account. The lock itself is the account's own (`sessions.sign_in`).
    """
    return await _wait(_FOUR_IN_A_QUARTER, "login", _digest(login)) > 0


async def forget_wrong_tries(login: str) -> None:
    """Start counting anew after a right try."""
    key = ("login", _digest(login))
    await _counter().ask(lambda limiter: limiter.clear(_FOUR_IN_A_QUARTER, *key))


def _digest(login: str) -> str:
    return hashlib.sha256(login.strip().lower().encode()).hexdigest()


def _refuse(limit: str, wait_seconds: int, words: str) -> None:
    metrics.limited.labels(limit).inc()
    raise TooManyRequests(
        f"Too many at once: {words} ({limit}). Try again in {wait_seconds} s.",
        extra={"retry_after": wait_seconds, "limit": limit},
    )
