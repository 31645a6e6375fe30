"""A ZIP file as it is made: bytes go out while the rest is still being read.

The same contents give the same bytes: entries carry no clock and no user. Deflating and hashing run
in a thread, one block ahead of whoever takes the bytes.
"""

from __future__ import annotations

import asyncio
import hashlib
from asyncio import Task
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NO_TIME = (1980, 1, 1, 0, 0, 0)
BIGGEST_PLAIN_ENTRY = 2_000_000_000
_READABLE_FILE = 0o100644 << 16
_UNIX = 3


class _Sink:
    """Where the ZIP writer writes; it can't go back, so the writer streams."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """What was written since the last call."""
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


@dataclass(frozen=True)
class Written:
    """One finished entry: size and SHA-256 of its contents."""

    bytes: int
    sha256: str


class ZipStream:
    """Entries one after the other, then `close`. `written` says what has gone in."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = ZipFile(self._sink, "w")  # type: ignore[arg-type]
        self.written: dict[str, Written] = {}

    async def add(
        self, name: str, blocks: AsyncGenerator[bytes], expected_bytes: int = 0
    ) -> AsyncGenerator[bytes]:
        """Write one entry, yielding the ZIP's bytes as they become ready.

        `expected_bytes` is a rough size: only entries near 2 GB take the ZIP64 form, which older
        unpackers do not read from a stream.
        """
        info = ZipInfo(name, NO_TIME)
        info.compress_type, info.create_system = ZIP_DEFLATED, _UNIX
        info.external_attr = _READABLE_FILE
        size, digest = 0, hashlib.sha256()
        ahead: Task[None] | None = None
        entry = self._zip.open(info, "w", force_zip64=expected_bytes > BIGGEST_PLAIN_ENTRY)

        def write(block: bytes) -> None:
            digest.update(block)
            entry.write(block)

        try:
            async with aclosing(blocks):
                async for block in blocks:
                    size += len(block)
                    if ahead is not None:
                        await ahead
                        if ready := self._sink.take():
                            yield ready
                    ahead = asyncio.create_task(asyncio.to_thread(write, block))
        finally:
            if ahead is not None:
                await ahead
            entry.close()
        self.written[name] = Written(size, digest.hexdigest())
        yield self._sink.take()

    def close(self) -> bytes:
        """The directory at the end of the ZIP."""
        self._zip.close()
        return self._sink.take()


async def as_block(text: str) -> AsyncGenerator[bytes]:
    """A small text as the contents of an entry."""
    yield text.encode()
