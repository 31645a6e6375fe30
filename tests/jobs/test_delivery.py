"""What becomes of a message: sent, tried again, given up, skipped; and nothing without a commit."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from cleaning_app import db
from cleaning_app.clock import FixedClock, SystemClock
from cleaning_app.domain.deliveries import Skipped
from cleaning_app.services import outbox
from cleaning_app.services.outbox_delivery import Delivery
from tests.factories import Office
from tests.jobs import probe
from tests.jobs.conftest import outbox_rows, queue_probes, statuses, until
from tests.providers.keyed import Keyed


def later() -> FixedClock:
    """A clock that stands a little after now, so that what was queued just now is due."""
    return FixedClock(datetime.now(UTC) + timedelta(seconds=1))


async def deliver(keyed: Keyed, clock: FixedClock | None = None) -> dict[str, int]:
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url)}, clock=clock or SystemClock())
    await delivery.run(until_idle=True)
    return dict(delivery.counts)


async def test_what_was_committed_is_delivered_once_with_its_id_as_key(
    office: Office, keyed: Keyed
):
    async with db.unit(office.identity) as ctx:
        assert await outbox.queue(ctx, "probe", {}, dedupe_key="a")
        assert not await outbox.queue(ctx, "probe", {}, dedupe_key="a")
    assert await deliver(keyed) == {"sent": 1}
    [row] = await outbox_rows()
    assert (row.status, row.attempts, row.receipt) == ("sent", 1, "effect-1")
    assert row.sent_at is not None
    assert row.lease_token is None
    assert dict(keyed.calls) == {str(row.id): 1}
    assert await deliver(keyed) == {}


async def test_a_transaction_that_rolls_back_sends_nothing(office: Office, keyed: Keyed):
    with pytest.raises(RuntimeError):
        async with db.unit(office.identity) as ctx:
            await outbox.queue(ctx, "probe", {}, dedupe_key="a")
            raise RuntimeError("the deed failed")
    assert await deliver(keyed) == {}
    assert not keyed.calls


async def test_a_message_held_back_leaves_at_its_time(office: Office, keyed: Keyed):
    clock = later()
    async with db.unit(office.identity, clock=clock) as ctx:
        await outbox.queue(
            ctx, "probe", {}, dedupe_key="a", not_before=clock.now() + timedelta(seconds=30)
        )
    assert await deliver(keyed, clock) == {}
    clock.advance(timedelta(seconds=31))
    assert await deliver(keyed, clock) == {"sent": 1}


async def test_a_failing_provider_is_tried_five_times_ever_more_slowly(
    office: Office, keyed: Keyed
):
    await queue_probes(office, 1)
    keyed.status, clock, tries = 500, later(), []
    while (await statuses()).get("pending"):
        [row] = await outbox_rows()
        clock.advance(max(row.next_attempt_at - clock.now(), timedelta()))
        if await deliver(keyed, clock):
            tries.append(clock.now())
    [row] = await outbox_rows()
    assert (row.status, row.attempts) == ("dead", 5)
    assert row.last_error == "answered 500"
    gaps = [(late - early).total_seconds() for early, late in pairwise(tries)]
    expected = [30, 60, 120, 240]
    assert len(gaps) == 4
    assert all(0.5 * e <= gap <= 1.5 * e for gap, e in zip(gaps, expected, strict=True)), gaps


async def test_retry_after_lengthens_the_wait(office: Office, keyed: Keyed):
    await queue_probes(office, 1)
    keyed.status, keyed.retry_after, clock = 429, "3600", later()
    assert await deliver(keyed, clock) == {"retried": 1}
    [row] = await outbox_rows()
    assert row.next_attempt_at == clock.now() + timedelta(hours=1)


async def test_a_refusal_for_good_is_dead_at_once(office: Office, keyed: Keyed):
    await queue_probes(office, 1)
    keyed.status = 422
    assert await deliver(keyed) == {"dead": 1}
    [row] = await outbox_rows()
    assert (row.status, row.attempts, row.last_error) == ("dead", 1, "answered 422")


async def test_a_poisoned_message_hinders_no_other(office: Office, keyed: Keyed):
    await queue_probes(office, 100)
    keyed.poison = {"p50"}
    assert await deliver(keyed) == {"sent": 99, "retried": 1}


async def test_a_slow_call_holds_only_its_own_place(office: Office, keyed: Keyed):
    await queue_probes(office, 1)
    keyed.seconds = 2.5
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url, at_once=4)})
    running = asyncio.create_task(delivery.run())
    await keyed.called.wait()
    keyed.seconds = 0.0
    await queue_probes(office, 10, "quick")
    delivery.wake()
    await until(lambda: delivery.counts["sent"] == 10, seconds=2.0)
    delivery.stop()
    await running
    assert await statuses() == {"sent": 11}


async def test_one_organisations_flood_does_not_stand_before_anothers_message(new_office, keyed):
    flood, other = await new_office("Flood"), await new_office("Other")
    await queue_probes(flood, 400, "flood")
    await queue_probes(other, 3, "other")
    keyed.seconds = 0.02
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url, at_once=10)})
    running = asyncio.create_task(delivery.run(until_idle=True))

    async def others_sent() -> bool:
        rows = await outbox_rows()
        return all(r.status == "sent" for r in rows if r.org_id == other.identity.org.id)

    await until(others_sent)
    assert delivery.counts["sent"] < 200
    delivery.stop()
    await running


async def test_kinds_this_runner_does_not_know_wait_for_one_that_does(office: Office, keyed: Keyed):
    async with db.unit(office.identity) as ctx:
        await outbox.queue(ctx, "from-the-future", {}, dedupe_key="a")
    assert await deliver(keyed) == {}
    [row] = await outbox_rows()
    assert (row.status, row.attempts) == ("pending", 0)


async def test_without_a_wake_up_a_message_still_leaves_within_the_next_poll(office, keyed):
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url)})
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.3)
    await queue_probes(office, 1)
    await until(lambda: delivery.counts["sent"], seconds=5.0)
    delivery.stop()
    await running
    assert await statuses() == {"sent": 1}


async def test_a_call_that_breaks_in_our_own_code_is_tried_again_and_logged(office, keyed):
    await queue_probes(office, 2)
    whole = probe.kind(keyed.url)

    @asynccontextmanager
    async def opened():
        async def deliver(row):
            raise ZeroDivisionError if row.dedupe_key == "p1" else Skipped("not today")

        yield deliver

    delivery = Delivery(kinds={"probe": replace(whole, opened=opened)})
    await delivery.run(until_idle=True)
    assert dict(delivery.counts) == {"retried": 1, "skipped": 1}
    notes = sorted(row.last_error for row in await outbox_rows())
    assert notes == ["It failed unexpectedly (ZeroDivisionError).", "not today"]
