"""The first organisation: opened once, by whoever may, and never half."""

from __future__ import annotations

import asyncio
import re

import pytest
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from cleaning_app import api, cookies, db
from cleaning_app.services import organisations, sessions
from tests.api.conftest import HOST, PASSWORD, client_of

FORM = {
    "organisation": "Élan Cleaning Co.",
    "timezone": "America/Edmonton",
    "name": "Priya Nair",
    "email": "Priya@Elan.test",
    "password": PASSWORD,
}
HOME = {"origin": HOST}


@pytest.fixture
async def empty(clean_database):
    yield
    await db.dispose()


async def test_the_first_owner_is_signed_in_to_a_fresh_organisation(client, empty):
    answer = await client.post("/setup", data=FORM, headers=HOME)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    token = cookies.session_token(answer.headers["set-cookie"].partition(";")[0])
    who = await sessions.identify(token)
    assert (who.org.slug, who.actor.role) == ("elan-cleaning-co", "owner")


async def test_a_second_organisation_cannot_be_opened_this_way(client, empty):
    await client.post("/setup", data=FORM, headers=HOME)
    answer = await client.post(
        "/setup", data=FORM | {"organisation": "Mine", "email": "eve@evil.test"}, headers=HOME
    )
    assert answer.headers["location"] == "/sign-in"
    assert "set-cookie" not in answer.headers


async def test_of_eight_browsers_at_once_one_opens_it(client, empty):
    answers = await asyncio.gather(
        *(
            client.post(
                "/setup",
                data=FORM | {"organisation": f"Company {n}", "email": f"p{n}@elan.test"},
                headers=HOME,
            )
            for n in range(8)
        )
    )
    where = sorted(answer.headers["location"] for answer in answers)
    assert where == ["/"] + ["/sign-in"] * 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "password1234"},
        {"email": "nobody"},
        {"name": ""},
        {"organisation": ""},
        {"timezone": "Mars/Olympus"},
    ],
)
async def test_a_refusal_leads_back_to_the_field_and_opens_nothing(client, empty, wrong):
    [field] = wrong
    answer = await client.post("/setup", data=FORM | wrong, headers=HOME)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/setup?error={field}"
    assert not await organisations.any_exist()
    page = await client.get(answer.headers["location"])
    assert 'role="alert"' in page.text


async def test_the_form_is_there_until_it_has_been_used(client, empty):
    page = await client.get("/setup")
    assert page.status_code == 200
    assert re.search(r'<form [^>]*method="post" action="/setup"', page.text)
    assert page.text.count("<script") == 1  # the theme, from a file of ours
    assert 'name="code"' not in page.text
    lost = await client.post("/session", data={"login": "a", "password": "b"}, headers=HOME)
    assert lost.headers["location"] == "/setup"
    await client.post("/setup", data=FORM, headers=HOME)
    assert (await client.get("/setup")).headers["location"] == "/sign-in"


async def test_the_sign_in_page_leads_there_until_then(empty):
    app = api.create()
    app.router.routes.append(Mount("", PlainTextResponse("the sign-in page")))
    async with client_of(app) as client:
        lost = await client.get("/sign-in/?next=/invoices")
        assert lost.headers["location"] == "/setup"
        await client.post("/setup", data=FORM, headers=HOME)
        assert (await client.get("/sign-in/")).text == "the sign-in page"


async def test_the_address_cannot_put_words_on_the_page(client, empty):
    page = await client.get("/setup?error=<b>Call+555-0100</b>")
    assert "555" not in page.text


async def test_in_production_it_takes_the_set_up_code(client, empty, setting):
    setting(app_env="prod", owner_basic_password=SecretStr("the-set-up-code-of-the-tests"))
    for code in ("", "wrong"):
        refused = await client.post("/setup", data=FORM | {"code": code}, headers=HOME)
        assert refused.status_code == 403
    assert not await organisations.any_exist()
    code = {"code": "the-set-up-code-of-the-tests"}
    assert (await client.post("/setup", data=FORM | code, headers=HOME)).status_code == 303


async def test_another_site_cannot_set_a_visitor_up(client, empty):
    answer = await client.post("/setup", data=FORM, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not await organisations.any_exist()
