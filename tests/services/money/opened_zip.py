"""A GST export, opened: its files as rows and its bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from zipfile import ZipFile

from cleaning_app.money import parse_cents


@dataclass(frozen=True)
class OpenedZip:
    """The files of a ZIP by name."""

    files: dict[str, bytes]

    def rows(self, name: str) -> list[dict[str, str]]:
        """A CSV file as dictionaries."""
        return list(csv.DictReader(io.StringIO(self.files[name].decode(), newline="")))

    def total(self, name: str, column: str) -> int:
        """What a column of amounts adds up to, in cents."""
        return sum(parse_cents(row[column]) for row in self.rows(name))


async def read(stream: AsyncIterator[bytes]) -> bytes:
    """All bytes of a stream."""
    return b"".join([block async for block in stream])


def opened(content: bytes) -> OpenedZip:
    """Unpack a ZIP, checking every CRC."""
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return OpenedZip({name: archive.read(name) for name in archive.namelist()})
