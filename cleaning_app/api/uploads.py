"""One file and a few short fields, sent as multipart/form-data."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request

from cleaning_app.api.problems import BadRequest
from cleaning_app.errors import FieldError, Invalid

SECONDS: Final = 180.0
"""Longest an upload may take: ten megabytes over a slow phone line."""


@dataclass(frozen=True)
class Upload:
    """What came: the file's bytes and name, judged by nobody yet, and the fields beside it."""

    data: bytes
    fields: dict[str, str]
    filename: str = ""

    def uuid(self, name: str) -> UUID:
        """A field as an id. Raises Invalid."""
        try:
            return UUID(self.fields.get(name, ""))
        except ValueError:
            raise Invalid("An id is missing.", [FieldError(name, "This is no id.")]) from None

    def number(self, name: str, least: int, most: int) -> int:
        """A field as a whole number, `least` when it is left out. Raises Invalid."""
        text = self.fields.get(name, str(least))
        if text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most:
            return int(text)
        message = f"A whole number from {least} to {most}."
        raise Invalid("A number is wrong.", [FieldError(name, message)])


async def read(request: Request) -> Upload:
    """Read an upload whose size the body limit has bounded.

    Raises:
        BadRequest: not such a form, or no file in it. TimeoutError: it came too slowly.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise BadRequest("Send a form with a file: Content-Type: multipart/form-data.")
    async with asyncio.timeout(SECONDS):
        async with request.form(max_files=1, max_fields=8, max_part_size=4096) as form:
            files = [part for part in form.values() if isinstance(part, UploadFile)]
            if not files:
                raise BadRequest("There is no file in this form.")
            fields = {name: part for name, part in form.items() if isinstance(part, str)}
            return Upload(await files[0].read(), fields, files[0].filename or "")
