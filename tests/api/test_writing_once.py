"""Repeating a request does nothing twice, and changing what somebody else changed is refused."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from cleaning_app.db import unit
from tests.api.conftest import join

CLIENTS = "/v1/admin/clients"


@pytest.fixture
async def owner(office):
    return await join(office.identity, "owner")


async def _count(office, table: str) -> int:
    async with unit(office.identity) as ctx:
        return await ctx.session.scalar(text(f"SELECT count(*) FROM {table}"))


async def test_the_same_key_and_request_get_the_same_answer_and_one_client(client, office, owner):
    headers = owner.headers | {"idempotency-key": "order-1"}
    first = await client.post(CLIENTS, json={"name": "Gwen"}, headers=headers)
    again = await client.post(CLIENTS, json={"name": "Gwen"}, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    for name in ("location", "etag"):
        assert first.headers[name] == again.headers[name]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert await _count(office, "clients") == 1


@pytest.mark.parametrize(
    ("path", "body"), [(CLIENTS, {"name": "Other"}), ("/v1/admin/workers", {"name": "Gwen"})]
)
async def test_a_key_is_good_for_one_request_only(client, office, owner, path, body):
    headers = owner.headers | {"idempotency-key": "order-1"}
    await client.post(CLIENTS, json={"name": "Gwen"}, headers=headers)
    answer = await client.post(path, json=body, headers=headers)
    assert answer.status_code == 409
    assert "Idempotency-Key" in answer.json()["detail"]


async def test_the_query_belongs_to_the_request_too(client, office, owner):
    headers = owner.headers | {"idempotency-key": "replay-1"}
    path = "/v1/admin/queue/dlq/replay"
    assert (await client.post(f"{path}?kind=export", headers=headers)).status_code == 202
    assert (await client.post(f"{path}?kind=outbox", headers=headers)).status_code == 409


async def test_somebody_elses_key_does_not_show_their_answer(client, office, owner):
    other = await join(office.identity, "admin")
    key = {"idempotency-key": "order-1"}
    await client.post(CLIENTS, json={"name": "Gwen"}, headers=owner.headers | key)
    answer = await client.post(CLIENTS, json={"name": "Gwen"}, headers=other.headers | key)
    assert answer.status_code == 409
    assert "Gwen" not in answer.text


async def test_a_refused_request_leaves_its_key_free(client, office, owner):
    headers = owner.headers | {"idempotency-key": "order-1"}
    refused = await client.post(CLIENTS, json={"name": "Gwen", "email": "?"}, headers=headers)
    assert refused.status_code == 422
    mended = await client.post(CLIENTS, json={"name": "Gwen"}, headers=headers)
    assert mended.status_code == 201


async def test_twenty_at_once_with_one_key_make_one_client(client, office, owner):
    headers = owner.headers | {"idempotency-key": "order-1"}
    answers = await asyncio.gather(
        *(client.post(CLIENTS, json={"name": "Gwen"}, headers=headers) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await _count(office, "clients") == 1
    assert await _count(office, "idempotency_keys") == 1


@pytest.mark.parametrize("key", ["", "has space", "x" * 121, "läuft"])
async def test_an_odd_key_is_refused(client, office, owner, key):
    headers = owner.headers | {"idempotency-key": key.encode("latin-1")}
    answer = await client.post(CLIENTS, json={"name": "Gwen"}, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/v1/admin/queue/dlq/replay", f"/v1/admin/outbox/{'0' * 8}-0000-7000-8000-{'0' * 12}/replay"]
)  # fmt: skip
async def test_replaying_needs_a_key(client, office, owner, path):
    assert (await client.post(path, headers=owner.headers)).status_code == 400


async def _made(client, owner) -> tuple[str, str]:
    made = await client.post(CLIENTS, json={"name": "Gwen"}, headers=owner.headers)
    return made.headers["location"], made.headers["etag"]


async def test_a_change_made_on_an_old_copy_is_refused_and_says_so(client, office, owner):
    path, etag = await _made(client, owner)
    mine, theirs = {"name": "Gwen A."}, {"name": "Gwen B."}
    first = await client.patch(path, json=theirs, headers=owner.headers | {"if-match": etag})
    assert first.status_code == 200
    assert first.headers["etag"] != etag
    late = await client.patch(path, json=mine, headers=owner.headers | {"if-match": etag})
    assert late.status_code == 412
    assert late.json()["version"] == 2
    shown = await client.get(path, headers=owner.cookie)
    assert shown.json()["name"] == "Gwen B."
    assert shown.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("header", ["*", None])
async def test_without_a_version_the_last_one_wins(client, office, owner, header):
    path, _ = await _made(client, owner)
    headers = owner.headers | ({"if-match": header} if header else {})
    assert (await client.patch(path, json={"notes": "a"}, headers=headers)).status_code == 200


@pytest.mark.parametrize("header", ["1", 'W/"1"', '"1", "2"', '"x"', '""', '"99999999999"'])
async def test_an_odd_if_match_is_refused(client, office, owner, header):
    path, _ = await _made(client, owner)
    answer = await client.patch(
        path, json={"notes": "a"}, headers=owner.headers | {"if-match": header}
    )
    assert answer.status_code == 400


async def test_a_sensitive_action_is_limited_per_organisation(client, new_office, setting):
    here, there = await new_office("Here"), await new_office("There")
    mine, theirs = await join(here.identity, "owner"), await join(there.identity, "owner")
    setting(admin_action_rate_limit_per_minute=2)

    async def replay(person, key: str):
        headers = person.headers | {"idempotency-key": key}
        return await client.post("/v1/admin/queue/dlq/replay", headers=headers)

    assert [(await replay(mine, f"a{n}")).status_code for n in range(3)] == [202, 202, 429]
    refused = await replay(mine, "b")
    assert refused.json()["limit"] == "ADMIN_ACTION_RATE_LIMIT_PER_MINUTE"
    assert int(refused.headers["retry-after"]) > 0
    assert (await replay(theirs, "c")).status_code == 202
