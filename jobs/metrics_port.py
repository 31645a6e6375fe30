"""The jobs process's own GET /metrics, on JOBS_METRICS_PORT, with METRICS_TOKEN."""

from __future__ import annotations

import asyncio

from cleaning_app import crypto, metrics
from cleaning_app.logs import get_logger
from cleaning_app.services import database_metrics
from cleaning_app.settings import get_settings

READ_SECONDS = 5.0

log = get_logger(__name__)


async def serve() -> None:
    """Answer until cancelled; returns at once when metrics are off or no port is set."""
    settings = get_settings()
    port = settings.jobs_metrics_port
    if port is None or not settings.metrics_enabled or settings.metrics_token is None:
        return
    try:
        server = await asyncio.start_server(_answer, settings.listen_host, port, limit=16_384)
    except OSError as error:
        # A second runner on this machine: it works all the same, unseen.
        log.warning("metrics are not served", port=port, reason=error.strerror)
        return
    async with server:
        await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(READ_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        writer.write(await _response(head.decode("latin-1")))
        await writer.drain()
    except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
        pass  # whoever asked went away or never asked properly
    finally:
        writer.close()


async def _response(head: str) -> bytes:
    first, *lines = head.split("\r\n")
    if first.split(" ")[:2] != ["GET", "/metrics"]:
        return _http("404 Not Found")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    scheme, _, token = headers.get("authorization", "").partition(" ")
    expected = get_settings().secret("metrics_token")
    if not (crypto.same(token.strip(), expected) & (scheme.lower() == "bearer")):
        return _http("401 Unauthorized", extra="WWW-Authenticate: Bearer\r\n")
    await database_metrics.refresh()
    return _http("200 OK", metrics.render(), metrics.CONTENT_TYPE)


def _http(status: str, body: bytes = b"", kind: str = "text/plain", extra: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        f"{extra}Connection: close\r\n\r\n"
    )
    return head.encode() + body
