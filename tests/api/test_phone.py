"""The worker app's routes: kept days, taps once and in their time, photos for those who may see them."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.services import bookings, organisations, photos, time_tracking, workers
from tests.api.conftest import Person, client_of, join
from tests.factories import build_town


def _jpeg(side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
async def company(clean_database):
    """An owner, a worker with a job that begins now, and another company's worker."""
    owner = await organisations.create("here", "Here")
    people = {role: await join(owner, role) for role in ("owner", "worker", "viewer")}
    there = await organisations.create("there", "There")
    people["stranger"] = await join(there, "owner")
    people["foreigner"] = await join(there, "worker")
    async with db.unit(owner) as ctx:
        town = await build_town(ctx)
        me = people["worker"].identity.actor.worker_id
        assert me is not None
        await workers.update(ctx, me, skill_ids=[s.id for s in await workers.skills(ctx)])
        made = await bookings.create(
            ctx, client_id=town.client, service_id=town.services["standard"], confirmed=True,
            starts_at=ctx.now(), minutes=120, crew=[me], address_id=town.address,
            override_reason="At whatever hour the test runs",
        )  # fmt: skip
        await bookings.update(ctx, made.id, consent_photos=True)
    yield people, made.id, owner
    await db.dispose()


async def _tap(client: httpx.AsyncClient, who: Person, kind: str, id: UUID, **more: Any):
    key = more.pop("key", uuid4().hex)
    headers = {"idempotency-key": key, **more.pop("headers", {})}
    now = datetime.now(UTC)
    body = {"kind": kind, "booking_id": str(id), "tapped_at": now.isoformat(), **more}
    return await client.post("/phone/taps", json=body, headers=who.headers | headers)


async def _send(client: httpx.AsyncClient, who: Person, id: UUID, data: bytes, **fields: str):
    return await client.post(
        f"/phone/jobs/{id}/photos",
        data={"upload_id": str(uuid4()), "kind": "before", **fields},
        files={"photo": ("evil.svg", data, "image/svg+xml")},
        headers=who.headers,
    )


async def test_a_phone_keeps_own_jobs_and_its_tap_is_done_once(client, company):
    people, id, owner = company
    worker = people["worker"]
    kept = (await client.get("/phone/days", headers=worker.cookie)).json()
    assert kept["csrf_token"] == worker.headers["x-csrf-token"]
    assert [len(day["jobs"]) for day in kept["days"]] == [1, 0, 0, 0, 0, 0, 0]
    first = await _tap(client, worker, "start", id, key="tap-1")
    assert first.status_code == 200, first.text
    assert first.json()["clock"]["state"] == "running"
    async with db.unit(owner) as ctx:
        [before] = await time_tracking.of_booking(ctx, id)
    assert (await _tap(client, worker, "start", id)).status_code == 200
    async with db.unit(owner) as ctx:
        assert (await time_tracking.of_booking(ctx, id))[0].version == before.version


async def test_a_phone_with_a_wrong_clock_tells_the_right_times(client, company):
    people, id, owner = company
    ahead = timedelta(days=400)
    tapped = datetime.now(UTC) + ahead - timedelta(minutes=30)
    answer = await _tap(
        client, people["worker"], "start", id, tapped_at=tapped.isoformat(),
        headers={"x-phone-time": (datetime.now(UTC) + ahead).isoformat()},
    )  # fmt: skip
    assert answer.status_code in {200, 409}, answer.text
    if answer.status_code == 200:  # half an hour ago was still today
        async with db.unit(owner) as ctx:
            [clock] = await time_tracking.of_booking(ctx, id)
        assert abs((ctx.now() - clock.started_at) - timedelta(minutes=30)) < timedelta(minutes=1)


async def test_refusals_name_their_words(client, company):
    people, id, _ = company
    answer = await _tap(client, people["worker"], "pause", id)
    assert (answer.status_code, answer.json()["said"]) == (409, "refused_not_started")
    assert (await _tap(client, people["worker"], "note", id, text=" ")).status_code == 422
    assert (await _tap(client, people["worker"], "dance", id)).status_code == 422
    old = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    late = await _tap(client, people["worker"], "start", id, tapped_at=old)
    assert late.json()["said"] == "refused_too_late"


async def test_another_companys_worker_finds_nothing(client, company):
    people, id, _ = company
    for who in ("foreigner",):
        assert (await _tap(client, people[who], "start", id)).status_code == 404
        assert (
            await client.get(f"/phone/jobs/{id}", headers=people[who].cookie)
        ).status_code == 404
        assert (await _send(client, people[who], id, _jpeg())).status_code == 404
        path = f"/phone/jobs/{id}/access"
        assert (await client.post(path, headers=people[who].headers)).status_code == 404


async def test_a_photo_is_kept_once_and_shown_to_crew_and_office_only(client, company):
    people, id, _ = company
    upload = str(uuid4())
    sent = [await _send(client, people["worker"], id, _jpeg(), upload_id=upload) for _ in "12"]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    photo = sent[0].json()["id"]
    for path in (f"/photos/{photo}", f"/photos/{photo}/small"):
        for who in ("worker", "viewer"):
            answer = await client.get(path, headers=people[who].cookie)
            assert answer.status_code == 200
            assert answer.content.startswith(b"\xff\xd8\xff")
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-disposition"].startswith("inline; filename=")
            assert answer.headers["cache-control"].startswith("private")
        for who in ("stranger", "foreigner"):
            assert (await client.get(path, headers=people[who].cookie)).status_code == 404
        assert (await client.get(path)).status_code == 401
    gone = await client.delete(f"/phone/photos/{photo}", headers=people["worker"].headers)
    assert gone.status_code == 204
    assert (
        await client.get(f"/photos/{photo}", headers=people["viewer"].cookie)
    ).status_code == 404


async def test_a_photo_taken_for_a_problem_belongs_to_it_however_often_both_are_sent(
    client, company
):
    people, id, owner = company
    worker, report, upload = people["worker"], str(uuid4()), str(uuid4())
    for _ in "12":
        told = await _tap(client, worker, "problem", id, reason="damage", report_id=report)
        assert told.status_code == 200, told.text
        sent = await _send(client, worker, id, _jpeg(), report_id=report, upload_id=upload)
        assert sent.status_code == 201, sent.text
    [problem] = told.json()["problems"]
    assert (problem["report_id"], sent.json()["kind"]) == (report, "problem")
    async with db.unit(owner) as ctx:
        [photo] = await photos.of_booking(ctx, id)
    assert str(photo.problem_id) == problem["id"]
    lost = await _send(client, worker, id, _jpeg(), report_id=str(uuid4()), kind="problem")
    assert (lost.status_code, lost.json()["problem_id"]) == (201, None)
    assert (await _send(client, worker, id, _jpeg(), report_id="x")).status_code == 422


async def test_the_same_photo_sent_at_once_from_two_tabs_is_one(door, company):
    people, id, owner = company
    upload = str(uuid4())

    async def send() -> int:
        async with client_of(door) as client:
            answer = await _send(client, people["worker"], id, _jpeg(), upload_id=upload)
            return answer.status_code

    codes = await asyncio.gather(*(send() for _ in range(4)))
    assert set(codes) <= {201, 409}
    async with db.unit(owner) as ctx:
        kept = await ctx.session.scalar(text("SELECT count(*) FROM booking_photos"))
    assert kept == 1


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"<svg onload=alert(1)>", 422, "refused_photo_kind"),
        (b"", 422, "refused_photo_kind"),
        (_jpeg(400)[:200], 422, "refused_photo_broken"),
        (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024 + 1), 422, "refused_photo_large"),
    ],
    ids=["svg", "empty", "half", "too large"],
)
async def test_what_is_no_photo_is_refused(client, company, data: bytes, status: int, said: str):
    people, id, _ = company
    answer = await _send(client, people["worker"], id, data)
    assert (answer.status_code, answer.json()["said"]) == (status, said)


async def test_far_too_much_is_refused_before_it_is_read(client, company):
    people, id, _ = company
    answer = await _send(client, people["worker"], id, b"\xff" * (11 * 1024 * 1024))
    assert answer.status_code == 413


async def test_without_consent_or_with_photos_switched_off_none_is_taken(client, company):
    people, id, owner = company
    async with db.unit(owner) as ctx:
        await bookings.update(ctx, id, consent_photos=False)
    answer = await _send(client, people["worker"], id, _jpeg())
    assert (answer.status_code, answer.json()["said"]) == (403, "refused_photo_consent")
    assert (await _send(client, people["worker"], id, _jpeg(), kind="selfie")).status_code == 422


async def test_keys_and_codes_leave_a_trace_in_the_audit_log(client, company):
    people, id, owner = company
    answer = await client.post(f"/phone/jobs/{id}/access", headers=people["worker"].headers)
    assert answer.json() == {"notes": "Lockbox 4711"}
    assert answer.headers["cache-control"] == "no-store"
    async with db.unit(owner) as ctx:
        seen = await ctx.session.scalar(
            text("SELECT count(*) FROM admin_audit_logs WHERE action = 'booking.access_notes_view'")
        )
    assert seen == 1
