"""What surrounds every request: ids, log lines, headers, size, callers behind proxies, faults."""

from __future__ import annotations

import io
import json
import re
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from cleaning_app import api, client_address, logs
from cleaning_app.api import content_policy
from cleaning_app.api.middleware.body_size import DEFAULT_BYTES
from cleaning_app.settings import get_settings
from tests.api.conftest import HOST, PASSWORD, client_of, join


async def test_a_plausible_request_id_is_kept_and_any_other_replaced(client):
    kept = await client.get("/session", headers={"x-request-id": "order-7f3a-2026"})
    assert kept.headers["x-request-id"] == kept.json()["request_id"] == "order-7f3a-2026"
    for odd in ("short", "x" * 65, "has space in it", 'quote"injected', "läuft-nicht-0"):
        answer = await client.get("/session", headers={"x-request-id": odd.encode("latin-1")})
        assert UUID(answer.headers["x-request-id"]).version == 7


async def test_a_refusal_is_a_problem_document(client):
    answer = await client.get("/v1/admin/clients")
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "request_id", "errors"}
    assert body["status"] == 401
    assert body["type"] == "/reference#unauthenticated"


async def test_a_person_following_a_link_gets_a_page_instead(client):
    answer = await client.get(
        "/v1/admin/clients.csv", headers={"accept": "text/html,application/xhtml+xml"}
    )
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert ">Sign in first</h1>" in answer.text


async def test_unknown_addresses_and_methods_are_problems_too(client):
    missing = await client.get("/v1/nothing/here")
    assert (missing.status_code, missing.json()["title"]) == (404, "Not Found")
    wrong = await client.delete("/v1/admin/clients")
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET, HEAD, POST"


async def test_every_answer_says_what_browsers_may_do_with_it(client, office):
    for path in ("/healthz", "/reference", "/v1/admin/clients", "/openapi.json"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "strict-transport-security" not in headers


async def test_the_dashboards_pages_run_our_scripts_only(setting, tmp_path, monkeypatch):
    page = tmp_path / "index.html"
    page.write_text("<script>start()</script><script src='/a.js'></script>")
    hashes = content_policy._hashes(tmp_path, content_policy._stamp(tmp_path))
    # printf 'start()' | openssl dgst -sha256 -binary | base64
    assert hashes == ("'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='",)
    policy = content_policy._policy(hashes, "https://cdn.office.test/static")
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert script == f"script-src 'self' https://cdn.office.test 'unsafe-eval' {hashes[0]}"
    assert "default-src 'none'" in policy


def test_tiles_come_from_their_own_servers_and_only_when_there_are_some():
    def pictures(tiles: str | None) -> str:
        policy = content_policy._policy((), None, tiles)
        return next(part for part in policy.split("; ") if part.startswith("img-src"))

    assert pictures(None) == "img-src 'self' data: blob:"
    assert pictures("https://{s}.tiles.test/{z}/{x}/{y}.png?key=1").endswith(
        " https://*.tiles.test"
    )
    assert pictures("http://localhost:8080/{z}/{x}/{y}.png").endswith(" http://localhost:8080")


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(client, office):
    person = await join(office.identity, "owner")
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 50 * DEFAULT_BYTES:
            sent += 65_536
            yield b" " * 65_536

    announced = await client.post(
        "/v1/admin/clients", content=b" " * (DEFAULT_BYTES + 1), headers=person.headers
    )
    assert announced.status_code == 413
    assert announced.json()["max_bytes"] == DEFAULT_BYTES
    streamed = await client.post(
        "/v1/admin/clients",
        content=endless(),
        headers=person.headers | {"content-type": "application/json"},
    )
    assert streamed.status_code == 413
    assert sent <= DEFAULT_BYTES + 2 * 65_536


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b'"name"', 422),
        (b'{"name": "x", "extra": 1}', 422),
        (b'{"name": 7}', 422),
        (b'{"name": "x", "is_company": "yes"}', 422),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "a\\u0000b"}', 201),
        (b'{"name": "' + b"x" * 201 + b'"}', 422),
        (b'{"name": null}', 422),
        (b"[" * 100_000, 400),
        ('{"name": "=HYPERLINK(1) <script>alert(1)</script> \u202eEvil"}'.encode(), 201),
    ],
)
async def test_odd_bodies_are_refused_in_words(client, office, body, status):
    person = await join(office.identity, "owner")
    answer = await client.post(
        "/v1/admin/clients",
        content=body,
        headers=person.headers | {"content-type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    if status != 201:
        assert answer.json()["detail"]
        assert "xxxxx" not in answer.text


async def test_a_fault_of_ours_tells_the_caller_nothing_but_the_request_id(setting):
    async def broken(_request: Request):
        raise RuntimeError("SELECT secret FROM users WHERE password = 'hunter2'")

    app = api.create()
    app.router.routes.insert(0, Route("/broken", broken))
    async with client_of(app) as client:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert not re.search("SELECT|hunter2|RuntimeError|Traceback", answer.text)


async def test_a_fault_in_the_dashboard_below_is_caught_by_the_same_layer(setting):
    async def broken(scope, receive, send):
        raise RuntimeError("secret")

    app = api.create()
    app.router.routes.append(Mount("", broken))
    async with client_of(app) as client:
        answer = await client.get("/schedule")
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("trusted", "hops", "forwarded", "seen"),
    [
        (False, 1, "203.0.113.5", "10.0.0.1"),
        (True, 1, "203.0.113.5", "203.0.113.5"),
        (True, 1, "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        (True, 2, "1.2.3.4, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (True, 2, "203.0.113.5", "10.0.0.1"),
        (True, 1, "", "10.0.0.1"),
        (True, 1, "not an address", "10.0.0.1"),
        (True, 1, "203.0.113.5:4711", "203.0.113.5"),
        (True, 1, "[2001:db8::1]:4711", "2001:db8::1"),
        (True, 1, "2001:db8::1", "2001:db8::1"),
        (True, 0, "203.0.113.5", "10.0.0.1"),
    ],
)
def test_the_caller_is_whom_our_own_proxies_saw(setting, trusted, hops, forwarded, seen):
    setting(trust_proxy_headers=trusted, trusted_proxy_hops=hops)
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"client": ("10.0.0.1", 5), "headers": headers}
    assert client_address.of(scope) == seen


async def test_limits_count_the_client_behind_the_proxy_not_the_proxy(door, office, setting):
    setting(trust_proxy_headers=True, trusted_proxy_hops=1, rate_limit_per_minute=2)
    form = {"login": "a@office.test", "password": "wrong password here"}
    async with client_of(door, "10.0.0.1") as proxy:
        for n in range(3):
            same = await proxy.post(
                "/session", data=form, headers={"x-forwarded-for": f"9.9.9.{n}, 203.0.113.5"}
            )
        assert same.status_code == 429
        other = await proxy.post("/session", data=form, headers={"x-forwarded-for": "203.0.113.6"})
        assert other.status_code == 303


async def test_the_access_line_says_who_did_what_without_personal_data(client, office):
    person = await join(office.identity, "owner")
    lines = io.StringIO()
    logs.configure(get_settings(), stream=lines)
    await client.get("/v1/admin/clients?search=gwen@abbott.test", headers=person.cookie)
    await client.post(
        "/session",
        data={"login": person.login, "password": PASSWORD},
        headers={"origin": HOST},
    )
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    access = [line for line in written if line["message"] == "request"]
    assert [line["path"] for line in access] == ["/v1/admin/clients", "/session"]
    first = access[0]
    assert first["status_code"] == 200
    assert first["org_id"] == str(office.identity.org.id)
    assert first["user_id"] == str(person.identity.actor.user_id)
    assert first["role"] == "owner"
    assert UUID(first["request_id"])
    assert first["latency_ms"] > 0
    text = lines.getvalue()
    assert "gwen" not in text
    assert person.login not in text
    assert PASSWORD not in text


async def test_plain_answers_of_a_mounted_app_pass_through_unchanged():
    app = api.create()
    app.router.routes.append(Mount("", PlainTextResponse("the dashboard")))
    async with client_of(app) as client:
        answer = await client.get("/invoices")
    assert answer.text == "the dashboard"
    assert isinstance(app, Starlette)
