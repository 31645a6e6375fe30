"""The runner as a process: quick after a commit, quiet when idle, and gone without leaving a mess."""

from __future__ import annotations

import asyncio
import signal
import statistics
import time

import httpx
import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.services import job_runs, messages
from tests.api.serving import free_port
from tests.factories import Office
from tests.jobs.conftest import START_SECONDS, outbox_rows, queue_probes, statuses, until
from tests.providers.keyed import Keyed
from tests.providers.smtp import MailServer

FACTS = {"name": "Jonas", "path": "/reset", "minutes": 30}


async def queue_email(office: Office, key: str) -> None:
    async with db.unit(office.identity) as ctx:
        await messages.email(ctx, "password_reset", "jonas@example.test", FACTS, dedupe_key=key)


async def heartbeats() -> dict[str, int]:
    async with db.transaction("jobs") as session:
        found = await session.execute(
            text("SELECT runner, count(*) AS jobs FROM job_heartbeats GROUP BY runner")
        )
        return {row.runner: row.jobs for row in found}


async def test_an_email_leaves_within_a_second_and_a_rollback_sends_none(
    office: Office, mail_server: MailServer, start
):
    port = free_port()
    runner = await start(
        "jobs.run",
        METRICS_ENABLED="true",
        METRICS_TOKEN="only-for-tests-metrics-token-0123456789",
        JOBS_METRICS_PORT=str(port),
    )
    await queue_email(office, "warm-up")
    await asyncio.wait_for(mail_server.arrived.wait(), START_SECONDS)
    waits = []
    for n in range(5):
        mail_server.arrived.clear()
        await queue_email(office, f"mail-{n}")
        committed = time.perf_counter()
        await asyncio.wait_for(mail_server.arrived.wait(), 30)
        waits.append(time.perf_counter() - committed)
    print(f"commit to SMTP server: median {statistics.median(waits) * 1000:.0f} ms")
    assert statistics.median(waits) < 1.0

    with pytest.raises(RuntimeError):
        async with db.unit(office.identity) as ctx:
            await messages.email(ctx, "password_reset", "a@b.test", FACTS, dedupe_key="never")
            raise RuntimeError("the deed failed")
    await asyncio.sleep(1.2)
    assert len(mail_server.inbox) == 6

    async with db.unit(office.identity) as ctx:
        shown = {job.name: job for job in await job_runs.overview(ctx)}
        assert all(job.runners == 1 for job in shown.values())
        assert shown["outbox-delivery"].last_counters["sent"] >= 1
        before = shown["invoices-overdue"].last_started_at
        await job_runs.run_now(ctx, "invoices-overdue")

    async def has_run() -> bool:
        async with db.unit(office.identity) as ctx:
            [job] = [j for j in await job_runs.overview(ctx) if j.name == "invoices-overdue"]
            return job.last_started_at != before and job.last_status == "succeeded"

    await until(has_run, seconds=30)
    async with db.unit(office.identity) as ctx:
        recorded = await job_runs.runs(ctx, "outbox-delivery")
        assert sum(run.counters["sent"] for run in recorded) == 6
        assert len(recorded) <= 6  # idle polls leave no rows
    await _metrics(port)
    runner.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(runner.process.wait(), 30) == 0
    assert await heartbeats() == {}


async def _metrics(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/other")).status_code == 404
        token = {"Authorization": "Bearer only-for-tests-metrics-token-0123456789"}
        said = (await client.get("/metrics", headers=token)).text
    assert 'outbox_deliveries_total{kind="email",result="sent"} 6.0' in said
    assert 'job_runs_here_total{job="invoices-overdue",status="succeeded"}' in said


async def test_a_stop_lets_calls_finish_and_takes_nothing_new(office: Office, keyed: Keyed, start):
    keyed.seconds = 1.5
    await queue_probes(office, 5)
    runner = await start("tests.jobs.probe", "--job", "outbox-delivery")
    await asyncio.wait_for(keyed.called.wait(), START_SECONDS)
    runner.process.send_signal(signal.SIGINT)
    await runner.says('"stopping"')
    await queue_probes(office, 5, "late")
    assert await asyncio.wait_for(runner.process.wait(), 30) == 0
    assert await statuses() == {"sent": 5, "pending": 5}
    assert all(count == 1 for count in keyed.calls.values())
    assert await heartbeats() == {}


async def test_two_runners_deliver_each_message_once(new_office, keyed: Keyed, start, many):
    count = many(250, 10_000)
    offices = [await new_office(name) for name in ("One", "Two")]
    runners = [await start("tests.jobs.probe", "--job", "outbox-delivery") for _ in range(2)]

    async def both_are_up() -> bool:
        return len(await heartbeats()) == 2

    await until(both_are_up, seconds=START_SECONDS)
    began = time.perf_counter()
    await asyncio.gather(*(queue_probes(office, count) for office in offices))
    await until(lambda: len(keyed.effects) == 2 * count, seconds=START_SECONDS + count / 20)
    seconds = time.perf_counter() - began
    print(f"{2 * count} messages by 2 runners: {2 * count / seconds:.0f} a second")
    await until(_nothing_left, seconds=30)
    assert set(keyed.calls.values()) == {1}
    assert {str(row.id) for row in await outbox_rows()} == keyed.effects
    for runner in runners:
        runner.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(runner.process.wait(), 30) == 0
    async with db.unit(offices[0].identity) as ctx:
        shares: dict[str, int] = {}
        for run in await job_runs.runs(ctx, "outbox-delivery", limit=1000):
            shares[run.runner] = shares.get(run.runner, 0) + run.counters["sent"]
    assert sum(shares.values()) == 2 * count
    assert len(shares) == 2


async def _nothing_left() -> bool:
    return set(await statuses()) == {"sent"}
