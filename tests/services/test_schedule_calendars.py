"""Months, weeks by team and a worker's days: figures, filters, and days of 23 and 25 hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from cleaning_app import db
from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.permissions import ROLES
from cleaning_app.services import availability, bookings, schedule, workers
from tests.factories import MONDAY, Office, Town, build_town, count_statements

DAY = date(2026, 11, 23)
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
HOUR = timedelta(hours=1)


def _of(days: list[schedule.MonthDay], day: date) -> schedule.MonthDay:
    return next(one for one in days if one.date == day)


async def test_a_month_counts_jobs_money_and_what_nobody_is_on(office: Office, town: Town):
    async with office.unit() as ctx:
        for n in range(4):
            await town.book(ctx, 2 * n, town.chloe)
        loose = await town.book(ctx, 7)
        gone = await town.book(ctx, 9)
        await bookings.cancel(ctx, gone.id, "not counted")
        days = await schedule.month(ctx, date(2026, 11, 2), 28)
    day = _of(days, DAY)
    assert (day.jobs, day.unassigned, day.booked_cents) == (5, 1, 5 * 15000)
    # What waits for somebody is among the few that are shown; they stand in the order of the day.
    assert loose.id in [one.id for one in day.glances]
    assert len(day.glances) == 3
    assert [one.start for one in day.glances] == sorted(one.start for one in day.glances)
    assert [one.note for one in days if one.note] == ["Remembrance Day"]
    assert sum(one.jobs for one in days) == 5


async def test_who_may_not_see_money_sees_none(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe)
    quiet = replace(office.identity.actor, permissions=frozenset({"bookings.view"}))
    async with db.unit(replace(office.identity, actor=quiet), clock=office.clock) as ctx:
        days = await schedule.month(ctx, DAY, 1)
    assert (days[0].jobs, days[0].booked_cents) == (1, None)


async def test_a_month_is_narrowed_down_as_the_board_is(office: Office, town: Town):
    async with office.unit() as ctx:
        north = await workers.add_team(ctx, "North")
        await workers.update(ctx, town.chloe, team_id=north)
        await workers.update(ctx, town.bilal, skill_ids=[])
        mine = await town.book(ctx, 0, town.chloe)
        other = await town.book(ctx, 0, town.bilal)
        loose = await town.book(ctx, 1)
        for filters in (
            {"team_id": north},
            {"worker_ids": [town.chloe]},
            {"skill": (await workers.skills(ctx))[0].key},
        ):
            (day,) = await schedule.month(ctx, DAY, 1, **filters)
            assert {one.id for one in day.glances} == {mine.id, loose.id}
            assert day.jobs == 2
        (day,) = await schedule.month(ctx, DAY, 1, worker_ids=[town.bilal])
        assert {one.id for one in day.glances} == {other.id, loose.id}


async def test_a_month_takes_four_statements_however_full_it_is(office: Office, town: Town):
    async with office.unit() as ctx:
        for n in range(8):
            await town.book(ctx, n)
        with count_statements() as seen:
            await schedule.month(ctx, date(2026, 11, 2), 42)
    assert len(seen) == 4


async def test_a_booking_at_night_belongs_to_its_local_day(office: Office, town: Town):
    late = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 00:30 on Sunday 1 November in Edmonton
    async with office.unit() as ctx:
        for start in (late - HOUR, late, late + 24 * HOUR):
            await town.book(ctx, 0, starts_at=start, minutes=60)
        days = await schedule.month(ctx, date(2026, 10, 31), 3)
    # The 25-hour day ends an hour later by UTC: 24 hours after 00:30 it is 23:30 on the same day.
    assert [(day.date.day, day.jobs) for day in days] == [(31, 1), (1, 2), (2, 0)]
    assert [one.start for one in days[1].glances] == ["2026-11-01T00:30", "2026-11-01T23:30"]


async def test_teams_have_their_jobs_their_load_and_who_is_off(office: Office, town: Town):
    async with office.unit() as ctx:
        north = await workers.add_team(ctx, "North")
        await workers.update(ctx, town.chloe, team_id=north)
        both = await town.book(ctx, 0, town.chloe, town.bilal)
        loose = await town.book(ctx, 3)
        await availability.create(
            ctx, worker_id=town.chloe, starts_at=MONDAY + 24 * HOUR, ends_at=MONDAY + 48 * HOUR,
            kind="vacation",
        )  # fmt: skip
        week = await schedule.teams(ctx, DAY)
    assert [(line.name, line.people) for line in week.lanes] == [("North", 1), ("No team", 1)]
    monday, tuesday = week.lanes[0].days[:2]
    assert [one.id for one in monday.glances] == [both.id]
    assert (monday.jobs, monday.minutes_booked, monday.minutes_available) == (1, 120, 600)
    assert (tuesday.minutes_available, tuesday.off) == (0, 1)
    assert week.lanes[1].days[0].minutes_booked == 120
    assert [one.id for one in week.open[0].glances] == [loose.id]
    assert sum(total.jobs for total in week.totals) == 2


async def test_everybody_has_a_lane_with_their_jobs_their_hours_and_why_they_are_away(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        both = await town.book(ctx, 3, town.chloe, town.bilal)
        first = await town.book(ctx, 0, town.chloe)
        loose = await town.book(ctx, 3)
        await availability.create(
            ctx, worker_id=town.chloe, starts_at=MONDAY + 16 * HOUR, ends_at=MONDAY + 40 * HOUR,
            kind="vacation", reason="Away",
        )  # fmt: skip
        with count_statements() as seen:
            week = await schedule.people(ctx, DAY)
        assert len(seen) == 3
        with_team = await schedule.people(ctx, DAY, worker_ids=[town.bilal])
    bilal, chloe = week.lanes
    assert (bilal.name, chloe.name, chloe.people) == ("Bilal Kovalenko", "Chloé Roy", 1)
    monday, tuesday, *_, sunday = chloe.days
    assert [one.id for one in monday.glances] == [first.id, both.id]
    assert (monday.glances[0].start, monday.glances[0].end) == (f"{DAY}T08:00", f"{DAY}T10:00")
    assert monday.glances[0].service == "Standard clean"
    assert (monday.minutes_booked, monday.minutes_available) == (240, 600)
    assert (tuesday.works, tuesday.minutes_available, tuesday.why_off) == (True, 0, "Away")
    assert (sunday.works, sunday.why_off) == (False, "")
    assert [one.id for one in week.open[0].glances] == [loose.id]
    assert [lane.name for lane in with_team.lanes] == ["Bilal Kovalenko"]
    assert with_team.totals[0].jobs == 2


async def test_a_team_gives_its_best_to_a_job_it_takes_over(office: Office, town: Town):
    async with office.unit() as ctx:
        north, south = [await workers.add_team(ctx, name) for name in ("North", "South")]
        await workers.update(ctx, town.chloe, team_id=north)
        await workers.update(ctx, town.bilal, team_id=south)
        busy = await workers.create(ctx, name="Ada Busy", team_id=south)
        await town.book(ctx, 0, busy)
        job = await town.book(ctx, 0, town.chloe)
        assert await bookings.of_team(ctx, job.id, north) == [town.chloe]
        assert await bookings.of_team(ctx, job.id, south) == []
        take = partial(bookings.best_of_team, ctx, job.id, starts_at=None)
        assert await take(south, count=1) == [town.bilal]
        assert await take(south, count=5) == [town.bilal, busy]
        with pytest.raises(Invalid, match="Nobody else"):
            await take(north, count=1)  # she is on it already
        with pytest.raises(Invalid, match="Nobody else"):
            await take(None, count=1)


async def test_a_worker_has_only_their_own_days(office: Office, town: Town):
    async with office.unit() as ctx:
        mine = await town.book(ctx, 0, town.chloe)
        await town.book(ctx, 0, town.bilal)
        await town.book(ctx, 3)
        line = await schedule.timeline(ctx, town.chloe, DAY)
    assert line.name == "Chloé Roy"
    assert [job.id for job in line.plan.jobs] == [mine.id]
    assert len(line.plan.days) == 14
    assert (line.plan.totals[0].minutes_booked, line.plan.totals[0].minutes_available) == (120, 600)
    # Weekdays 08:00 to 18:00: closed before and after, and on the whole of Sunday.
    closed = [(span.start, span.minutes) for span in line.plan.closed]
    assert closed[:2] == [("2026-11-23T00:00", 480), ("2026-11-23T18:00", 360)]
    assert ("2026-11-29T00:00", 1440) in closed


@pytest.mark.parametrize(("day", "minutes", "before"), [(SPRING, 1380, 420), (AUTUMN, 1500, 540)])
async def test_days_of_23_and_25_hours_are_as_long_in_every_view(
    office: Office, town: Town, day: date, minutes: int, before: int
):
    async with office.unit() as ctx:
        await workers.update(ctx, town.chloe, weekly_hours={"sun": ["08:00", "16:00"]})
        start = datetime.combine(day, datetime.min.time(), ctx.zone).replace(hour=9)
        job = await town.book(ctx, 0, town.chloe, starts_at=start.astimezone(UTC))
        line = await schedule.timeline(ctx, town.chloe, day, days=1)
        week = await schedule.teams(ctx, day, days=1)
        (month,) = await schedule.month(ctx, day, 1)
    assert (line.plan.minutes, week.minutes) == ([minutes], [minutes])
    assert [span.minutes for span in line.plan.closed] == [before, 480]
    assert line.plan.totals[0].minutes_available == 480
    assert week.lanes[0].days[0].minutes_booked == 120
    assert [(one.id, one.start) for one in month.glances] == [(job.id, f"{day}T09:00")]


async def test_a_job_keeps_its_time_of_day_across_a_clock_change(office: Office, town: Town):
    friday = datetime(2026, 10, 30, 15, 30, tzinfo=UTC)  # 09:30 in Edmonton, daylight time
    night = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)  # 02:30 in Edmonton, standard time
    async with office.unit() as ctx:
        job = await town.book(ctx, 0, starts_at=friday)
        early = await town.book(ctx, 0, starts_at=night)
        moved = await schedule.on_day(ctx, job.id, date(2026, 11, 2))
        assert moved == datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
        # 02:30 does not exist on 8 March: the moment the clocks jump to 03:00.
        assert await schedule.on_day(ctx, early.id, SPRING) == datetime(2026, 3, 8, 9, tzinfo=UTC)


async def test_nonsense_strangers_and_workers_are_refused(new_office, office: Office, town: Town):
    elsewhere = await new_office("Other")
    async with elsewhere.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = await theirs.book(ctx, 0, theirs.chloe)
    async with office.unit() as ctx:
        for wrong in (
            schedule.month(ctx, DAY, 43),
            schedule.month(ctx, date(1999, 1, 1), 7),
            schedule.timeline(ctx, town.chloe, DAY, days=32),
            schedule.teams(ctx, date(2200, 1, 1)),
            schedule.people(ctx, date(1999, 1, 1)),
        ):
            with pytest.raises(Invalid):
                await wrong
        for missing in (
            schedule.timeline(ctx, theirs.chloe, DAY),
            schedule.timeline(ctx, uuid4(), DAY),
            schedule.on_day(ctx, foreign.id, DAY),
        ):
            with pytest.raises(NotFound):
                await missing
        (month,) = await schedule.month(ctx, DAY, 1, worker_ids=[theirs.chloe])
        assert month.jobs == 0
    assert "bookings.view" not in ROLES["worker"]
    async with office.unit("worker") as ctx:
        for call in (
            schedule.month(ctx, DAY, 7),
            schedule.teams(ctx, DAY),
            schedule.people(ctx, DAY),
            bookings.of_team(ctx, foreign.id, None),
            bookings.best_of_team(ctx, foreign.id, None, starts_at=None, count=1),
            schedule.timeline(ctx, town.chloe, DAY),
            schedule.on_day(ctx, uuid4(), DAY),
        ):
            with pytest.raises(Forbidden):
                await call
