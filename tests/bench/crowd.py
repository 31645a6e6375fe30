"""A large company on one day, and the running product before it: what the board is measured with."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from cleaning_app import db, embedded
from cleaning_app.domain.local_time import day_start
from cleaning_app.services import bookings, catalogue, clients, members, organisations, workers
from cleaning_app.settings import ROOT
from deploy import frontend
from tests.api.serving import free_port

OWNER, PASSWORD = "owner@crowd.test", "quiet harbour lantern 41"
ZONE = ZoneInfo("America/Edmonton")
_STARTS = (8.0, 10.0, 12.0, 14.0, 16.0)
_CLIENTS = 40


@dataclass(frozen=True)
class Crowd:
    """Where the product runs, and the day that is full."""

    address: str
    day: str


@contextmanager
def site(worker_count: int, job_count: int) -> Iterator[Crowd]:
    """The product on a free port and a database of its own, gone afterwards."""
    from cleaning_app.settings import get_settings

    frontend.ensure_current(get_settings())
    folder, port = Path(tempfile.mkdtemp(prefix="cleaning-bench-")), free_port()
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "PORT": str(port),
        "RATE_LIMIT_PER_MINUTE": "1000",
    }
    day = busy_day(datetime.now(ZONE).date())
    serving = None
    try:
        embedded.start(folder)
        fill = ["tests.bench.crowd", str(worker_count), str(job_count), day.isoformat()]
        for step in (["alembic", "upgrade", "head"], fill):
            command = [sys.executable, "-m", *step]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        with (folder / "app.log").open("wb") as log:
            command = [sys.executable, "-m", "deploy.serve"]
            serving = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        _wait_ready(address, serving)
        yield Crowd(address, day.isoformat())
    finally:
        if serving is not None:
            serving.terminate()
            serving.wait(20)
        embedded.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def busy_day(today: date) -> date:
    """The Tuesday after next: a working day, and no red line on the board."""
    return today + timedelta(days=7 + (1 - today.weekday()) % 7)


def _wait_ready(address: str, serving: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and serving.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=5):
            return
        time.sleep(0.3)
    raise RuntimeError("the product did not come up")


async def fill(worker_count: int, job_count: int, day: date) -> None:
    """Workers, clients round the city, and jobs: five a worker at most, the rest nobody is on."""
    dice = Random(7)
    owner = await organisations.create("crowd", "Crowd Cleaning", timezone=ZONE.key)
    async with db.unit(owner) as ctx:
        await members.add(
            ctx, name="Olivia Owner", role="owner", password=PASSWORD, email=OWNER,
            must_change_password=False,
        )  # fmt: skip
        service = next(s.id for s in await catalogue.services(ctx) if s.key == "standard")
        hands = [await workers.create(ctx, name=f"Worker {n:02}") for n in range(worker_count)]
        homes = []
        for n in range(_CLIENTS):
            client = await clients.create(ctx, name=f"Client {n:02}")
            address = await clients.add_address(
                ctx, client, street=f"{100 + n} Jasper Ave", area=f"Area {n % 12}", city="Edmonton",
                lat=53.54 + dice.uniform(-0.09, 0.09), lng=-113.49 + dice.uniform(-0.16, 0.16),
            )  # fmt: skip
            homes.append((client, address))
    midnight = day_start(day, ZONE)
    for first in range(0, job_count, 50):
        async with db.unit(owner) as ctx:
            for n in range(first, min(first + 50, job_count)):
                row, column = divmod(n, len(_STARTS))
                crew = [hands[row]] if row < worker_count else []
                client, address = homes[n % _CLIENTS]
                await bookings.create(
                    ctx, client_id=client, address_id=address, service_id=service, crew=crew,
                    starts_at=midnight + timedelta(hours=_STARTS[column]), minutes=90,
                    override_reason="For the benchmark",
                )  # fmt: skip
    await db.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fill a migrated, empty database.")
    parser.add_argument("workers", type=int)
    parser.add_argument("jobs", type=int)
    parser.add_argument(
        "day", type=lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC).date()
    )
    asked = parser.parse_args()
    asyncio.run(fill(asked.workers, asked.jobs, asked.day))
