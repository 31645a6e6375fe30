"""The door Stripe knocks at: what it lets in, and that nothing forged comes through."""

from __future__ import annotations

import json
import random
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from cleaning_app import db, metrics
from tests.providers.stripe import KEY, WEBHOOK_SECRET, sign

PATH = "/v1/webhooks/stripe"
OLD_SECRET = "whsec_the_one_before_0123456789"
EVENT = {
    "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": 1_790_000_000,
    "data": {"object": {"id": "pi_1", "object": "payment_intent", "metadata": {"note": "é\u0000"}}},
}  # fmt: skip


@pytest.fixture(autouse=True)
async def keys(setting, clean_database) -> AsyncIterator[None]:
    from pydantic import SecretStr

    setting(
        stripe_secret_key=SecretStr(KEY),
        stripe_webhook_secret=SecretStr(f"{WEBHOOK_SECRET},{OLD_SECRET}"),
    )
    yield
    await db.dispose()


async def kept() -> list[str]:
    async with db.transaction("jobs") as session:
        return list(await session.scalars(text("SELECT id FROM stripe_events ORDER BY id")))


def signed(event: dict, *, secret: str = WEBHOOK_SECRET, ago: int = 0) -> dict:
    body = json.dumps(event).encode()
    return {
        "content": body,
        "headers": {"stripe-signature": sign(body, secret, int(time.time()) - ago)},
    }


async def test_an_event_is_kept_once_however_often_it_comes(client: httpx.AsyncClient):
    for _ in range(3):
        assert (await client.post(PATH, **signed(EVENT))).status_code == 200
    assert await kept() == ["evt_1"]


async def test_both_secrets_count_while_one_is_being_changed(client: httpx.AsyncClient):
    assert (await client.post(PATH, **signed(EVENT, secret=OLD_SECRET))).status_code == 200
    call = signed(EVENT | {"id": "evt_2"})
    call["headers"]["stripe-signature"] += ",v0=abc,v1=" + "0" * 64
    assert (await client.post(PATH, **call)).status_code == 200
    assert await kept() == ["evt_1", "evt_2"]


@pytest.mark.parametrize(("ago", "status"), [(290, 200), (310, 400), (-290, 200), (-310, 400)])
async def test_five_minutes_either_way_are_the_limit(client: httpx.AsyncClient, ago, status):
    assert (await client.post(PATH, **signed(EVENT, ago=ago))).status_code == status


async def test_more_than_a_mebibyte_is_refused_unread(client: httpx.AsyncClient):
    large = EVENT | {"padding": "x" * (1024 * 1024)}
    assert (await client.post(PATH, **signed(large))).status_code == 413
    just_right = EVENT | {"padding": "x" * (1024 * 1024 - 400)}
    assert (await client.post(PATH, **signed(just_right))).status_code == 200


@pytest.mark.parametrize("wrong", [b"", b"[]", b"{", b'{"id": 1}', b"\xff\xfe", b"null"])
async def test_what_is_signed_but_no_event_is_refused(client: httpx.AsyncClient, wrong: bytes):
    headers = {"stripe-signature": sign(wrong, WEBHOOK_SECRET, int(time.time()))}
    assert (await client.post(PATH, content=wrong, headers=headers)).status_code == 400
    assert await kept() == []


async def test_without_a_secret_nothing_is_believed(client: httpx.AsyncClient, setting):
    setting(stripe_webhook_secret=None)
    assert (await client.post(PATH, **signed(EVENT, secret=""))).status_code == 400


async def test_nothing_forged_is_kept_and_nothing_true_is_held_up(client: httpx.AsyncClient, many):
    """Proof 15: bytes of the body, the time, the header and the secret, changed at random."""
    chance, tries = random.Random(15), many(400, 10_000)
    refused = metrics.stripe_webhooks.labels("refused")._value.get()
    for number in range(tries):
        call = _forged(chance, EVENT | {"id": f"evt_forged_{number}"})
        answer = await client.post(PATH, **call)
        assert answer.status_code == 400, call
        if number % 50 == 0:
            true = await client.post(PATH, **signed(EVENT | {"id": f"evt_true_{number}"}))
            assert true.status_code == 200
    assert all(id.startswith("evt_true_") for id in await kept())
    assert metrics.stripe_webhooks.labels("refused")._value.get() == refused + tries
    print(f"{tries} forged events: 0 accepted; {len(await kept())} true ones among them: all kept")


def _forged(chance: random.Random, event: dict) -> dict:
    call = signed(event)
    body, header = call["content"], call["headers"]["stripe-signature"]
    kind = chance.choice(["body", "time", "mac", "secret", "old", "cut", "scheme", "none", "moved"])
    if kind == "body":
        at = chance.randrange(len(body))
        body = body[:at] + bytes([body[at] ^ chance.randrange(1, 256)]) + body[at + 1 :]
    elif kind == "time":
        header = header.replace("t=", f"t={chance.randrange(1, 9)}", 1)
    elif kind == "mac":
        at = header.index("v1=") + 3 + chance.randrange(64)
        header = header[:at] + ("0" if header[at] != "0" else "1") + header[at + 1 :]
    elif kind == "secret":
        header = sign(body, WEBHOOK_SECRET[:-1] + chance.choice("xyz"), int(time.time()))
    elif kind == "old":
        header = sign(body, WEBHOOK_SECRET, int(time.time()) - chance.randrange(301, 10**6))
    elif kind == "cut":
        header = header[: chance.randrange(len(header))]
    elif kind == "scheme":
        header = header.replace("v1=", chance.choice(["v0=", "v2=", "V1=", "v1 ="]))
    elif kind == "none":
        header = chance.choice(["", "t=,v1=", "t=1,t=2,v1=aa", "v1=" + "0" * 64, ",", "t=-1,v1=é"])
    else:
        body += b" "
    return {"content": body, "headers": {"stripe-signature": header.encode()}}
