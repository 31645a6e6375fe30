"""kill -9 and worse in the middle of deliveries: nothing is lost, and no doubt stays silent.

The counts here are quick; `--hypothesis-profile=prove` makes them 200 kills, 10,000 rows.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter

import psycopg
import pytest

from cleaning_app import db
from cleaning_app.errors import Unavailable
from cleaning_app.services import messages
from cleaning_app.services.outbox_delivery import Delivery
from tests import databases
from tests.databases import DatabaseUrls
from tests.factories import Office
from tests.jobs import probe
from tests.jobs.conftest import START_SECONDS, outbox_rows, queue_probes, statuses, until
from tests.providers.keyed import Keyed
from tests.providers.sendgrid import SendGrid

LEASE = 2


async def finish_with(kinds=None, seconds: float = START_SECONDS) -> None:
    """Another runner, in this process, until nothing is left to do."""
    delivery = Delivery(kinds=kinds)
    running = asyncio.create_task(delivery.run())

    async def settled() -> bool:
        return not {"pending", "sending"} & set(await statuses())

    try:
        await until(settled, seconds=seconds)
    finally:
        delivery.stop()
        await running


async def test_keyed_messages_survive_kills_without_loss_or_double_effect(
    office: Office, keyed: Keyed, start, configure, many
):
    rows, kills = many(300, 10_000), many(2, 200)
    configure(outbox_lease_seconds=LEASE, outbox_max_attempts=kills + 5)
    keyed.seconds = 0.05
    await queue_probes(office, rows)
    runners = [await start("tests.jobs.probe", "--job", "outbox-delivery") for _ in range(2)]
    for n in range(kills):
        seen = len(keyed.effects)
        await until(
            lambda seen=seen: len(keyed.effects) > seen or seen == rows, seconds=START_SECONDS
        )
        await asyncio.sleep(random.uniform(0, 0.2))
        await runners[n % 2].kill()
        if kills > 2:
            runners[n % 2] = await start("tests.jobs.probe", "--job", "outbox-delivery")
            await asyncio.sleep(random.uniform(1, 4))
    for runner in runners:
        await runner.kill()
    keyed.seconds = 0.0
    await finish_with({"probe": probe.kind(keyed.url)}, seconds=START_SECONDS + rows / 20)
    ids = {str(row.id) for row in await outbox_rows()}
    repeated = sum(count - 1 for count in keyed.calls.values())
    print(f"{kills} kills, {rows} rows: {repeated} calls repeated, 0 lost, 0 doubled")
    assert await statuses() == {"sent": rows}
    assert keyed.effects == ids


async def test_blind_messages_survive_kills_and_every_doubt_is_on_record(
    office: Office, sendgrid: SendGrid, start, configure, many
):
    rows, kills = many(120, 10_000), many(1, 200)
    configure(outbox_lease_seconds=LEASE, outbox_max_attempts=kills + 5)
    sendgrid.seconds = 0.1
    async with db.unit(office.identity) as ctx:
        for n in range(rows):
            facts = {"name": "Jonas", "path": "/reset", "minutes": 30}
            await messages.email(
                ctx, "password_reset", f"j{n}@example.test", facts, dedupe_key=str(n)
            )
    for _ in range(kills):
        runner = await start("jobs.run", "--job", "outbox-delivery")
        seen = len(sendgrid.accepted)
        await until(
            lambda seen=seen: len(sendgrid.accepted) > seen or seen >= rows, seconds=START_SECONDS
        )
        await asyncio.sleep(random.uniform(0, 0.2))
        await runner.kill()
    sendgrid.seconds = 0.0
    await finish_with(seconds=START_SECONDS + rows / 20)
    arrived = Counter(
        mail["personalizations"][0]["custom_args"]["message_key"] for mail in sendgrid.accepted
    )
    doubts = {str(row.id): row.times_uncertain for row in await outbox_rows()}
    doubled = {key: count for key, count in arrived.items() if count > 1}
    print(f"{kills} kills, {rows} e-mails: {len(doubled)} doubled, {sum(doubts.values())} doubts")
    assert set(arrived) == set(doubts)
    assert all(count - 1 <= doubts[key] for key, count in doubled.items())
    assert sum(doubts.values()) > 0


POINTS = ["before the call", "during the call", "after the call", "in finish"]


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_any_point_ends_in_one_effect(
    office: Office, keyed: Keyed, start, configure, clean_database: DatabaseUrls, many, point: str
):
    configure(outbox_lease_seconds=1, outbox_max_attempts=50)
    for n in range(many(1, 40)):
        keyed.called.clear()
        await queue_probes(office, 1, f"round-{n}-")
        await _kill_at(point, keyed, start, clean_database)
        assert (await statuses()).get("sending") == 1
        await finish_with({"probe": probe.kind(keyed.url)})
        assert await statuses() == {"sent": n + 1}
        assert len(keyed.effects) == n + 1


async def _kill_at(point: str, keyed: Keyed, start, database: DatabaseUrls) -> None:
    pause = {"before the call": "before", "after the call": "after"}.get(point, "")
    keyed.seconds = 30.0 if point == "during the call" else 0.0
    if point == "in finish":
        keyed.seconds = 0.3
    runner = await start("tests.jobs.probe", "--job", "outbox-delivery", PROBE_PAUSE=pause)
    if point == "before the call":
        await until(_is_leased, seconds=START_SECONDS)
    else:
        await asyncio.wait_for(keyed.called.wait(), START_SECONDS)
    if point == "in finish":
        # The row is held fast, so that the runner's finish waits inside the statement.
        async with await psycopg.AsyncConnection.connect(database.conninfo("jobs")) as held:
            await held.execute("SELECT FROM outbox_events WHERE status = 'sending' FOR UPDATE")
            await asyncio.sleep(0.6)
            await runner.kill()
    else:
        await asyncio.sleep(0.1)
        await runner.kill()
    keyed.seconds = 0.0


async def test_cut_database_connections_lose_and_double_nothing(
    office: Office, keyed: Keyed, configure, server, clean_database: DatabaseUrls, many
):
    rows, cuts = many(200, 5_000), many(8, 120)
    configure(outbox_lease_seconds=LEASE, outbox_max_attempts=50)
    keyed.seconds = 0.02
    await queue_probes(office, rows)
    delivery = Delivery(kinds={"probe": probe.kind(keyed.url, at_once=10)})
    running = asyncio.create_task(delivery.run())
    everything = databases.superuser_conninfo(server, databases.name_of(clean_database))
    async with await psycopg.AsyncConnection.connect(everything, autocommit=True) as connection:
        for _ in range(cuts):
            await asyncio.sleep(0.1)
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'cleaning-jobs' AND datname = current_database()"
                " ORDER BY random() LIMIT 1"
            )
    await until(_nothing_waits, seconds=START_SECONDS + rows / 20)
    delivery.stop()
    await running
    assert await statuses() == {"sent": rows}
    assert len(keyed.effects) == rows


async def _nothing_waits() -> bool:
    try:
        return set(await statuses()) == {"sent"}
    except Unavailable:
        return False


async def _is_leased() -> bool:
    return "sending" in await statuses()


async def test_a_runner_that_was_frozen_past_its_lease_changes_nothing_when_it_wakes(
    office: Office, keyed: Keyed, start, configure, many
):
    configure(outbox_lease_seconds=1)
    runner = await start("tests.jobs.probe", "--job", "outbox-delivery")
    for n in range(many(1, 50)):
        keyed.called.clear()
        keyed.seconds = 0.5
        await queue_probes(office, 1, f"round-{n}-")
        await asyncio.wait_for(keyed.called.wait(), START_SECONDS)
        runner.process.send_signal(signal.SIGSTOP)
        keyed.seconds = 0.0
        await finish_with({"probe": probe.kind(keyed.url)})
        finished = (await outbox_rows())[-1]
        runner.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.7)
        assert (await outbox_rows())[-1] == finished
        assert (finished.status, finished.attempts) == ("sent", 2)
        assert keyed.calls[str(finished.id)] == 2
        assert len(keyed.effects) == n + 1
    runner.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(runner.process.wait(), 30) == 0
