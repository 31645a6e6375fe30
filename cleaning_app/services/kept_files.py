"""Files people hand over, on their way into storage and out again: photos, receipts, logos."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import TypeVar

from cleaning_app.domain import pictures
from cleaning_app.domain.pictures import Picture
from cleaning_app.errors import NotFound, Unavailable
from cleaning_app.integrations import storage
from cleaning_app.integrations.failures import ProviderError

Made = TypeVar("Made")

FULL, SMALL = ".jpg", ".small.jpg"
"""What stands behind a picture's key, for itself and for the small one."""

# Decoding takes tens of megabytes for each picture; two at once are enough for one machine.
_decoding = asyncio.Semaphore(2)


async def picture(data: bytes) -> Picture:
    """A picture of ours from what somebody sent, made away from the event loop.

    Raises:
        Invalid: too large, no picture we take, or broken.
    """
    return await decoded(pictures.prepare, data)


async def decoded(prepare: Callable[[bytes], Made], data: bytes) -> Made:
    """What a function that decodes a picture makes of it, away from the event loop."""
    async with _decoding:
        return await asyncio.to_thread(prepare, data)


async def put_picture(key: str, made: Picture) -> None:
    """Keep a picture and its small one. Raises Unavailable."""
    await put({f"{key}{SMALL}": made.small, f"{key}{FULL}": made.full})


async def put(files: Mapping[str, bytes]) -> None:
    """Keep files by their keys. Raises Unavailable: storage is away."""
    try:
        for key, data in files.items():
            await storage.files().put(key, data)
    except ProviderError as error:
        raise Unavailable("The file could not be kept. Try again shortly.") from error


async def pieces(key: str, missing: str) -> AsyncGenerator[bytes, None]:
    """A file, piece by piece.

    Raises:
        NotFound: with the sentence `missing`. Unavailable: storage is away.
    """
    try:
        async for piece in storage.files().pieces(key):
            yield piece
    except storage.Missing:
        raise NotFound(missing) from None
    except ProviderError as error:
        raise Unavailable("The file can't be reached right now. Try again shortly.") from error
