"""Leases: two runners never hold one row, lost ones change nothing, those that run out come back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cleaning_app.clock import FixedClock
from cleaning_app.domain.deliveries import Promise, WhenUncertain
from cleaning_app.services import outbox_leases as leases
from cleaning_app.services.outbox_delivery import Delivery
from cleaning_app.services.outbox_leases import Finished
from tests.factories import Office
from tests.jobs import probe
from tests.jobs.conftest import outbox_rows, queue_probes, statuses, until
from tests.providers.keyed import Keyed


def now() -> datetime:
    return datetime.now(UTC)


async def take(count: int, seconds: float = 60) -> list[leases.Leased]:
    return await leases.lease("probe", count, now=now(), until=now() + timedelta(seconds=seconds))


def done(row: leases.Leased, status: str = "sent") -> Finished:
    return Finished(row.id, row.token, status, now(), sent_at=now())


async def test_many_takers_share_without_overlap(office: Office):
    await queue_probes(office, 300)
    taken = await asyncio.gather(*(take(20) for _ in range(20)))
    ids = [row.id for batch in taken for row in batch]
    assert len(ids) == len(set(ids))
    rest = await take(300)
    assert len(ids) + len(rest) == 300


async def test_a_late_result_is_refused_by_its_token(office: Office):
    await queue_probes(office, 1)
    [first] = await take(1, seconds=-1)
    await leases.recover("probe", Promise.KEYED, WhenUncertain.RESEND, most=5, now=now())
    [second] = await take(1)
    assert await leases.finish([done(first, "dead")]) == set()
    assert await leases.extend([first], now()) == set()
    assert await leases.finish([done(second)]) == {second.hold}
    assert await statuses() == {"sent": 1}


@pytest.mark.parametrize(
    ("promise", "policy", "attempts", "status", "doubts"),
    [
        (Promise.KEYED, WhenUncertain.RESEND, 0, "pending", 0),
        (Promise.KEYED, WhenUncertain.RESEND, 4, "dead", 0),
        (Promise.ASKABLE, WhenUncertain.RESEND, 0, "pending", 0),
        (Promise.BLIND, WhenUncertain.RESEND, 0, "pending", 1),
        (Promise.BLIND, WhenUncertain.RESEND, 4, "uncertain", 1),
        (Promise.BLIND, WhenUncertain.ASK, 0, "uncertain", 1),
    ],
)
async def test_a_lease_that_ran_out_follows_its_kinds_promise(
    office: Office, promise, policy, attempts, status, doubts
):
    await queue_probes(office, 1)
    for _ in range(attempts + 1):
        assert await take(1, seconds=-1)
        recovered = await leases.recover("probe", promise, policy, most=5, now=now())
        if recovered == ["pending"]:
            continue
        break
    [row] = await outbox_rows()
    assert row.status == status
    assert row.times_uncertain == (doubts if attempts == 0 else row.attempts * doubts)


async def test_leases_of_slow_calls_are_extended(office: Office, keyed: Keyed, configure):
    configure(outbox_lease_seconds=1)
    await queue_probes(office, 1)
    keyed.seconds = 2.5
    first = Delivery(kinds={"probe": probe.kind(keyed.url)})
    second = Delivery(kinds={"probe": probe.kind(keyed.url)})
    running = asyncio.create_task(first.run(until_idle=True))
    await keyed.called.wait()
    also = asyncio.create_task(second.run())
    await running
    second.stop()
    await also
    assert dict(first.counts) == {"sent": 1}
    assert dict(second.counts) == {}
    assert sum(keyed.calls.values()) == 1


async def test_a_stop_hands_back_what_has_not_ended(office: Office, keyed: Keyed):
    await queue_probes(office, 1)
    keyed.seconds = 30.0
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url, seconds=40.0)}, stop_seconds=0.2)
    running = asyncio.create_task(delivery.run())
    await keyed.called.wait()
    delivery.stop()
    await running
    [row] = await outbox_rows()
    assert (row.status, row.attempts, row.times_uncertain) == ("pending", 0, 0)
    assert row.lease_token is None


async def test_a_blind_call_cut_off_by_a_stop_is_a_recorded_doubt(office: Office, keyed: Keyed):
    await queue_probes(office, 1)
    keyed.seconds = 30.0
    blind = replace(probe.kind(keyed.url, seconds=40.0), promise=Promise.BLIND)
    delivery = Delivery(kinds={"probe": blind}, stop_seconds=0.2)
    running = asyncio.create_task(delivery.run())
    await keyed.called.wait()
    delivery.stop()
    await running
    [row] = await outbox_rows()
    assert (row.status, row.times_uncertain, row.attempts) == ("pending", 1, 1)


class Sleeper(FixedClock):
    """A clock on which the process sleeps a minute right after taking its first lease."""

    asked = 0

    def now(self) -> datetime:
        self.asked += 1  # first to take back old leases, then to take a new one
        return super().now() + timedelta(seconds=61 if self.asked > 2 else 0)


async def test_a_runner_that_slept_through_its_lease_calls_only_under_the_next(office, keyed):
    await queue_probes(office, 1)
    sleeper = Sleeper(now() + timedelta(seconds=1))
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url)}, clock=sleeper)
    running = asyncio.create_task(delivery.run())
    await until(lambda: delivery.counts["sent"])
    delivery.stop()
    await running
    assert dict(delivery.counts) == {"lost": 1, "recovered": 1, "sent": 1}
    assert sum(keyed.calls.values()) == 1
