"""The board's day and week: rows, jobs, drives, totals, and days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.services import availability, bookings, clients, schedule, workers
from tests.factories import MONDAY, Office, Town, build_town, count_statements

DAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)


async def test_a_day_has_rows_jobs_drives_and_totals(office: Office, town: Town):
    async with office.unit() as ctx:
        far = await clients.add_address(
            ctx, town.client, street="1 Airport Rd", area="Airport", lat=53.31, lng=-113.58
        )
        near = {"address_id": town.address}
        first = await town.book(ctx, 0, town.chloe, **near)
        second = await town.book(ctx, 3, town.chloe, town.bilal, address_id=far)
        loose = await town.book(ctx, 5, minutes=60, **near)
        gone = await town.book(ctx, 7, town.bilal, **near)
        await bookings.cancel(ctx, gone.id, "not shown")
        await availability.create(
            ctx, worker_id=town.bilal, starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 24 * HOUR,
            reason="Dentist",
        )  # fmt: skip
        plan = await schedule.day(ctx, DAY)
    assert [(row.name, row.jobs, row.minutes) for row in plan.rows] == [
        ("Bilal Kovalenko", 1, 120),
        ("Chloé Roy", 2, 240),
    ]
    assert [job.id for job in plan.jobs] == [first.id, second.id, loose.id]
    job = plan.jobs[0]
    assert (job.start, job.fold, job.minutes, job.area) == (
        "2026-11-23T08:00", 0, 120, "Strathcona",
    )  # fmt: skip
    assert (job.client, job.service, job.colour, job.crew) == (
        "Gwen Abbott", "Standard clean", "accent", (town.chloe,),
    )  # fmt: skip
    assert set(plan.jobs[1].crew) == {town.chloe, town.bilal}
    assert plan.jobs[2].crew == ()
    (drive,) = plan.drives
    assert (drive.worker_id, drive.from_id, drive.to_id, drive.minutes) == (
        town.chloe, first.id, second.id, 41,
    )  # fmt: skip
    (block,) = plan.blocks
    assert (block.worker_id, block.start, block.minutes, block.label) == (
        town.bilal, "2026-11-23T16:00", 480, "Dentist",
    )  # fmt: skip
    (totals,) = plan.totals
    assert totals == schedule.Totals(
        jobs=3, booked_cents=45000, minutes_booked=360, minutes_available=600 + 480,
        minutes_driving=41, unassigned=1,
    )  # fmt: skip
    assert (plan.minutes, plan.opens, plan.closes) == ([1440], "08:00", "18:00")


async def test_who_cannot_be_booked_on_a_day_is_off_and_not_free(office: Office, town: Town):
    async with office.unit() as ctx:
        await workers.update(ctx, town.bilal, weekly_hours={"sun": ["08:00", "16:00"]})
        assert [row.works for row in (await schedule.day(ctx, DAY)).rows] == [False, True]
        await availability.create(
            ctx, worker_id=town.chloe, starts_at=MONDAY, ends_at=MONDAY + 24 * HOUR, reason="Moves"
        )
        assert [row.works for row in (await schedule.day(ctx, DAY)).rows] == [False, False]
        assert [row.works for row in (await schedule.day(ctx, DAY - timedelta(days=1))).rows] == [
            True, False,
        ]  # fmt: skip


async def test_a_day_takes_three_statements_however_full_it_is(office: Office, town: Town):
    async with office.unit() as ctx:
        for n in range(10):
            worker = await workers.create(ctx, name=f"Worker {n}")
            await town.book(ctx, n % 8, worker)
        with count_statements() as seen:
            await schedule.day(ctx, DAY)
        assert len(seen) == 3
        with count_statements() as seen:
            await schedule.people(ctx, DAY)
        assert len(seen) == 3


async def test_filters_keep_the_unassigned_lane(office: Office, town: Town):
    async with office.unit() as ctx:
        await workers.update(ctx, town.bilal, skill_ids=[])
        mine = await town.book(ctx, 0, town.chloe)
        await town.book(ctx, 0, town.bilal)
        loose = await town.book(ctx, 3)
        for chosen in ({"worker_ids": [town.chloe]}, {"skill": "deep"}):
            plan = await schedule.day(ctx, DAY, **chosen)
            assert [row.name for row in plan.rows] == ["Chloé Roy"]
            assert [job.id for job in plan.jobs] == [mine.id, loose.id]
        team = await workers.add_team(ctx, "Nobody")
        plan = await schedule.day(ctx, DAY, team_id=team)
        assert plan.rows == []


async def test_a_week_counts_each_day_by_the_organisations_clock(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 15.5, town.chloe, minutes=60)  # Monday 23:30, Tuesday by UTC
        await town.book(ctx, 24, town.chloe)
        week = await schedule.people(ctx, DAY)
    assert [totals.jobs for totals in week.totals] == [1, 1, 0, 0, 0, 0, 0]
    assert [day.isoformat() for day in week.days][-1] == "2026-11-29"


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 3, 8), 1380), (date(2026, 11, 1), 1500)])
async def test_a_day_on_which_clocks_change_has_its_real_length(
    office: Office, town: Town, day: date, minutes: int
):
    async with office.unit() as ctx:
        plan = await schedule.day(ctx, day)
        assert plan.minutes == [minutes]


async def test_the_second_of_two_equal_times_is_told_apart(office: Office, town: Town):
    async with office.unit() as ctx:
        for utc_hour in (7, 8):  # 01:00 MDT, then 01:00 MST
            await bookings.create(
                ctx, client_id=town.client, service_id=town.services["office"], minutes=60,
                starts_at=datetime(2026, 11, 1, utc_hour, tzinfo=UTC),
            )  # fmt: skip
        plan = await schedule.day(ctx, date(2026, 11, 1))
        assert [(job.start, job.fold) for job in plan.jobs] == [
            ("2026-11-01T01:00", 0),
            ("2026-11-01T01:00", 1),
        ]


async def test_one_booking_for_an_open_board_and_none_when_it_is_gone(office: Office, town: Town):
    async with office.unit() as ctx:
        saved = await town.book(
            ctx, 0, town.chloe, earliest_start=MONDAY, latest_start=MONDAY + 4 * HOUR
        )
        shown = await schedule.one(ctx, saved.id)
        assert shown is not None
        assert (shown.window, shown.version, shown.locked) == ("8:00–12:00", 1, False)
        assert shown == (await schedule.day(ctx, DAY)).jobs[0]
        await bookings.cancel(ctx, saved.id, "gone")
        assert await schedule.one(ctx, saved.id) is None
        deleted = await town.book(ctx, 4)
        await bookings.delete(ctx, deleted.id)
        assert await schedule.one(ctx, deleted.id) is None


async def test_a_tight_drive_is_said_on_the_job_and_begun_ones_are_locked(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        far = await clients.add_address(
            ctx, town.client, street="1 Airport Rd", lat=53.31, lng=-113.58
        )
        await town.book(ctx, 0, town.chloe, address_id=town.address)
        tight = await town.book(ctx, 2.25, town.chloe, address_id=far, confirmed=True)
        await bookings.start(ctx, tight.id)
        plan = await schedule.day(ctx, DAY)
        assert plan.jobs[1].warning == "15 min before this booking for a drive of about 41 min."
        assert plan.jobs[1].locked


async def test_a_leaver_stays_on_the_boards_of_days_they_worked(office: Office, town: Town):
    async with office.unit() as ctx:
        saved = await town.book(ctx, 0, town.bilal, confirmed=True)
        await bookings.start(ctx, saved.id)
        await bookings.finish(ctx, saved.id)
        await workers.archive(ctx, town.bilal)
        today = await schedule.day(ctx, DAY)
        tomorrow = await schedule.day(ctx, DAY + timedelta(days=1))
        assert [row.name for row in today.rows] == ["Bilal Kovalenko", "Chloé Roy"]
        assert [row.name for row in tomorrow.rows] == ["Chloé Roy"]


async def test_alternatives_for_a_booking_are_free(office: Office, town: Town):
    async with office.unit() as ctx:
        saved = await town.book(ctx, 0, town.chloe)
        await town.book(ctx, 4, town.chloe)
        nearby = await schedule.alternatives(ctx, saved.id, starts_at=MONDAY + 4 * HOUR)
        assert {free.worker for free in nearby} == {"Chloé Roy", "Bilal Kovalenko"}
        assert nearby[0].starts_at == MONDAY + 4 * HOUR
        assert nearby[0].worker_id == town.bilal


async def test_only_the_office_sees_boards_and_only_its_own(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = await theirs.book(ctx, 0, theirs.chloe)
    async with here.unit() as ctx:
        plan = await schedule.day(ctx, DAY)
        assert (plan.rows, plan.jobs) == ([], [])
        assert await schedule.one(ctx, foreign.id) is None
        with pytest.raises(NotFound):
            await schedule.alternatives(ctx, foreign.id)
        with pytest.raises(Invalid):
            await schedule.day(ctx, date(9999, 12, 31))
    async with here.unit("worker") as ctx:
        for call in (
            schedule.day(ctx, DAY),
            schedule.people(ctx, DAY),
            schedule.one(ctx, foreign.id),
            schedule.alternatives(ctx, foreign.id),
        ):
            with pytest.raises(Forbidden):
                await call
