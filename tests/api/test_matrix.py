"""Every route, as everybody: what a role gets follows from what the route declares, and nothing else.

Generated from the registry, so a route that forgets to declare what it needs fails here, and one
that is added is tested without anybody remembering to.
"""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from cleaning_app import db, rate_limits
from cleaning_app.api.endpoint import Endpoint
from cleaning_app.api.routes import ENDPOINTS
from cleaning_app.db import unit
from cleaning_app.permissions import ROLES
from cleaning_app.services import organisations, sessions
from tests.api.conftest import Person, client_of, join

OPEN = {
    "GET /calendar/{token}.ics",
    "GET /card/{token}",
    "GET /card/{token}/back",
    "GET /card/{token}/done",
    "GET /deposit/{token}",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /openapi.json",
    "GET /pay/{token}",
    "GET /pay/{token}/pdf",
    "GET /reference",
    "GET /save-card/{token}",
    "GET /save-card/{token}/done",
    "GET /save-card/{token}/go",
    "GET /setup",
    "POST /session",
    "POST /session/end",
    "POST /session/organisation",
    "POST /setup",
    "POST /v1/webhooks/stripe",
}
"""All that anybody may call. Growing this list is a decision."""

GUARDED = [endpoint for endpoint in ENDPOINTS if not endpoint.open]
ROLE_NAMES = tuple(ROLES)


def test_only_these_routes_are_open():
    assert {f"{e.method} {e.path}" for e in ENDPOINTS if e.open} == OPEN


def test_every_guarded_route_but_who_am_i_needs_a_permission():
    without = [e.path for e in GUARDED if not e.needs]
    assert without == ["/session"]


@pytest.fixture(scope="module")
async def cast(database_urls):
    """One person of every role in one organisation, and the owner of another."""
    here = await organisations.create(f"here-{uuid4().hex[:8]}", "Here")
    there = await organisations.create(f"there-{uuid4().hex[:8]}", "There")
    people = {role: await join(here, role) for role in ROLE_NAMES}
    people["stranger"] = await join(there, "owner")
    yield people
    await db.dispose()


async def _ask(door, endpoint: Endpoint, person: Person | None, **headers: str) -> httpx.Response:
    """The emptiest request the route could get: refusals must come before anything is looked at."""
    rate_limits.reset()
    path = endpoint.path.replace("{id}", str(uuid4()))
    own = person.headers if person else {}
    async with client_of(door) as client:
        return await client.request(endpoint.method, path, headers=own | headers)


def _is_refused(answer: httpx.Response) -> bool:
    return answer.status_code in {401, 403}


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda e: f"{e.method} {e.path}")
async def test_a_role_passes_exactly_where_the_route_says(door, cast, endpoint: Endpoint):
    assert (await _ask(door, endpoint, None)).status_code == 401
    for role in ROLE_NAMES:
        answer = await _ask(door, endpoint, cast[role])
        allowed = endpoint.allows(ROLES[role])
        assert _is_refused(answer) is not allowed, (role, answer.status_code, answer.text)
        if not allowed:
            assert answer.status_code == 403
            assert answer.headers["content-type"] == "application/problem+json"
        assert answer.status_code < 500


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda e: f"{e.method} {e.path}")
async def test_nobody_acts_in_another_organisation_by_naming_it(door, cast, endpoint: Endpoint):
    slug = cast["owner"].identity.org.slug
    answer = await _ask(door, endpoint, cast["stranger"], **{"x-organisation": slug})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "endpoint", [e for e in GUARDED if e.writes], ids=lambda e: f"{e.method} {e.path}"
)
async def test_a_write_with_a_cookie_needs_the_token_and_our_origin(door, cast, endpoint: Endpoint):
    owner: Person = cast["owner"]
    for forged in (
        {"x-csrf-token": ""},
        {"x-csrf-token": cast["admin"].headers["x-csrf-token"]},
        {"origin": "https://evil.test"},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = await _ask(door, endpoint, owner, **forged)
        assert answer.status_code == 403, forged


async def _switch(identity, key: str, on: bool) -> None:
    async with unit(identity) as ctx:
        await ctx.session.execute(
            text(
                "INSERT INTO organisation_modules (org_id, key, enabled) VALUES (:org, :key, :on)"
                " ON CONFLICT (org_id, key) DO UPDATE SET enabled = :on"
            ),
            {"org": identity.org.id, "key": key, "on": on},
        )
    sessions._remembered.clear()


MODULES = sorted({key for endpoint in GUARDED for key in endpoint.modules})


@pytest.mark.parametrize("key", MODULES)
async def test_what_is_switched_off_is_refused_by_name_and_nothing_else_is(door, cast, key):
    stranger: Person = cast["stranger"]
    await _switch(stranger.identity, key, False)
    try:
        for endpoint in (e for e in GUARDED if e.allows(ROLES["owner"])):
            answer = await _ask(door, endpoint, stranger)
            assert _is_refused(answer) is (key in endpoint.modules), endpoint.path
            if key in endpoint.modules:
                assert answer.json()["module"] == key
    finally:
        await _switch(stranger.identity, key, True)
