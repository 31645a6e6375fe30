"""Where files are kept: a folder of ours, or a bucket that speaks S3 (AWS, Cloudflare R2, others)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from cleaning_app.integrations.failures import Permanent, Temporary
from cleaning_app.settings import Settings, get_settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig

PIECE = 256 * 1024
Store = LocalStore | S3Store


class Missing(Permanent):
    """There is no file under that key."""


def open_store(settings: Settings) -> Store:
    """The store these settings name. Whether it can be reached shows with the first call."""
    if settings.order_storage_backend == "local":
        return LocalStore(settings.uploads_dir, mkdir=True)
    if settings.order_storage_backend == "r2":
        return S3Store(
            settings.r2_bucket or "",
            access_key_id=settings.secret("r2_access_key"),
            secret_access_key=settings.secret("r2_secret_key"),
            endpoint=str(settings.r2_endpoint or "").rstrip("/"),
            region="auto",
            client_options=_client(str(settings.r2_endpoint or "")),
        )
    endpoint = str(settings.s3_endpoint or "").rstrip("/")
    return S3Store(
        settings.s3_bucket or "",
        access_key_id=settings.secret("s3_access_key"),
        secret_access_key=settings.secret("s3_secret_key"),
        region=settings.s3_region,
        endpoint=endpoint or f"https://s3.{settings.s3_region}.amazonaws.com",
        client_options=_client(endpoint),
    )


def _client(endpoint: str) -> ClientConfig:
    """Limits of each call; plain HTTP only to a service that is given so, on one's own network."""
    return {
        "timeout": "30s",
        "connect_timeout": "5s",
        "allow_http": endpoint.startswith("http://"),
    }


@cache
def _store() -> Store:
    return open_store(get_settings())


async def put(key: str, data: bytes) -> None:
    """Keep a file under a key; one that is there already is replaced. Raises Temporary."""
    try:
        await obstore.put_async(_store(), key, data)
    except (BaseError, OSError) as error:
        raise Temporary(
            f"the file store refused to keep a file ({type(error).__name__})"
        ) from error


async def pieces(key: str) -> AsyncIterator[bytes]:
    """A file, piece by piece. Raises Missing, Temporary."""
    try:
        found = await obstore.get_async(_store(), key)
        async for piece in found.stream(min_chunk_size=PIECE):
            yield bytes(piece)
    except FileNotFoundError as error:
        raise Missing("there is no such file") from error
    except (BaseError, OSError) as error:
        raise Temporary(f"the file store did not answer ({type(error).__name__})") from error


async def remove(key: str) -> None:
    """Remove a file; one that is not there is fine. Raises Temporary."""
    try:
        await obstore.delete_async(_store(), key)
    except FileNotFoundError:
        return
    except (BaseError, OSError) as error:
        raise Temporary(f"the file store did not answer ({type(error).__name__})") from error
