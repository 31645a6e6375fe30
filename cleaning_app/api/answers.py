"""What handlers return, and how it goes out: JSON with version and place, or a file in a stream."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from cleaning_app.api.endpoint import Endpoint
from cleaning_app.services.idempotency import Answer

Item = TypeVar("Item")


class Listing(BaseModel, Generic[Item]):
    """One page of a list. `next_cursor` leads to the next one, "" on the last."""

    model_config = ConfigDict(from_attributes=True)

    items: list[Item] = Field(validation_alias="rows")
    total: int = Field(description="How many there are; counting stops at 10,000.")
    capped: bool = Field(description="There are more than `total`.")
    next_cursor: str = Field(validation_alias="next")


@dataclass(frozen=True)
class Download:
    """A file that is made while it is sent. Pictures `is_shown` in place instead of being saved, and
    whoever saw one may see it again from their own browser for a while."""

    filename: str
    media_type: str
    chunks: AsyncGenerator[bytes, None]
    is_shown: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Disposition": disposition(self.filename, is_shown=self.is_shown),
            "Cache-Control": "private, max-age=600" if self.is_shown else "no-store",
        }


def disposition(filename: str, *, is_shown: bool = False) -> str:
    """What a browser does with a file and what it calls it (RFC 6266), whatever is in the name."""
    plain = re.sub(r'[^ -~]|["\\]', "_", filename)
    place = "inline" if is_shown else "attachment"
    return f"{place}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


class Stream(StreamingResponse):
    """Sends a download and lets go of whatever it holds, however the sending ends."""

    def __init__(self, download: Download, first: bytes) -> None:
        super().__init__(self._pieces(first), 200, download.headers, download.media_type)
        self._download = download

    async def _pieces(self, first: bytes) -> AsyncIterator[bytes]:
        yield first
        async for chunk in self._download.chunks:
            yield chunk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._download.chunks):
            await super().__call__(scope, receive, send)


def ready(endpoint: Endpoint, value: Any) -> Answer:
    """A handler's value as it will be sent: ETag from its `version`, Location from its `id`."""
    if endpoint.answer is None:
        return Answer(204, b"")
    headers: dict[str, str] = {}
    version = getattr(value, "version", None)
    if version is not None:
        headers["ETag"] = f'"{version}"'
    if endpoint.status == 201 and (id := getattr(value, "id", None)) is not None:
        headers["Location"] = f"{endpoint.path}/{id}"
    shaped = endpoint.answer.validate_python(value, from_attributes=True)
    return Answer(endpoint.status, endpoint.answer.dump_json(shaped), headers)


def render(answer: Answer, *, replayed: bool = False) -> Response:
    """The HTTP response of a finished answer."""
    headers = {"Cache-Control": "no-store", **answer.headers}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    media_type = "application/json" if answer.body else None
    return Response(answer.body, answer.status, headers, media_type)
