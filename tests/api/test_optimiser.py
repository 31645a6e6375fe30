"""The optimiser over HTTP: ask, look, apply and take back; a 409 names what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cleaning_app.clock import SystemClock
from cleaning_app.services import bookings, optimisation
from tests.api.conftest import join
from tests.factories import Office, Town

PATH = "/v1/admin/optimiser"


@pytest.fixture
async def job(office: Office, town: Town):
    """A job of Chloé's on a Monday some weeks ahead, at half past ten."""
    monday = datetime.now(UTC).replace(hour=17, minute=30, second=0, microsecond=0)
    monday += timedelta(days=35 - monday.weekday())
    async with office.unit() as ctx:
        made = await bookings.create(
            ctx, client_id=town.client, service_id=town.services["standard"], starts_at=monday,
            minutes=60, crew=[town.chloe], address_id=town.address, override_reason="For a test",
        )  # fmt: skip
        return await bookings.get(ctx, made.id)


@pytest.fixture
async def call(client, office: Office):
    """Calls as a dispatcher and expects one status."""
    dispatcher = await join(office.identity, "dispatcher")

    async def send(method: str, path: str = "", body=None, *, expect: int = 200):
        answer = await client.request(
            method, f"{PATH}{path}", json=body, headers=dispatcher.headers
        )
        assert answer.status_code == expect, answer.text
        return answer.json()

    return send


async def _search(office: Office) -> None:
    claimed = await optimisation.claim(office.identity, "test", SystemClock())
    assert claimed is not None
    await optimisation.execute(office.identity, claimed, "test", SystemClock())


async def test_stand_ins_are_asked_for_looked_at_applied_and_taken_back(
    call, office: Office, town: Town, job
):
    out = {"worker_id": str(town.chloe), "day": job.starts_at.date().isoformat()}
    asked = await call("POST", "/absences", out, expect=202)
    assert (asked["status"], asked["proposal"]) == ("queued", None)
    assert (await call("POST", "/absences", out, expect=202))["id"] == asked["id"]
    await _search(office)
    run = await call("GET", f"/{asked['id']}")
    assert run["status"] == "done"
    (move,) = run["proposal"]["moves"]
    assert move["after"]["crew"] == [str(town.bilal)]
    others = await call("GET", f"/{asked['id']}/other-crews?stop={move['stop']}")
    assert isinstance(others, list)
    assert await call("POST", f"/{asked['id']}/apply", {}) == {"moves": 1, "told": 0}
    assert (await call("GET"))[0]["status"] == "applied"
    assert await call("POST", f"/{asked['id']}/undo") == {"moves": 1}
    async with office.unit() as ctx:
        assert [m.id for m in (await bookings.get(ctx, job.id)).crew] == [town.chloe]


async def test_what_changed_meanwhile_is_named(call, office: Office, town: Town, job):
    out = {"worker_id": str(town.chloe), "day": job.starts_at.date().isoformat()}
    run = (await call("POST", "/absences", out, expect=202))["id"]
    await _search(office)
    async with office.unit() as ctx:
        await bookings.cancel(ctx, job.id, "Moved away")
    refused = await call("POST", f"/{run}/apply", {}, expect=409)
    assert refused["changed"] == [
        {"booking_id": str(job.id), "client": "Gwen Abbott", "why": "is cancelled by now"}
    ]
    assert (await call("POST", f"/{run}/cancel"))["status"] == "cancelled"


async def test_a_day_is_asked_for_with_everything_that_can_be_said(call, town: Town, job):
    wishes = {
        "day": job.starts_at.date().isoformat(), "moves": "crews", "seconds": 5, "lunch": False,
        "overtime": 30, "pinned": [str(job.id)], "left_alone": [str(town.bilal)],
    }  # fmt: skip
    run = await call("POST", "", wishes, expect=202)
    assert run["wishes"]["pinned"] == [str(job.id)]
    assert run["wishes"]["left_alone"] == [str(town.bilal)]
    assert (await call("POST", f"/{run['id']}/cancel"))["status"] == "cancelled"


async def test_odd_wishes_and_unknown_runs_are_refused(call, town: Town):
    await call("POST", "", {"day": "2020-01-06"}, expect=422)
    await call("POST", "", {"day": "2027-01-04", "shift": 7}, expect=422)
    await call("POST", "/absences", {"worker_id": str(uuid4()), "day": "2027-01-04"}, expect=404)
    await call("GET", f"/{uuid4()}", expect=404)
    await call("POST", f"/{uuid4()}/apply", {}, expect=404)
