"""Files in a folder and in a bucket: the same behaviour from both, and the ways a bucket refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cleaning_app.integrations.failures import Temporary
from cleaning_app.integrations.storage import Files, Missing, open_store
from cleaning_app.settings import Settings
from tests.providers import s3
from tests.providers.s3 import S3


def _bucket(url: str, **changed: Any) -> Settings:
    known = {
        "s3_bucket": s3.BUCKET,
        "s3_access_key": s3.KEY,
        "s3_secret_key": s3.SECRET,
        "s3_region": s3.REGION,
        "s3_endpoint": url,
    }
    return Settings.model_validate({"order_storage_backend": "s3", **known, **changed})


def _r2(url: str) -> Settings:
    return Settings.model_validate(
        {
            "order_storage_backend": "r2",
            "r2_bucket": s3.BUCKET,
            "r2_access_key": s3.KEY,
            "r2_secret_key": s3.SECRET,
            "r2_endpoint": url,
        }
    )


@asynccontextmanager
async def _files(backend: str, folder: Path) -> AsyncIterator[Files]:
    if backend == "local":
        settings = Settings.model_validate(
            {"order_storage_backend": "local", "data_dir": str(folder)}
        )
        yield Files(open_store(settings))
        return
    if backend == "r2":
        async with S3("auto") as server:
            yield Files(open_store(_r2(server.url)))
        return
    async with S3() as server:
        yield Files(open_store(_bucket(server.url)))


@pytest.fixture(params=["local", "s3", "r2"])
async def files(request: pytest.FixtureRequest, tmp_path: Path):
    async with _files(request.param, tmp_path) as found:
        yield found


async def _read(files: Files, key: str) -> bytes:
    return b"".join([piece async for piece in files.pieces(key)])


async def test_a_file_comes_back_as_it_was_kept_until_it_is_removed(files: Files):
    data = bytes(range(256)) * 4096
    await files.put("photos/a/one.jpg", data)
    assert await _read(files, "photos/a/one.jpg") == data
    await files.put("photos/a/one.jpg", b"again")
    assert await _read(files, "photos/a/one.jpg") == b"again"
    await files.remove("photos/a/one.jpg")
    await files.remove("photos/a/one.jpg")
    with pytest.raises(Missing):
        await _read(files, "photos/a/one.jpg")


async def test_files_are_listed_below_a_folder_with_when_they_were_written(files: Files):
    names = [f"photos/a/{n}.small.jpg" for n in range(s3.PAGE * 2 + 1)]
    for name in [*names, "photos/ab/other.jpg"]:
        await files.put(name, b"x")
    found = [one async for some in files.listed("photos/a/") for one in some]
    assert sorted(one.key for one in found) == names
    assert all(abs(datetime.now(UTC) - one.written_at) < timedelta(minutes=1) for one in found)
    assert [some async for some in files.listed("photos/nobody/")] == []


async def test_names_that_a_signature_must_escape_are_kept_too(files: Files):
    await files.put("photos/a b/Zoë+1=2&c.jpg", b"x")
    assert await _read(files, "photos/a b/Zoë+1=2&c.jpg") == b"x"
    assert [one.key async for some in files.listed("photos/a b") for one in some] == [
        "photos/a b/Zoë+1=2&c.jpg"
    ]


@pytest.mark.parametrize(
    "changed",
    [{"s3_secret_key": "wrong"}, {"s3_access_key": "AKIASOMEBODYELSE"}, {"s3_bucket": "another"}],
    ids=["secret", "key", "bucket"],
)
async def test_a_wrong_key_keeps_nothing_and_says_so_without_naming_it(changed: dict[str, str]):
    async with S3() as server:
        files = Files(open_store(_bucket(server.url, **changed)))
        with pytest.raises(Temporary) as refused:
            await files.put("photos/a/one.jpg", b"x")
        assert server.objects == {}
        assert not any(word in str(refused.value) for word in changed.values())
        with pytest.raises((Temporary, Missing)):
            await _read(files, "photos/a/one.jpg")


async def test_a_bucket_in_trouble_is_asked_again_and_then_given_up():
    async with S3() as server:
        files = Files(open_store(_bucket(server.url)))
        server.status = 503
        with pytest.raises(Temporary):
            await files.put("photos/a/one.jpg", b"x")
        assert len(server.asked) == 3
        server.status = 200
        await files.put("photos/a/one.jpg", b"x")
        assert server.objects == {"photos/a/one.jpg": b"x"}


async def test_a_server_that_is_away_is_a_failure_for_now():
    async with S3() as server:
        files = Files(open_store(_bucket(server.url)))
    for doing in (
        files.put("photos/a/one.jpg", b"x"),
        _read(files, "photos/a/one.jpg"),
        files.remove("photos/a/one.jpg"),
        anext(files.listed("photos/")),
    ):
        with pytest.raises(Temporary):
            await doing
