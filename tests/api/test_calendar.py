"""A worker's calendar: their own jobs at a secret address, right on the days clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import text

from cleaning_app import rate_limits
from cleaning_app.clock import SystemClock
from cleaning_app.errors import Forbidden, NotFound
from cleaning_app.services import bookings, calendar_feeds, workers
from tests.api.conftest import client_of
from tests.factories import MONDAY, Office, Town, build_town

EDMONTON = ZoneInfo("America/Edmonton")


async def issue(office: Office, worker_id) -> str:
    async with office.unit("worker", worker_id) as ctx:
        return await calendar_feeds.issue(ctx)


async def calendar(office: Office, path: str) -> Calendar:
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    found = await calendar_feeds.read(token, clock=office.clock)
    return Calendar.from_ical(found.body)


def events(found: Calendar) -> dict[str, object]:
    return {str(one["summary"]): one for one in found.walk("VEVENT")}


async def get(door, path: str, **headers: str) -> httpx.Response:
    rate_limits.reset()
    async with client_of(door) as client:
        return await client.get(path, headers=headers)


async def test_own_jobs_and_nothing_that_is_not_for_a_calendar(office: Office, town: Town):
    async with office.unit() as ctx:
        mine = await town.book(ctx, 0, town.chloe, notes="Ring twice")
        await town.book(ctx, 0, town.bilal)
        gone = await town.book(ctx, 5, town.chloe)
        await bookings.cancel(ctx, gone.id, "Client is ill")
        deleted = await town.book(ctx, 9, town.chloe)
        await bookings.delete(ctx, deleted.id)
        await town.book(ctx, 24 * 7 * 13, town.chloe)
    path = await issue(office, town.chloe)
    found = await calendar(office, path)
    seen = {str(e["uid"]): str(e["status"]) for e in found.walk("VEVENT")}
    assert seen == {
        f"{mine.id}@cleaning": "TENTATIVE",
        f"{gone.id}@cleaning": "CANCELLED",
        f"{deleted.id}@cleaning": "CANCELLED",
    }
    [event] = [e for e in found.walk("VEVENT") if e["uid"] == f"{mine.id}@cleaning"]
    assert str(event["location"]) == "8315 101 St NW, Edmonton"
    assert event["dtstart"].dt == MONDAY
    raw = found.to_ical().decode()
    assert "Ring twice" in raw
    for secret in ("4711", "Lockbox", "gwen@example.test", "+1780"):
        assert secret not in raw


async def test_a_job_that_moves_keeps_its_id_and_counts_up(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await town.book(ctx, 0, town.chloe)
    path = await issue(office, town.chloe)
    [before] = (await calendar(office, path)).walk("VEVENT")
    async with office.unit() as ctx:
        await bookings.reschedule(ctx, made.id, MONDAY + timedelta(hours=3))
    [after] = (await calendar(office, path)).walk("VEVENT")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == MONDAY + timedelta(hours=3)


@pytest.mark.parametrize(
    ("local", "offset"),
    [
        (datetime(2027, 3, 14, 1, 30), -7),
        (datetime(2027, 3, 14, 3, 30), -6),
        (datetime(2026, 11, 1, 0, 30), -6),
        (datetime(2026, 11, 1, 9, 0), -7),
    ],
)
async def test_the_hour_is_right_before_and_after_clocks_change(office, town, local, offset):
    starts_at = local.replace(tzinfo=EDMONTON).astimezone(UTC)
    office.clock.advance(starts_at - timedelta(days=3) - office.clock.now())
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe, starts_at=starts_at)
    found = await calendar(office, await issue(office, town.chloe))
    [event] = found.walk("VEVENT")
    assert event["dtstart"].dt.astimezone(UTC) == starts_at
    assert event["dtstart"].dt.utcoffset() == timedelta(hours=offset)
    assert event["dtstart"].params["TZID"] == "America/Edmonton"
    [zone] = found.walk("VTIMEZONE")
    # The file's own rules, not the reader's tables, say which hour it is.
    its_own = zone.to_tz()
    assert local.replace(tzinfo=its_own).utcoffset() == timedelta(hours=offset)


async def test_a_new_address_ends_the_old_one_and_closing_ends_both(door, office, town):
    first = await issue(office, town.chloe)
    assert (await get(door, first)).status_code == 200
    second = await issue(office, town.chloe)
    assert (await get(door, first)).status_code == 404
    assert (await get(door, second)).status_code == 200
    async with office.unit() as ctx:
        assert (await calendar_feeds.status(ctx, town.chloe)).last_used_at is not None
        await calendar_feeds.revoke(ctx, town.chloe)
        assert await calendar_feeds.status(ctx, town.chloe) is None
    closed, unknown = await get(door, second), await get(door, "/calendar/" + "x" * 43 + ".ics")
    assert closed.status_code == unknown.status_code == 404
    assert closed.json()["detail"] == unknown.json()["detail"]


async def test_who_left_has_no_calendar_any_more(door, office, town):
    path = await issue(office, town.chloe)
    async with office.unit() as ctx:
        await workers.archive(ctx, town.chloe)
    assert (await get(door, path)).status_code == 404


async def test_it_is_private_and_unchanged_is_said_in_a_word(door, office, town):
    office.clock.advance(SystemClock().now() - office.clock.now())
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe, starts_at=office.clock.now() + timedelta(days=1))
    path = await issue(office, town.chloe)
    full = await get(door, path)
    assert full.headers["content-type"] == "text/calendar; charset=utf-8"
    assert full.headers["cache-control"] == "private, max-age=300"
    again = await get(door, path, **{"if-none-match": full.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_many_knocks_from_one_address_are_slowed(door, office):
    rate_limits.reset()
    async with client_of(door) as client:
        codes = [
            (await client.get("/calendar/" + "y" * 43 + ".ics")).status_code for _ in range(40)
        ]
    assert codes[0] == 404
    assert codes[-1] == 429


async def test_only_oneself_or_who_manages_people_makes_an_address(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with here.unit() as ctx:
        town: Town = await build_town(ctx)
        await calendar_feeds.issue(ctx, town.bilal)
    for role in ("dispatcher", "accountant", "viewer"):
        async with here.unit(role) as ctx:
            for call in (
                calendar_feeds.issue(ctx, town.chloe),
                calendar_feeds.revoke(ctx, town.chloe),
            ):
                with pytest.raises(Forbidden):
                    await call
    async with here.unit("worker", town.chloe) as ctx:
        with pytest.raises(Forbidden):
            await calendar_feeds.issue(ctx, town.bilal)
    async with there.unit() as ctx:
        with pytest.raises(Exception) as refused:
            await calendar_feeds.issue(ctx, town.chloe)
        assert refused.value.status in (404, 422)


async def test_the_database_keeps_only_the_hash(office, town):
    path = await issue(office, town.chloe)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    async with office.unit() as ctx:
        dump = await ctx.session.scalar(
            text("SELECT string_agg(f::text, '') FROM calendar_feeds f")
        )
        audited = await ctx.session.scalar(
            text("SELECT string_agg(a::text, '') FROM admin_audit_logs a")
        )
    assert token not in dump + audited
    with pytest.raises(NotFound):
        await calendar_feeds.read(token[:-1] + "_")
