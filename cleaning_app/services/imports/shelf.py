"""Where an uploaded file waits between the first look and the import: a folder per organisation.

Not in the session's state: that travels through Redis, and a file may have 50 MB. What nobody comes
back for is swept away after a day.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.importing.columns import guess_columns
from cleaning_app.domain.importing.datasets import BY_KEY, guess_dataset
from cleaning_app.domain.importing.reading import read_header
from cleaning_app.errors import NotFound
from cleaning_app.ids import new_id
from cleaning_app.settings import get_settings

_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Shelved:
    """A file that waits. `dataset` is a guess, None when nothing fits."""

    id: UUID
    filename: str
    dataset: str | None
    size: int


async def keep(ctx: Ctx, filename: str, data: bytes) -> Shelved:
    """Put a file on the shelf and guess what it holds."""
    ctx.require("settings.manage", "finance.manage")
    file_id = new_id()
    dataset = await asyncio.to_thread(_keep, _folder(ctx), file_id, filename, data)
    return Shelved(file_id, filename[-200:], dataset, len(data))


async def take(ctx: Ctx, file_id: UUID) -> bytes:
    """The file's bytes; it stays on the shelf.

    Raises:
        NotFound: it is no longer there.
    """
    ctx.require("settings.manage", "finance.manage")
    try:
        return await asyncio.to_thread(_place(ctx, file_id).read_bytes)
    except FileNotFoundError:
        raise NotFound("The file is no longer here. Choose it again.") from None


async def discard(ctx: Ctx, file_id: UUID) -> None:
    """Take a file off the shelf, whether it is there or not."""
    ctx.require("settings.manage", "finance.manage")
    await asyncio.to_thread(_place(ctx, file_id).unlink, missing_ok=True)


def columns_of(dataset: str, data: bytes) -> tuple[tuple[str, ...], dict[str, str | None]]:
    """A file's header, and which of its columns each field of the dataset would be fed from."""
    header = read_header(data)
    return header, guess_columns(BY_KEY[dataset].fields, header)


def _folder(ctx: Ctx) -> Path:
    return get_settings().uploads_dir / "imports" / str(ctx.org.id)


def _place(ctx: Ctx, file_id: UUID) -> Path:
    return _folder(ctx) / f"{file_id}.csv"


def _keep(folder: Path, file_id: UUID, filename: str, data: bytes) -> str | None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.glob("*.csv"):
        if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
            old.unlink(missing_ok=True)
    place = folder / f"{file_id}.csv"
    place.touch(mode=0o600)
    place.write_bytes(data)
    return guess_dataset(filename, read_header(data))
