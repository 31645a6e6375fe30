"""What the system page knows of the jobs: who looks after them, how they went, and "run now"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from cleaning_app.clock import FixedClock
from cleaning_app.errors import Forbidden, NotFound
from cleaning_app.services import job_runs
from jobs import each_organisation, performing
from jobs.registry import JOBS, Job
from jobs.report import Report
from tests.factories import MONDAY, Office

CLOCK = FixedClock(MONDAY)


def job(run, name: str = "probe-job") -> Job:
    return Job(name, "A job of the tests", "never", "0 0 1 1 *", run)


async def listed(runner: str = "r:1", at: datetime = MONDAY) -> None:
    known = [job_runs.Listed("probe-job", "A job of the tests", "never", at)]
    await job_runs.beat(runner, known, at)


async def test_a_run_that_went_well_is_on_record(office: Office):
    async def run(clock):
        report = Report()
        report.counters["things"] = 3
        return report

    line = await performing.perform(job(run), "r:1", CLOCK)
    assert line["status"] == "succeeded"
    assert line["counters"] == {"things": 3}
    await listed()
    async with office.unit("admin") as ctx:
        [shown] = await job_runs.overview(ctx)
    assert (shown.last_status, shown.last_counters, shown.runners) == (
        "succeeded",
        {"things": 3},
        1,
    )
    assert (shown.last_started_at, shown.last_finished_at) == (MONDAY, MONDAY)


async def test_a_run_that_breaks_is_a_failure_with_its_kind_and_nothing_personal(office: Office):
    async def run(clock):
        raise ValueError("gwen@example.test is unwell")

    line = await performing.perform(job(run), "r:1", CLOCK)
    assert (line["status"], line["error"]) == ("failed", "ValueError")
    async with office.unit() as ctx:
        [shown] = await job_runs.runs(ctx)
    assert (shown.status, shown.error) == ("failed", "ValueError")


async def test_one_failing_organisation_leaves_the_others_their_turn(new_office):
    _, bad, _ = [await new_office(name) for name in ("Good", "Bad", "Last")]

    async def work(ctx):
        if ctx.org.id == bad.identity.org.id:
            raise RuntimeError("broken")
        return {"visited": 1}

    report = await each_organisation.each_organisation("probe-job", CLOCK, work)
    assert report.counters["visited"] == 2
    assert report.errors == [f"{bad.identity.org.id}: RuntimeError"]


async def test_runs_of_a_runner_that_went_silent_have_failed(office: Office):
    await job_runs.started("probe-job", "gone:1", MONDAY)
    await job_runs.started("probe-job", "alive:1", MONDAY)
    await listed("gone:1", MONDAY)
    await listed("alive:1", MONDAY + timedelta(minutes=5))
    async with office.unit() as ctx:
        found = {run.runner: (run.status, run.error) for run in await job_runs.runs(ctx)}
    assert found["alive:1"] == ("running", "")
    assert found["gone:1"] == ("failed", "The runner stopped during this run.")


async def test_a_wish_to_run_now_is_handed_out_once(office: Office):
    await listed()
    async with office.unit("admin") as ctx:
        await job_runs.run_now(ctx, "probe-job")
        [shown] = await job_runs.overview(ctx)
        assert shown.wanted
    assert await job_runs.take_wanted(["another"]) == []
    assert await job_runs.take_wanted(["probe-job"]) == ["probe-job"]
    assert await job_runs.take_wanted(["probe-job"]) == []


async def test_a_job_nobody_knows_cannot_be_run(office: Office):
    async with office.unit() as ctx:
        with pytest.raises(NotFound):
            await job_runs.run_now(ctx, "rm-rf")


@pytest.mark.parametrize("role", ["dispatcher", "accountant", "viewer", "worker"])
async def test_only_admins_see_and_start_jobs(office: Office, role: str):
    async with office.unit(role) as ctx:
        for call in (job_runs.overview(ctx), job_runs.runs(ctx), job_runs.run_now(ctx, "x")):
            with pytest.raises(Forbidden):
                await call


def test_the_dashboards_login_cannot_write_what_jobs_report(clean_database):
    with psycopg.connect(clean_database.conninfo("app"), autocommit=True) as connection:
        for statement in (
            "INSERT INTO scheduled_jobs (name, purpose, cadence) VALUES ('x', 'x', 'x')",
            "UPDATE scheduled_jobs SET purpose = 'x'",
            "DELETE FROM job_heartbeats",
            "UPDATE job_runs SET status = 'succeeded'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        connection.execute("UPDATE scheduled_jobs SET wanted_at = now()")


def test_the_registry_is_sound():
    assert list(JOBS) == [job.name for job in JOBS.values()]
    now = datetime(2026, 11, 23, 15, 3, tzinfo=UTC)
    for entry in JOBS.values():
        assert len(entry.purpose) <= 200
        assert len(entry.cadence) <= 80
        due = entry.next_due(now)
        assert (due is None) == (entry.cron == "")
        assert due is None or now < due <= now + timedelta(days=1)
