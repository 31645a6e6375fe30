"""HTTP Basic, tokens and cookies: each way in, and each refusal."""

from __future__ import annotations

import base64

import httpx
import pytest
from pydantic import SecretStr

from cleaning_app.db import unit
from cleaning_app.services import api_tokens, members
from tests.api.conftest import HOST, client_of, join

CLIENTS = "/v1/admin/clients"


def basic(name: str, password: str, organisation: str = "") -> dict[str, str]:
    packed = base64.b64encode(f"{name}:{password}".encode()).decode()
    named = {"x-organisation": organisation} if organisation else {}
    return {"authorization": f"Basic {packed}"} | named


@pytest.fixture
def accounts(setting):
    """Both Basic accounts of the installation."""
    setting(
        admin_basic_username="ada",
        admin_basic_password=SecretStr("admin-pass-of-the-tests"),
        owner_basic_username="olga",
        owner_basic_password=SecretStr("owner-pass-of-the-tests"),
        default_org=None,
    )


async def _me(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.get("/session", headers=headers)


async def test_each_basic_account_has_its_role_in_the_only_organisation(client, office, accounts):
    for name, role in (("ada", "admin"), ("olga", "owner")):
        secret = {"ada": "admin-pass-of-the-tests", "olga": "owner-pass-of-the-tests"}[name]
        answer = await _me(client, basic(name, secret))
        assert answer.status_code == 200
        assert answer.json()["role"] == role
        assert answer.json()["organisation"] == office.identity.org.slug
        assert answer.json()["csrf_token"] is None


async def test_basic_acts_in_the_organisation_it_names_else_in_the_default(
    client, new_office, accounts, setting
):
    first, second = await new_office("First"), await new_office("Second")
    owner = basic("olga", "owner-pass-of-the-tests")
    unnamed = await _me(client, owner)
    assert unnamed.status_code == 422
    assert "X-Organisation" in unnamed.json()["detail"]
    setting(default_org=first.identity.org.slug)
    assert (await _me(client, owner)).json()["organisation"] == first.identity.org.slug
    named = await _me(client, owner | {"x-organisation": second.identity.org.slug})
    assert named.json()["organisation"] == second.identity.org.slug
    assert (await _me(client, owner | {"x-organisation": "nowhere"})).status_code == 404


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "owner-pass-of-the-tests"),
        ("olga", "admin-pass-of-the-tests"),
        ("ada", ""),
        ("", ""),
        ("nobody", "admin-pass-of-the-tests"),
        ("ada", "ADMIN-PASS-OF-THE-TESTS"),
        ("ada\x00", "admin-pass-of-the-tests"),
    ],
)
async def test_wrong_basic_credentials_are_refused(client, office, accounts, name, password):
    answer = await _me(client, basic(name, password))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Basic realm="cleaning"')


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic /w==", "Digest x", "Bearer", "x"])
async def test_an_odd_authorization_header_is_refused_and_a_cookie_does_not_help(
    client, office, accounts, header
):
    owner = await join(office.identity, "owner")
    answer = await _me(client, owner.cookie | {"authorization": header})
    assert answer.status_code == 401


async def test_basic_is_off_when_no_account_is_set(client, office, setting):
    setting(admin_basic_username=None, admin_basic_password=None)
    setting(owner_basic_username=None, owner_basic_password=None)
    assert (await _me(client, basic("", ""))).status_code == 401


async def test_guessing_a_basic_password_is_slowed_even_for_the_right_guess(
    door, office, accounts, setting
):
    setting(rate_limit_per_minute=3)
    async with client_of(door, "203.0.113.9") as client:
        for n in range(3):
            assert (await _me(client, basic("ada", f"guess {n}"))).status_code == 401
        answer = await _me(client, basic("ada", "admin-pass-of-the-tests"))
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
    async with client_of(door, "203.0.113.10") as elsewhere:
        assert (await _me(elsewhere, basic("ada", "admin-pass-of-the-tests"))).status_code == 200


async def test_another_sites_form_cannot_use_a_remembered_basic_password(client, office, accounts):
    owner = basic("olga", "owner-pass-of-the-tests")
    answer = await client.post(
        CLIENTS, json={"name": "Forged"}, headers=owner | {"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (await client.post(CLIENTS, json={"name": "Ours"}, headers=owner)).status_code == 201


async def _token(office, person, permissions, days=30) -> tuple[str, api_tokens.NewToken]:
    async with unit(person.identity, clock=office.clock) as ctx:
        made = await api_tokens.create(ctx, name="sync", permissions=permissions, days=days)
    return made.secret, made


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


async def test_a_token_is_made_once_used_within_its_scope_and_revoked(client, office):
    person = await join(office.identity, "dispatcher")
    made = await client.post(
        "/v1/admin/tokens",
        json={"name": "sync", "permissions": ["contacts.view"], "days": 7},
        headers=person.headers,
    )
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert secret.startswith("cln_")

    me = (await _me(client, bearer(secret))).json()
    assert me["permissions"] == ["contacts.view"]
    assert (await client.get(CLIENTS, headers=bearer(secret))).status_code == 200
    beyond = await client.post(CLIENTS, json={"name": "X"}, headers=bearer(secret))
    assert beyond.status_code == 403

    [listed] = (await client.get("/v1/admin/tokens", headers=person.cookie)).json()["items"]
    assert listed["last_used_at"] is not None
    assert "secret" not in listed
    gone = await client.delete(f"/v1/admin/tokens/{listed['id']}", headers=person.headers)
    assert gone.status_code == 204
    assert (await client.get(CLIENTS, headers=bearer(secret))).status_code == 401


async def test_a_token_never_outgrows_its_owner(client, office):
    person = await join(office.identity, "dispatcher")
    wider = await client.post(
        "/v1/admin/tokens",
        json={"name": "sync", "permissions": ["finance.view"], "days": 7},
        headers=person.headers,
    )
    assert wider.status_code == 422
    secret, _ = await _token(office, person, ["contacts.view", "contacts.edit"])
    async with unit(office.identity) as ctx:
        await members.change_role(ctx, person.identity.actor.user_id, "viewer")
    me = (await _me(client, bearer(secret))).json()
    assert me["permissions"] == ["contacts.view"]


async def test_a_program_cannot_make_tokens_for_itself(client, office, accounts):
    person = await join(office.identity, "admin")
    secret, _ = await _token(office, person, ["core.view"])
    wanted = {"name": "again", "permissions": ["core.view"]}
    for headers in (bearer(secret), basic("olga", "owner-pass-of-the-tests")):
        answer = await client.post("/v1/admin/tokens", json=wanted, headers=headers)
        assert answer.status_code == 403


async def test_an_expired_token_and_an_unknown_one_read_the_same(client, office):
    from datetime import timedelta

    person = await join(office.identity, "admin")
    office.clock.advance(timedelta(days=-400))
    secret, _ = await _token(office, person, ["core.view"], days=30)
    answers = [await _me(client, bearer(secret)), await _me(client, bearer("cln_unknown"))]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


async def test_somebody_elses_token_can_only_be_revoked_by_who_manages_people(client, office):
    mine, other = await join(office.identity, "dispatcher"), await join(office.identity, "viewer")
    _, token = await _token(office, mine, ["core.view"])
    path = f"/v1/admin/tokens/{token.id}"
    assert (await client.delete(path, headers=other.headers)).status_code == 404
    admin = await join(office.identity, "admin")
    assert (await client.delete(path, headers=admin.headers)).status_code == 204


async def test_a_cookie_reads_with_the_cookie_alone_and_writes_with_the_token(client, office):
    person = await join(office.identity, "dispatcher")
    me = await _me(client, person.cookie)
    assert me.status_code == 200
    token = me.json()["csrf_token"]
    refused = await client.post(CLIENTS, json={"name": "X"}, headers=person.cookie)
    assert refused.status_code == 403
    assert "X-CSRF-Token" in refused.json()["detail"]
    headers = person.cookie | {"x-csrf-token": token, "origin": HOST}
    assert (await client.post(CLIENTS, json={"name": "X"}, headers=headers)).status_code == 201


@pytest.mark.parametrize(
    "cookie", ["", "session=", "session=abc", "session=" + "x" * 5000, "a=\x01"]
)
async def test_a_broken_or_unknown_cookie_is_nobody(client, office, cookie):
    answer = await client.get("/session", headers={"cookie": cookie})
    assert answer.status_code == 401
    assert "Basic" not in answer.headers["www-authenticate"]
