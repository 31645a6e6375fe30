"""The command line of the jobs process: what it prints and how it exits."""

from __future__ import annotations

import json

import psycopg
import pytest

from cleaning_app import db
from cleaning_app.services import messages
from jobs import run
from jobs.registry import JOBS
from tests.factories import Office


async def test_one_pass_prints_a_line_of_json_for_each_job(office: Office, mail_server, start):
    async with db.unit(office.identity) as ctx:
        facts = {"name": "Jonas", "path": "/reset", "minutes": 30}
        await messages.email(ctx, "password_reset", "jonas@example.test", facts, dedupe_key="a")
    process = await start(
        "jobs.run", "--job", "outbox-delivery", "--job", "invoices-overdue", "--once"
    )
    assert await process.process.wait() == 0
    said = [json.loads(line) for line in process.output.splitlines()]
    lines = [line for line in said if "counters" in line and "timestamp" not in line]
    assert [(line["job"], line["status"]) for line in lines] == [
        ("outbox-delivery", "succeeded"),
        ("invoices-overdue", "succeeded"),
    ]
    assert lines[0]["counters"] == {"sent": 1}
    assert lines[1]["counters"] == {"organisations": 1, "overdue": 0, "failed": 0}
    assert mail_server.to() == ["jonas@example.test"]
    assert "jonas@" not in process.output


def test_an_unknown_job_exits_2_and_names_those_there_are(capsys):
    assert run.main(["--job", "outbox-delivery", "--job", "nonsense", "--once"]) == 2
    said = capsys.readouterr()
    assert "nonsense" in said.err
    assert all(name in said.err for name in JOBS)
    assert said.out == ""


async def test_a_job_that_fails_exits_1_and_says_why(office: Office, start, database_urls):
    away = database_urls.owner.rsplit("/", 1)[0] + "/nowhere"
    process = await start("jobs.run", "--job", "outbox-delivery", "--once", DATABASE_URL=away)
    assert await process.process.wait() == 1
    [line] = [json.loads(x) for x in process.output.splitlines() if '"seconds"' in x]
    assert line["status"] == "failed"
    assert "can't be reached" in line["error"]


async def test_the_list_shows_every_job_when_it_runs_next_and_how_it_went(
    office, start, clean_database
):
    with psycopg.connect(clean_database.conninfo("jobs"), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO job_runs (id, job, started_at, finished_at, status, counters, error, runner)"
            " VALUES (gen_random_uuid(), 'storage-cleanup', '2026-11-22 09:20Z', now(), 'failed',"
            " '{}', 'disk full', 'r')"
        )
    process = await start("jobs.run", "--list")
    assert await process.process.wait() == 0
    rows = {line.split()[0]: line for line in process.output.splitlines()[1:]}
    assert list(rows) == list(JOBS)
    assert "always" in rows["outbox-delivery"]
    assert "never ran" in rows["email-reminders"]
    assert "failed 2026-11-22 09:20 UTC disk full" in rows["storage-cleanup"]


def test_settings_that_cannot_be_exit_2_with_a_line_each(configure, capsys):
    configure(email_mode="smtp")
    with pytest.raises(SystemExit) as exit:
        run.main(["--once"])
    assert exit.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["SMTP_HOST", "EMAIL_FROM"]
