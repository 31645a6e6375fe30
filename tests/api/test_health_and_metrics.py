"""What probes and scrapers see, with the database well, slow, gone and back."""

from __future__ import annotations

import asyncio
import re
import time

import psycopg
import pytest
from pydantic import SecretStr

from cleaning_app import db
from cleaning_app.services import database_metrics, health
from cleaning_app.settings import get_settings
from tests import databases
from tests.api.conftest import join
from tests.api.serving import free_port

TOKEN = "metrics-token-for-the-tests-0123456789"


@pytest.fixture
def database_at(monkeypatch):
    """Point the product at another address, and back again afterwards."""

    def move(url: str) -> None:
        monkeypatch.setattr(get_settings(), "database_url", SecretStr(url))
        db.engine.cache_clear()
        health._last = None

    yield move
    monkeypatch.undo()
    db.engine.cache_clear()
    health._last = None


@pytest.fixture(autouse=True)
def forget_last_look():
    health._last = None
    database_metrics._read_at = -100.0


async def test_ready_with_the_revision_of_both_sides(client, office):
    for path in ("/healthz", "/readyz"):
        answer = await client.get(path)
        assert answer.status_code == 200
        body = answer.json()
        assert body["status"] == "ready"
        assert body["db_connected"] is True
        assert body["migrations_current"] is True
        assert body["current_revision"] == body["expected_revision"] != ""
        assert "error" not in body


async def test_a_dead_port_is_unhealthy_within_two_seconds(client, office, database_at):
    database_at(f"postgresql://x:y@127.0.0.1:{free_port()}/z")
    started = time.perf_counter()
    answer = await client.get("/healthz")
    took = time.perf_counter() - started
    print(f"dead port: {took * 1000:.0f} ms")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unhealthy"
    assert answer.json()["db_connected"] is False
    assert answer.json()["error"] == "The database can't be reached."
    assert took < 2


async def test_a_server_that_accepts_and_says_nothing_is_unhealthy_within_two_seconds(
    client, office, database_at
):
    async def hang(_reader, writer):
        await asyncio.sleep(30)
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database_at(f"postgresql://x:y@127.0.0.1:{port}/z")
    started = time.perf_counter()
    answers = await asyncio.gather(*(client.get("/healthz") for _ in range(20)))
    took = time.perf_counter() - started
    print(f"hanging server, 20 probes: {took * 1000:.0f} ms")
    server.close()
    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json()["error"] == "The database does not answer."
    assert took < 2


async def test_a_database_without_our_tables_says_so(client, office, database_at, server):
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare OWNER cleaning_owner TEMPLATE template0")
    try:
        database_at(databases.urls_of("bare").owner.replace("+psycopg", ""))
        answer = await client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["db_connected"] is True
        assert answer.json()["migrations_current"] is False
    finally:
        databases.drop(server, "bare")


async def test_a_request_while_the_database_is_away_is_503_and_the_next_one_works(
    client, office, database_at, monkeypatch
):
    person = await join(office.identity, "owner")
    assert (await client.get("/v1/admin/clients", headers=person.cookie)).status_code == 200
    await db.dispose()
    database_at(f"postgresql://x:y@127.0.0.1:{free_port()}/z")
    away = await client.get("/v1/admin/clients", headers=person.cookie)
    assert away.status_code == 503
    assert away.headers["content-type"] == "application/problem+json"
    assert int(away.headers["retry-after"]) > 0
    assert not re.search("psycopg|SELECT|Traceback|127.0.0.1", away.text)
    monkeypatch.undo()
    db.engine.cache_clear()
    assert (await client.get("/v1/admin/clients", headers=person.cookie)).status_code == 200


async def test_connections_killed_under_the_pool_cost_no_request(
    client, office, server, clean_database
):
    person = await join(office.identity, "owner")
    everything = databases.superuser_conninfo(server, databases.name_of(clean_database))
    with psycopg.connect(everything, autocommit=True) as connection:
        for _ in range(5):
            assert (await client.get("/v1/admin/clients", headers=person.cookie)).status_code == 200
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'cleaning-app' AND datname = current_database()"
            )


async def test_metrics_are_not_there_unless_switched_on(client, office, setting):
    setting(metrics_enabled=False, metrics_token=SecretStr(TOKEN))
    answer = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "header", [None, "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer", f"Bearer {TOKEN}x"]
)
async def test_metrics_need_the_token_in_the_header(client, office, setting, header):
    setting(metrics_enabled=True, metrics_token=SecretStr(TOKEN))
    headers = {"authorization": header} if header else {}
    answer = await client.get(f"/metrics?token={TOKEN}", headers=headers)
    assert answer.status_code == 401


async def test_metrics_count_requests_by_template_and_read_the_outbox(client, office, setting):
    setting(metrics_enabled=True, metrics_token=SecretStr(TOKEN))
    person = await join(office.identity, "owner")
    for n in range(3):
        await client.get(f"/v1/admin/clients/{n}", headers=person.cookie)
    async with office.unit() as ctx:
        from cleaning_app.services import outbox

        await outbox.queue(ctx, "email", {"template": "x"}, dedupe_key="x")
    answer = await client.get("/metrics", headers={"authorization": f"bearer {TOKEN}"})
    assert answer.status_code == 200
    text = answer.text
    counted = re.search(
        r'http_requests_total\{method="GET",path="/v1/admin/clients/\{id\}",status="404"\} (\d+)',
        text,
    )
    assert counted is not None
    assert int(float(counted[1])) >= 3
    assert "http_request_duration_seconds_bucket" in text
    assert "http_5xx_errors_total" in text
    assert re.search(r"^outbox_depth 1\.0$", text, re.M)
    assert re.search(r"^database_up 1\.0$", text, re.M)
    assert "/clients/0" not in text


async def test_metrics_are_still_served_without_the_database(client, office, setting, database_at):
    setting(metrics_enabled=True, metrics_token=SecretStr(TOKEN))
    database_at(f"postgresql://x:y@127.0.0.1:{free_port()}/z")
    answer = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert re.search(r"^database_up 0\.0$", answer.text, re.M)
