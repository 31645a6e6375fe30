"""The sign-in form: the cookie it sets, what it refuses, and what it never tells."""

from __future__ import annotations

import re

import httpx
import pytest

from cleaning_app import cookies
from cleaning_app.services import sessions
from tests.api.conftest import HOST, PASSWORD, join

HOME = {"origin": HOST, "sec-fetch-site": "same-origin"}


async def _post(client: httpx.AsyncClient, login: str, password: str, **more: str):
    form = {"login": login, "password": password, "next": more.pop("next", "")}
    return await client.post("/session", data=form, headers=HOME | more)


@pytest.fixture
async def owner(office):
    return await join(office.identity, "owner")


async def test_the_right_password_sets_a_cookie_scripts_cannot_read(client, owner):
    answer = await _post(client, owner.login, PASSWORD, next="/invoices?status=overdue")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/invoices?status=overdue"
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(
        r"session=[\w-]{43}; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax", cookie
    )
    token = cookies.session_token(cookie.partition(";")[0])
    who = await sessions.identify(token)
    assert who.actor.role == "owner"


async def test_in_production_the_cookie_is_bound_to_https_and_this_host(client, owner, setting):
    setting(app_env="prod")
    answer = await _post(client, owner.login, PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "; Secure" in cookie
    assert "Domain" not in cookie
    assert "max-age=63072000" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "next_path",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "javascript:alert(1)",
        "http:evil.test",
        "/%0d%0aSet-Cookie: a=b\r\nX: y",
        "",
        "bookings",
        "///evil.test",
        "/.//evil.test\n",
    ],
)
async def test_next_never_leads_to_another_site(client, owner, next_path):
    answer = await _post(client, owner.login, PASSWORD, next=next_path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


async def test_an_unknown_account_and_a_wrong_password_read_the_same_through_the_lock(
    client, owner
):
    answers = {}
    for login in (owner.login, "nobody@office.test"):
        answers[login] = [
            (answer.status_code, answer.headers["location"], answer.content)
            for answer in [await _post(client, login, "wrong password here") for _ in range(7)]
        ]
    known, unknown = answers.values()
    assert known == unknown
    assert [where for _, where, _ in known] == [
        *["/sign-in?error=wrong"] * 4,
        *["/sign-in?error=locked"] * 3,
    ]


async def test_a_locked_account_stays_shut_for_the_right_password(client, owner):
    for _ in range(5):
        await _post(client, owner.login, "wrong password here")
    answer = await _post(client, owner.login, PASSWORD)
    assert answer.headers["location"] == "/sign-in?error=locked"
    assert "set-cookie" not in answer.headers


async def test_the_password_is_never_sent_back(client, owner):
    answer = await _post(client, owner.login, "hunter-two-and-three", next="/bookings")
    assert answer.headers["location"] == "/sign-in?error=wrong&next=/bookings"
    assert "hunter" not in str(answer.headers) + answer.text


async def test_another_site_cannot_sign_a_visitor_in(client, owner):
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}):
        form = {"login": owner.login, "password": PASSWORD}
        answer = await client.post("/session", data=form, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_a_browser_that_signs_in_again_leaves_its_old_session_behind(client, owner):
    answer = await _post(client, owner.login, PASSWORD, cookie=owner.cookie["cookie"])
    assert answer.status_code == 303
    assert await sessions.identify(owner.token) is None


async def test_somebody_with_a_temporary_password_is_led_to_change_it(client, office, owner):
    from cleaning_app.db import unit
    from cleaning_app.services import members

    async with unit(owner.identity) as ctx:
        await members.reset_password(ctx, owner.identity.actor.user_id, "temporary harbour 77")
    answer = await _post(client, owner.login, "temporary harbour 77", next="/invoices")
    assert answer.headers["location"] == "/account"
    cookie = answer.headers["set-cookie"].partition(";")[0]
    refused = await client.get("/session", headers={"cookie": cookie})
    assert refused.status_code == 403
    assert "temporary" in refused.json()["detail"]


async def test_too_many_tries_from_one_address_are_told_which_limit_and_for_how_long(
    client, office, setting
):
    setting(rate_limit_per_minute=3)
    for n in range(3):
        await _post(client, f"somebody{n}@office.test", "wrong password here")
    answer = await _post(client, "somebody9@office.test", "wrong password here")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.json()["limit"] == "RATE_LIMIT_PER_MINUTE"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"login=a&password=" + b"x" * 17_000, "application/x-www-form-urlencoded", 413),
        (b"login=a&password=" + b"x" * 1_001, "application/x-www-form-urlencoded", 400),
        (b'{"login":"a"}', "application/json", 400),
        (b"login=%ff%00&password=%00", "application/x-www-form-urlencoded", 303),
    ],
)
async def test_an_odd_form_is_refused_in_words(client, office, body, kind, status):
    answer = await client.post("/session", content=body, headers=HOME | {"content-type": kind})
    assert answer.status_code == status


async def test_signing_out_ends_the_session_and_clears_the_cookie(client, owner):
    answer = await client.post("/session/end", headers=HOME | owner.cookie)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert await sessions.identify(owner.token) is None
    assert (await client.get("/session", headers=owner.cookie)).status_code == 401


async def test_another_site_cannot_sign_a_visitor_out(client, owner):
    answer = await client.post(
        "/session/end", headers=owner.cookie | {"sec-fetch-site": "same-site"}
    )
    assert answer.status_code == 403
    assert await sessions.identify(owner.token) is not None


async def test_switching_needs_a_place_in_the_other_organisation(client, new_office):
    home, elsewhere = await new_office("Home"), await new_office("Elsewhere")
    person = await join(home.identity, "owner")
    form = {"organisation": str(elsewhere.identity.org.id)}
    answer = await client.post("/session/organisation", data=form, headers=person.cookie)
    assert answer.status_code == 404
    assert await sessions.identify(person.token) is not None
    answer = await client.post("/session/organisation", data={"organisation": "x"},
                               headers=person.cookie)  # fmt: skip
    assert answer.status_code == 404
