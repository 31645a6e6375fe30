"""A real Caddy with the production file, on loopback: HTTPS, files, proxying, websockets, headers."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from cleaning_app.settings import ROOT
from tests.api.serving import free_port, serving
from tests.ops.commands import environment, run, run_beside

CADDY = Path(sys.executable).parent / "caddy"
OWN_POLICY = "default-src 'self'"


async def _seen(request: Request) -> Response:
    return JSONResponse(dict(request.headers))


async def _page(_: Request) -> Response:
    return HTMLResponse("<html>", headers={"Content-Security-Policy": OWN_POLICY})


async def _echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text('0{"sid":"x"}')
    await socket.receive_text()
    await socket.send_text("40/_event,{}")
    await socket.receive_text()
    await socket.send_text('42/_event,["event",{}]')
    await socket.close()


async def _moved(request: Request) -> Response:
    return RedirectResponse(request.url.replace(path="/moved/"))


APP = Starlette(
    routes=[
        Route("/moved", _moved),
        Route("/reference", _page),
        Route("/v1/seen", _seen),
        WebSocketRoute("/_event/", _echo),
        Route("/{path:path}", _page),
    ]
)


@dataclass
class Site:
    """Where Caddy listens, and the authority it signed its certificates with."""

    https: int
    http: int
    authority: Path

    def client(self) -> httpx.AsyncClient:
        trusted = ssl.create_default_context(cafile=str(self.authority))
        return httpx.AsyncClient(verify=trusted, headers={"Accept-Encoding": "br, gzip"})

    def url(self, path: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.https}{path}"

    async def get(self, path: str, host: str = "localhost", **headers: str) -> httpx.Response:
        """GET as if `host` were in DNS."""
        async with self.client() as client:
            return await client.get(
                self.url(path, "127.0.0.1"),
                headers={"Host": f"{host}:{self.https}", **headers},
                extensions={"sni_hostname": host},
            )


@asynccontextmanager
async def caddy(folder: Path, upstream: str) -> AsyncIterator[Site]:
    frontend = folder / "srv"
    (frontend / "assets").mkdir(parents=True)
    (frontend / "assets" / "page-4f2a.js").write_text("plain")
    (frontend / "assets" / "page-4f2a.js.br").write_bytes(b"packed")
    (frontend / "theme.js").write_text("theme")
    (frontend / "sw.js").write_text("worker")
    (frontend / "manifest.json").write_text("{}")
    http_port, https_port = free_port(), free_port()
    process = await asyncio.create_subprocess_exec(
        *(CADDY, "run", "--config", ROOT / "deploy" / "Caddyfile", "--adapter", "caddyfile"),
        env=environment(
            DOMAIN="localhost",
            HTTP_PORT=str(http_port),
            HTTPS_PORT=str(https_port),
            PLAIN_PORT=str(free_port()),
            APP_HOST="127.0.0.1",
            APP_PORT=upstream.rpartition(":")[2],
            FRONTEND=str(frontend),
            XDG_DATA_HOME=str(folder),
            XDG_CONFIG_HOME=str(folder),
        ),
        stderr=asyncio.subprocess.DEVNULL,
    )
    site = Site(https_port, http_port, folder / "caddy/pki/authorities/local/root.crt")
    try:
        for _ in range(200):
            try:
                await site.get("/theme.js")
                await site.get("/v1/seen", "api.localhost")
                break
            except (httpx.TransportError, FileNotFoundError, ssl.SSLError):
                await asyncio.sleep(0.1)
        yield site
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def site(tmp_path) -> AsyncIterator[Site]:
    async with serving(APP) as upstream, caddy(tmp_path, upstream) as found:
        yield found


def test_caddy_finds_the_file_valid():
    file = ROOT / "deploy" / "Caddyfile"
    outcome = run(
        *(CADDY, "validate", "--config", file, "--adapter", "caddyfile"), DOMAIN="example.test"
    )
    assert outcome.returncode == 0, outcome.stderr


async def test_files_come_from_disk_packed_and_for_good(site):
    hashed = await site.get("/assets/page-4f2a.js")
    assert hashed.headers["content-encoding"] == "br"
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    named = await site.get("/theme.js")
    assert named.text == "theme"
    assert "must-revalidate" in named.headers["cache-control"]
    again = await site.get("/theme.js", **{"If-None-Match": named.headers["etag"]})
    assert again.status_code == 304


async def test_the_phones_worker_is_asked_for_anew_and_may_fetch_our_own_files(site):
    worker = await site.get("/sw.js?build=4f2a&pages=today")
    assert worker.text == "worker"
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["content-type"].startswith("text/javascript")
    policy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
    assert worker.headers["content-security-policy"] == policy
    again = await site.get("/sw.js", **{"If-None-Match": worker.headers["etag"]})
    assert again.status_code == 304
    manifest = await site.get("/manifest.json")
    assert manifest.headers["content-type"].startswith("application/json")
    assert manifest.headers["cache-control"] == "public, max-age=300, must-revalidate"
    assert "connect-src" not in manifest.headers["content-security-policy"]


async def test_everything_else_is_the_apps(site):
    page = await site.get("/bookings")
    assert page.text == "<html>"
    assert page.headers["content-security-policy"] == OWN_POLICY
    assert (await site.get("/assets/gone.js")).headers["content-type"].startswith("text/html")
    assert (await site.get("/v1/seen", "api.localhost")).status_code == 200


@pytest.mark.parametrize("path", ["/bookings", "/theme.js", "/v1/seen"])
async def test_every_answer_carries_the_guards(site, path):
    headers = (await site.get(path)).headers
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["content-security-policy"]
    assert "server" not in headers


async def test_the_app_sees_the_callers_own_address_and_no_other(site):
    seen = (await site.get("/v1/seen", **{"X-Forwarded-For": "6.6.6.6"})).json()
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "https"
    assert json.dumps(seen).count("6.6.6.6") == 0


async def test_a_redirect_of_the_apps_stays_on_https(site):
    moved = await site.get("/moved")
    assert moved.headers["location"] == site.url("/moved/")


async def test_plain_http_is_sent_to_https(site):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://localhost:{site.http}/bookings")
    assert answer.status_code == 308
    assert answer.headers["location"].startswith("https://localhost")


async def test_the_websocket_goes_through(site):
    code, output = await run_beside(
        *(sys.executable, "deploy/smoke_event.py", site.url("")), SSL_CERT_FILE=str(site.authority)
    )
    assert (code, output) == (0, "")
