"""Limits are shared through Redis, and a Redis that goes away shuts nobody out."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pydantic import SecretStr

from cleaning_app import rate_limits
from cleaning_app.errors import TooManyRequests
from cleaning_app.settings import get_settings
from tests.api.serving import free_port

REDIS = shutil.which("redis-server")


@pytest.fixture(autouse=True)
def fresh(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(get_settings(), "rate_limit_per_minute", 3)
    monkeypatch.setattr(get_settings(), "admin_action_rate_limit_per_minute", 2)
    rate_limits.reset()
    yield
    rate_limits.reset()


async def _knocks(address: str, times: int, door: str = "sign-in") -> int:
    """How many of so many knocks are let in."""
    let_in = 0
    for _ in range(times):
        try:
            await rate_limits.check_address(address, door)
            let_in += 1
        except TooManyRequests:
            pass
    return let_in


async def test_an_address_is_let_in_so_often_at_each_door():
    assert await _knocks("203.0.113.1", 5) == 3
    assert await _knocks("203.0.113.1", 5, "set-up") == 3
    assert await _knocks("203.0.113.2", 1) == 1


async def test_an_ipv6_customer_is_one_caller_however_many_addresses_they_use():
    assert sum([await _knocks(f"2001:db8:1:2::{n:x}", 1) for n in range(1, 9)]) == 3
    assert await _knocks("2001:db8:1:3::1", 1) == 1


async def test_looking_does_not_count():
    for _ in range(10):
        await rate_limits.refuse_if_used_up("203.0.113.1", "credentials")
    assert await _knocks("203.0.113.1", 3, "credentials") == 3
    with pytest.raises(TooManyRequests):
        await rate_limits.refuse_if_used_up("203.0.113.1", "credentials")


async def test_a_refusal_names_the_limit_and_when_to_come_back():
    org = uuid4()
    for _ in range(2):
        await rate_limits.check_action(org, "outbox.replay")
    with pytest.raises(TooManyRequests) as refused:
        await rate_limits.check_action(org, "outbox.replay")
    assert "ADMIN_ACTION_RATE_LIMIT_PER_MINUTE" in refused.value.detail
    assert 1 <= refused.value.extra["retry_after"] <= 60
    await rate_limits.check_action(org, "another.deed")
    await rate_limits.check_action(uuid4(), "outbox.replay")


async def test_the_fifth_wrong_try_is_told_for_any_name_until_a_right_one():
    tries = [await rate_limits.is_fifth_wrong_try("Gwen@Abbott.test ") for _ in range(6)]
    assert tries == [False] * 4 + [True] * 2
    assert await rate_limits.is_fifth_wrong_try("gwen@abbott.test")
    await rate_limits.forget_wrong_tries("gwen@abbott.test")
    assert not await rate_limits.is_fifth_wrong_try("gwen@abbott.test")


class Redis:
    """A Redis of the test's own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = [str(REDIS), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(100):
            probe = subprocess.run(
                ["redis-cli", "-p", str(self.port), "ping"], capture_output=True, check=False
            )
            if probe.stdout.strip() == b"PONG":
                return
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(monkeypatch) -> Iterator[Redis]:
    if REDIS is None:
        pytest.skip("redis-server is not installed")
    own = Redis()
    monkeypatch.setattr(get_settings(), "redis_url", SecretStr(own.url))
    rate_limits.reset()
    yield own
    own.stop()


async def test_two_processes_share_one_count_through_redis(redis: Redis):
    assert await _knocks("203.0.113.1", 2) == 2
    rate_limits.reset()  # what another process would start with
    assert await _knocks("203.0.113.1", 2) == 1


async def test_a_dead_redis_costs_a_moment_once_and_shuts_nobody_out(redis: Redis):
    assert await _knocks("203.0.113.1", 1) == 1
    redis.stop()
    started = time.perf_counter()
    assert await _knocks("203.0.113.1", 5) == 3
    took = time.perf_counter() - started
    print(f"5 knocks with Redis gone: {took * 1000:.0f} ms")
    assert took < 1


async def test_a_redis_that_hangs_is_given_up_on_after_a_quarter_second(monkeypatch):
    async def hang(reader, writer):
        await asyncio.sleep(30)

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(get_settings(), "redis_url", SecretStr(f"redis://127.0.0.1:{port}/0"))
    rate_limits.reset()
    started = time.perf_counter()
    assert await _knocks("203.0.113.1", 5) == 3
    took = time.perf_counter() - started
    print(f"5 knocks with Redis hanging: {took * 1000:.0f} ms")
    assert took < 1
    server.close()
