"""The smoke test passes where a dashboard answers and fails at each thing that is broken."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests.api.serving import free_port, serving
from tests.ops.commands import run_beside

SIGN_IN = {"ADMIN_BASIC_USERNAME": "admin", "ADMIN_BASIC_PASSWORD": "it's a long password"}


class Dashboard:
    """A server that answers as the dashboard does, with one thing wrong when asked for."""

    def __init__(self, wrong: str = "") -> None:
        self.wrong = wrong
        self.app = Starlette(
            routes=[
                Route("/healthz", self.health),
                Route("/reference", self.page),
                Route("/", self.page),
                Route("/v1/admin/queue/dlq", self.dead_letters),
                WebSocketRoute("/_event/", self.events),
            ]
        )

    async def health(self, _: Request) -> Response:
        if self.wrong == "health":
            return Response('{"status":"unhealthy","error":"away"}', 503)
        return Response('{"status":"ready","db_connected":true}')

    async def page(self, _: Request) -> Response:
        return HTMLResponse("<html>", 500 if self.wrong == "front page" else 200)

    async def dead_letters(self, request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("Basic "):
            return Response(status_code=401)
        dead = 3 if self.wrong == "no dead letters" else 0
        counts = {"outbox_dead_count": dead, "export_dead_count": 0, "items": [], "total": dead}
        return JSONResponse(counts)

    async def events(self, socket: WebSocket) -> None:
        if self.wrong == "websocket refused":
            await socket.close()
            return
        await socket.accept()
        await socket.send_text('0{"sid":"x"}')
        assert await socket.receive_text() == "40/_event,"
        await socket.send_text('40/_event,{"sid":"y"}')
        assert "hydrate" in await socket.receive_text()
        await socket.send_text("2")
        assert await socket.receive_text() == "3"
        if self.wrong != "websocket event":
            await socket.send_text('42/_event,["event",{"delta":{}}]')
        await socket.close()


async def smoke(address: str, **changes: str) -> tuple[int, str]:
    return await run_beside(
        "deploy/smoke.sh", API_BASE_URL=address, WEB_BASE_URL=f"{address}/", **changes
    )


async def test_it_passes_where_everything_answers():
    async with serving(Dashboard().app) as address:
        code, output = await smoke(address, **SIGN_IN)
    assert code == 0, output
    assert output.count("ok  ") == 4


@pytest.mark.parametrize(
    "wrong", ["health", "front page", "websocket refused", "websocket event", "no dead letters"]
)
async def test_it_is_seen_to_fail(wrong):
    async with serving(Dashboard(wrong).app) as address:
        code, output = await smoke(address, **SIGN_IN)
    failed = [line for line in output.splitlines() if line.startswith("FAILED")]
    expected = "websocket event" if wrong == "websocket refused" else wrong
    assert code == 1
    assert [line.split("  ", 1)[1].split(":")[0] for line in failed] == [expected]


async def test_it_fails_where_nothing_listens():
    code, output = await smoke(f"http://127.0.0.1:{free_port()}")
    assert code == 1
    assert output.count("FAILED") == 3


async def test_dead_letters_are_skipped_without_credentials_and_no_password_is_shown():
    async with serving(Dashboard("no dead letters").app) as address:
        code, output = await smoke(address, ADMIN_BASIC_USERNAME="", ADMIN_BASIC_PASSWORD="")
        assert (code, "skipped no dead letters" in output) == (0, True)
        _, output = await smoke(address, **SIGN_IN)
    assert SIGN_IN["ADMIN_BASIC_PASSWORD"] not in output
