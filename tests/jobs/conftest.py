"""Runner processes, outbox rows and settings to test delivery with."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.settings import ROOT
from tests.databases import DatabaseUrls
from tests.factories import Office
from tests.providers.keyed import Keyed
from tests.providers.sendgrid import KEY, SendGrid
from tests.providers.smtp import MailServer

START_SECONDS = 90
"""How long a process may take to get going on a machine with better things to do."""


@pytest.fixture
async def mail_server(configure: Callable[..., None]) -> AsyncIterator[MailServer]:
    """An SMTP server, and settings that send e-mail to it."""
    async with MailServer() as server:
        configure(
            email_mode="smtp",
            email_from="office@northlight.test",
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_security="off",
        )
        yield server


@pytest.fixture
async def sendgrid(configure: Callable[..., None]) -> AsyncIterator[SendGrid]:
    """SendGrid's double, and settings that send e-mail to it."""
    async with SendGrid() as double:
        configure(
            email_mode="sendgrid",
            email_from="office@northlight.test",
            sendgrid_api_key=KEY,
            sendgrid_base_url=double.url,
        )
        yield double


@pytest.fixture
async def keyed(configure: Callable[..., None]) -> AsyncIterator[Keyed]:
    """The keyed double, where runner processes find it too."""
    async with Keyed() as double:
        configure(probe_url=double.url)
        yield double


class Process:
    """A program of ours, its output in a file."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.pid = process.pid
        self._log = log

    @property
    def output(self) -> str:
        return self._log.read_text()

    async def says(self, words: str, seconds: float = 20.0) -> None:
        """Wait until it has said something."""
        async with asyncio.timeout(seconds):
            while words not in self.output:
                assert self.process.returncode is None, self.output
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


@pytest.fixture
async def start(tmp_path: Path, database_urls: DatabaseUrls) -> AsyncIterator[Callable[..., Any]]:
    """`await start("jobs.run", "--once")`: a process in this test's environment; killed at the end."""
    started: list[Process] = []

    async def start(module: str, *arguments: str, **environment: str) -> Process:
        log = tmp_path / f"process-{len(started)}.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, *arguments,
                cwd=ROOT, env={**os.environ, **environment},
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
        started.append(Process(process, log))
        return started[-1]

    yield start
    for process in started:
        await process.kill()


async def queue_probes(office: Office, count: int, prefix: str = "p") -> None:
    """Put `count` due messages of the kind "probe" into the outbox."""
    async with db.unit(office.identity) as ctx:
        await ctx.session.execute(
            text(
                """
                INSERT INTO outbox_events (id, org_id, kind, payload, dedupe_key, status, attempts,
                                           next_attempt_at, last_error)
                SELECT gen_random_uuid(), :org, 'probe', '{}', :prefix || n, 'pending', 0, now(), ''
                FROM generate_series(1, :count) AS n
                """
            ),
            {"org": office.identity.org.id, "count": count, "prefix": prefix},
        )
        await ctx.session.execute(text("SELECT pg_notify('outbox', '')"))


async def outbox_rows() -> list[Any]:
    """Every outbox row of every organisation, oldest first."""
    async with db.transaction("jobs") as session:
        found = await session.execute(
            text("SELECT * FROM outbox_events ORDER BY created_at, id"),
        )
        return list(found.all())


async def statuses() -> dict[str, int]:
    """How many outbox rows are in each status."""
    async with db.transaction("jobs") as session:
        found = await session.execute(
            text("SELECT status, count(*) FROM outbox_events GROUP BY status")
        )
        return {row.status: row.count for row in found}


async def until(what: Callable[[], Any], seconds: float = 15.0) -> None:
    """Wait until `what()` (awaited when it is a coroutine) is true."""
    async with asyncio.timeout(seconds):
        while True:
            answer = what()
            if asyncio.iscoroutine(answer):
                answer = await answer
            if answer:
                return
            await asyncio.sleep(0.02)
