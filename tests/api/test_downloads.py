"""A file that is made while it is sent: cut off by a fault, let go of by a caller who leaves."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.routing import Route

from cleaning_app import api
from cleaning_app.api.answers import Download, Stream
from tests.api.serving import serving


class File:
    """Pieces without end, or up to a fault; knows whether it was let go of."""

    def __init__(self, fault_after: int | None) -> None:
        self.fault_after = fault_after
        self.closed = asyncio.Event()

    async def pieces(self):
        sent = 0
        try:
            while True:
                if sent == self.fault_after:
                    raise RuntimeError("the database went away half-way")
                sent += 1
                yield b"row\r\n" * 2_000
                await asyncio.sleep(0.005)
        finally:
            self.closed.set()


@pytest.fixture
def serve():
    """An app with one endless file at /file."""

    def make(file: File):
        async def send(_request: Request) -> Stream:
            download = Download("rows.csv", "text/csv", file.pieces())
            return Stream(download, await anext(download.chunks))

        app = api.create()
        app.router.routes.insert(0, Route("/file", send))
        return serving(app)

    return make


async def test_a_caller_who_leaves_frees_what_the_file_holds(serve, office):
    file = File(None)
    async with serve(file) as address:
        async with (
            httpx.AsyncClient() as client,
            client.stream("GET", f"{address}/file") as answer,
        ):
            assert answer.status_code == 200
            await anext(answer.aiter_bytes())
        await asyncio.wait_for(file.closed.wait(), 3)


async def test_a_fault_half_way_breaks_the_connection_so_that_nothing_looks_whole(serve, office):
    file = File(5)
    async with serve(file) as address, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"{address}/file")
    assert file.closed.is_set()


def test_a_file_name_cannot_break_out_of_its_header():
    download = Download('GST "2026"\r\nX: y – été.zip', "application/zip", File(0).pieces())
    header = download.headers["Content-Disposition"]
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2
    assert header.isascii()
