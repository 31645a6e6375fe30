"""Reminders: the day before, once, in the organisation's zone, to who can and should be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cleaning_app.clock import FixedClock
from cleaning_app.domain.local_time import exists
from cleaning_app.domain.reminders import due_at, is_due
from cleaning_app.services import bookings, organisations
from jobs import email_reminders
from tests.factories import Office, Town
from tests.jobs.conftest import outbox_rows

DAY_AHEAD = 48  # hours after MONDAY 08:00: Wednesday, 08:00 in Edmonton


async def remind(office: Office, hours: float = 0) -> dict[str, int]:
    report = await email_reminders.run(FixedClock(office.clock.now() + timedelta(hours=hours)))
    assert report.errors == []
    return dict(report.counters)


async def confirmed(office: Office, town: Town, hour: float = DAY_AHEAD):
    async with office.unit() as ctx:
        id = (await town.book(ctx, hour, town.chloe)).id
        await bookings.confirm(ctx, id)
        # The database stamps rows itself; these tests live at another time.
        await ctx.session.execute(
            text("UPDATE bookings SET created_at = :now WHERE id = :id"),
            {"now": office.clock.now(), "id": id},
        )
        await ctx.session.execute(text("DELETE FROM outbox_events"))
    return id


async def test_a_client_is_reminded_once_the_day_before(office: Office, town: Town):
    await confirmed(office, town)
    assert (await remind(office, hours=23.9))["queued"] == 0
    assert (await remind(office, hours=24))["queued"] == 1
    assert (await remind(office, hours=24.1))["queued"] == 0
    assert (await remind(office, hours=40))["queued"] == 0
    [row] = await outbox_rows()
    assert row.payload["template"] == "booking_reminder"
    assert row.payload["to"] == "gwen@example.test"


async def test_a_moved_visit_is_reminded_of_anew(office: Office, town: Town):
    id = await confirmed(office, town)
    await remind(office, hours=24)
    async with office.unit() as ctx:
        await ctx.session.execute(text("UPDATE outbox_events SET status = 'sent'"))
        await bookings.reschedule(ctx, id, office.clock.now() + timedelta(hours=DAY_AHEAD + 24))
    assert (await remind(office, hours=30))["queued"] == 0
    assert (await remind(office, hours=48))["queued"] == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE bookings SET status = 'pending'",
        "UPDATE bookings SET status = 'cancelled', cancelled_at = now()",
        "UPDATE bookings SET deleted_at = now()",
        "UPDATE clients SET email = NULL",
        "UPDATE clients SET deleted_at = now()",
        "INSERT INTO organisation_modules (org_id, key, enabled)"
        " SELECT id, 'module.schedule', false FROM organisations",
    ],
)
async def test_nobody_is_reminded_of_what_will_not_happen(office, town, change: str):
    await confirmed(office, town)
    async with office.unit() as ctx:
        await ctx.session.execute(text(change))
    assert (await remind(office, hours=24)).get("queued", 0) == 0


async def test_who_booked_for_tomorrow_has_just_been_told(office: Office, town: Town):
    await confirmed(office, town, hour=23)
    assert (await remind(office, hours=1))["queued"] == 0


async def test_each_organisation_is_reminded_by_its_own_clock(new_office, office, town):
    await confirmed(office, town)
    other = await new_office("Closed", timezone="America/Halifax")
    async with other.unit() as ctx:
        await organisations.change_settings(ctx, email_from_name="x")
    report = await remind(office, hours=24)
    assert (report["queued"], report["organisations"]) == (1, 2)


ZONES = st.sampled_from(["America/Edmonton", "America/St_Johns", "America/Regina", "Europe/London"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(MOMENTS, ZONES)
def test_the_reminder_comes_at_the_same_time_of_day_a_day_earlier(start: datetime, name: str):
    zone = ZoneInfo(name)
    wanted = start.astimezone(zone).replace(tzinfo=None, fold=0) - timedelta(days=1)
    due = due_at(start, zone).astimezone(zone).replace(tzinfo=None, fold=0)
    assert due == wanted if exists(wanted, zone) else wanted < due <= wanted + timedelta(hours=1)


@given(MOMENTS, ZONES, st.integers(0, 60 * 30))
def test_it_is_due_exactly_in_its_window(start: datetime, name: str, minutes: int):
    zone, now = ZoneInfo(name), start - timedelta(minutes=minutes)
    long_ago = start - timedelta(days=7)
    expected = due_at(start, zone) <= now < start - timedelta(hours=1)
    assert is_due(start, long_ago, now, zone) is expected
    assert not is_due(start, due_at(start, zone), now, zone)
