"""Files of photos go when nobody can ask for them any more, and never before; in a folder and in a bucket."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from cleaning_app.errors import NotFound, Unavailable
from cleaning_app.integrations import storage
from cleaning_app.integrations.storage import Files, open_store
from cleaning_app.models import AuditLog
from cleaning_app.services import kept_files, orphans, photo_files, photos
from cleaning_app.settings import Settings, get_settings
from jobs import storage_cleanup
from tests.factories import Office, Town
from tests.full_house import a_photo
from tests.providers import s3
from tests.providers.s3 import S3

DAY = timedelta(days=1)


async def _photo(office: Office, town: Town) -> tuple[UUID, str]:
    """A photo of Chloé's, and the key its two files begin with."""
    async with office.unit() as ctx:
        visit = await town.book(ctx, 1, town.chloe, confirmed=True, consent_photos=True)
    upload = uuid4()
    worker = office.as_("worker", town.chloe)
    photo = await photos.add(
        worker, visit.id, upload_id=upload, kind="after", data=a_photo(), clock=office.clock
    )
    key = photo_files.key_of(office.identity.org.id, visit.id, upload)
    for ending in (kept_files.FULL, kept_files.SMALL):
        _date(key + ending, office.clock.now())
    return photo.id, key


def _date(key: str, at: datetime) -> None:
    """These tests live at another time than the disk."""
    os.utime(get_settings().uploads_dir / key, (at.timestamp(), at.timestamp()))


async def _is_kept(key: str) -> list[bool]:
    return [
        (get_settings().uploads_dir / (key + ending)).exists()
        for ending in (kept_files.FULL, kept_files.SMALL)
    ]


async def test_a_photo_taken_away_can_come_back_for_a_month_and_then_is_gone_for_good(
    office: Office, town: Town
):
    photo_id, key = await _photo(office, town)
    async with office.unit() as ctx:
        await photos.remove(ctx, photo_id)
    office.clock.advance(30 * DAY)
    assert (await storage_cleanup.run(office.clock)).counters["files"] == 0
    assert await _is_kept(key) == [True, True]
    async with office.unit() as ctx:
        await photos.restore(ctx, photo_id)
        await photos.remove(ctx, photo_id)
    office.clock.advance(30 * DAY + timedelta(minutes=1))
    report = await storage_cleanup.run(office.clock)
    assert (report.errors, report.counters["photos"], report.counters["files"]) == ([], 1, 2)
    assert await _is_kept(key) == [False, False]
    async with office.unit() as ctx:
        with pytest.raises(NotFound):
            await photos.restore(ctx, photo_id)


async def test_what_is_shown_stays_and_what_a_crash_left_goes_after_a_day(
    office: Office, town: Town
):
    _, key = await _photo(office, town)
    folder = photo_files.folder(office.identity.org.id)
    left = [f"{folder}{uuid4()}/{uuid4()}.jpg", f"{folder}no-photo.txt"]
    for name in left:
        await storage.files().put(name, b"x")
        _date(name, office.clock.now())
    await storage.files().put("photos/somebody-else/1.jpg", b"x")
    _date("photos/somebody-else/1.jpg", office.clock.now())
    office.clock.advance(DAY)
    assert await orphans.sweep(office.identity, office.clock) == {"files": 0}
    office.clock.advance(timedelta(minutes=1))
    assert await orphans.sweep(office.identity, office.clock) == {"files": 2}
    assert await _is_kept(key) == [True, True]
    assert (get_settings().uploads_dir / "photos/somebody-else/1.jpg").exists()
    async with office.unit() as ctx:
        written = select(AuditLog).where(col(AuditLog.action) == "storage.sweep")
        [row] = await ctx.session.scalars(written)
    assert row.details == {"files": 2}


async def test_a_bucket_is_swept_in_the_same_way_and_left_alone_while_it_is_in_trouble(
    office: Office, town: Town
):
    _, key = await _photo(office, town)
    async with S3() as server:
        bucket = Files(
            open_store(
                Settings.model_validate(
                    {
                        "order_storage_backend": "s3",
                        "s3_bucket": s3.BUCKET,
                        "s3_access_key": s3.KEY,
                        "s3_secret_key": s3.SECRET,
                        "s3_region": s3.REGION,
                        "s3_endpoint": server.url,
                    }
                )
            )
        )
        names = [f"{photo_files.folder(office.identity.org.id)}{uuid4()}.jpg" for _ in range(7)]
        for name in [*names, key + kept_files.FULL]:
            await bucket.put(name, b"x")
            server.written[name] = office.clock.now()
        office.clock.advance(2 * DAY)
        server.status = 503
        with pytest.raises(Unavailable):
            await orphans.sweep(office.identity, office.clock, bucket)
        server.status = 200
        assert await orphans.sweep(office.identity, office.clock, bucket) == {"files": 7}
        assert list(server.objects) == [key + kept_files.FULL]
