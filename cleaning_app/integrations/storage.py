"""Where files are kept: a folder of ours, or a bucket that speaks S3 (AWS, Cloudflare R2, others)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import IO, TYPE_CHECKING, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from cleaning_app.integrations.failures import Permanent, Temporary
from cleaning_app.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from obstore import ObjectMeta
    from obstore.store import ClientConfig, RetryConfig

PIECE = 256 * 1024
LISTED_AT_ONCE = 500
Store = LocalStore | S3Store

# Somebody waits for most of these calls; what is not kept now is sent again by the phone.
_RETRIES: RetryConfig = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}


# Its overloads name pyarrow's types, which are not there.
_LIST = cast("Callable[..., AsyncIterator[Sequence[ObjectMeta]]]", vars(obstore)["list"])


class Missing(Permanent):
    """There is no file under that key."""


@dataclass(frozen=True)
class KeptFile:
    """A file as the store lists it: its key, and when it was last written."""

    key: str
    written_at: datetime


def open_store(settings: Settings) -> Store:
    """The store these settings name. Whether it can be reached shows with the first call."""
    if settings.order_storage_backend == "local":
        return LocalStore(settings.uploads_dir, mkdir=True, automatic_cleanup=True)
    if settings.order_storage_backend == "r2":
        return S3Store(
            settings.r2_bucket or "",
            access_key_id=settings.secret("r2_access_key"),
            secret_access_key=settings.secret("r2_secret_key"),
            endpoint=str(settings.r2_endpoint or "").rstrip("/"),
            region="auto",
            client_options=_client(str(settings.r2_endpoint or "")),
            retry_config=_RETRIES,
        )
    endpoint = str(settings.s3_endpoint or "").rstrip("/")
    return S3Store(
        settings.s3_bucket or "",
        access_key_id=settings.secret("s3_access_key"),
        secret_access_key=settings.secret("s3_secret_key"),
        region=settings.s3_region,
        endpoint=endpoint or f"https://s3.{settings.s3_region}.amazonaws.com",
        client_options=_client(endpoint),
        retry_config=_RETRIES,
    )


def _client(endpoint: str) -> ClientConfig:
    """Limits of each call; plain HTTP only to a service that is given so, on one's own network."""
    return {
        "timeout": "30s",
        "connect_timeout": "5s",
        "allow_http": endpoint.startswith("http://"),
    }


class Files:
    """The files of a store. Every failure is Missing or Temporary: a key that the store refuses is
    for its owner to put right, and what was asked for then can be asked for again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, key: str, data: bytes | IO[bytes]) -> None:
        """Keep a file under a key; one that is there already is replaced. An open file goes over in
        parts when it is large. Raises Temporary."""
        try:
            await obstore.put_async(self._store, key, data)
        except (BaseError, OSError) as error:
            raise _away(error) from error

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """A file, piece by piece. Raises Missing, Temporary."""
        try:
            found = await obstore.get_async(self._store, key)
            async for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)
        except FileNotFoundError as error:
            raise Missing("there is no such file") from error
        except (BaseError, OSError) as error:
            raise _away(error) from error

    async def remove(self, key: str) -> None:
        """Remove a file; one that is not there is fine. Raises Temporary."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise _away(error) from error

    async def listed(self, prefix: str) -> AsyncIterator[list[KeptFile]]:
        """The files whose key begins with these folders, some hundred at a time. Raises Temporary."""
        try:
            async for some in _LIST(self._store, prefix, chunk_size=LISTED_AT_ONCE):
                yield [KeptFile(one["path"], one["last_modified"]) for one in some]
        except (BaseError, OSError) as error:
            raise _away(error) from error


def _away(error: Exception) -> Temporary:
    """The kind of failure only: a provider's own words may hold keys and addresses."""
    return Temporary(f"the file store did not do it ({type(error).__name__})")


@cache
def files() -> Files:
    """The installation's own."""
    return Files(open_store(get_settings()))
