"""The conflict inbox, the list, the page and the preview: what the office sees of series."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from cleaning_app.domain.recurrence import Rule
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.services import availability, bookings, clients, series, workers
from cleaning_app.services.listing import Query
from tests.factories import MONDAY, Office, Town
from tests.services.test_series import TUESDAY, TUESDAYS, begin, local, visits

DAY = timedelta(days=1)


async def _away(ctx, town: Town) -> None:
    """Chloé is on holiday around 1 December."""
    await availability.create(
        ctx, worker_id=town.chloe, kind="vacation", starts_at=MONDAY + 7 * DAY,
        ends_at=MONDAY + 10 * DAY,
    )  # fmt: skip


async def test_a_line_says_who_is_missing_why_and_who_could_come_instead(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await _away(ctx, town)
        made = await begin(ctx, town)
        [line] = await series.conflicts.listed(ctx)
        assert (line.client, line.on_day, line.kind) == ("Gwen Abbott", TUESDAY + 7 * DAY, "crew")
        assert line.reason == "Chloé is off until 8:00 on 3 December (vacation)."
        assert [worker.name for worker in line.missing] == ["Chloé Roy"]
        assert (line.series_id, line.words) == (made.id, "Every week on Tuesday")
        assert len(line.alternatives) == 3
        first = line.alternatives[0]
        assert (first.worker, first.starts_at) == ("Bilal Kovalenko", line.starts_at)
        assert await series.conflicts.count(ctx) == 1


async def test_assigning_moving_skipping_and_dismissing_settle_it_and_can_be_undone(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await _away(ctx, town)
        await begin(ctx, town)

        async def line() -> series.Conflict:
            [found] = await series.conflicts.listed(ctx)
            return found

        moved = await series.conflicts.assign(ctx, (await line()).id, town.bilal)
        assert (moved.joined, await series.conflicts.count(ctx)) == ((town.bilal,), 0)
        await bookings.unassign(ctx, moved.id, town.bilal)
        choice = (await line()).alternatives[1]
        moved = await series.conflicts.move(
            ctx, (await line()).id, choice.worker_id, choice.starts_at
        )
        assert (moved.after.starts_at, await series.conflicts.count(ctx)) == (choice.starts_at, 0)
        await bookings.reschedule(
            ctx, moved.id, moved.before.starts_at,
            crew=bookings.CrewChange(remove=moved.joined),
        )  # fmt: skip
        series_id, on = await series.conflicts.skip(ctx, (await line()).id)
        assert await series.conflicts.count(ctx) == 0
        await series.unskip(ctx, series_id, on)
        assert (await bookings.get(ctx, moved.id)).status == "confirmed"
    async with office.unit() as ctx:
        found = await series.conflicts.listed(ctx)
        # Brought back, it still has nobody: it is on the list again.
        [again] = found
        await series.conflicts.dismiss(ctx, again.id)
        assert await series.conflicts.count(ctx) == 0
        with pytest.raises(Conflict):
            await series.conflicts.dismiss(ctx, again.id)
        await series.conflicts.recall(ctx, again.id)
        assert await series.conflicts.count(ctx) == 1
        with pytest.raises(NotFound):
            await series.conflicts.assign(ctx, town.client, town.bilal)


async def test_whoever_settles_it_on_the_board_settles_the_line(office: Office, town: Town):
    async with office.unit() as ctx:
        await _away(ctx, town)
        made = await begin(ctx, town)
        second = (await visits(ctx, made.id))[1]
        await bookings.assign(ctx, second.id, town.bilal)
        assert await series.conflicts.count(ctx) == 0
        await bookings.unassign(ctx, second.id, town.bilal)
        assert await series.conflicts.count(ctx) == 1
        await bookings.cancel(ctx, second.id, "Snow")
        assert await series.conflicts.count(ctx) == 0


async def test_what_could_not_be_made_is_listed_until_its_day_or_its_end(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        await clients.block(ctx, town.client)
    office.clock.advance(timedelta(days=7))
    async with office.unit() as ctx:
        await series.horizon.extend(ctx, made.id)
        [line] = await series.conflicts.listed(ctx)
        assert (line.kind, line.booking_id, line.alternatives) == ("not_made", None, [])
        with pytest.raises(Conflict, match="no visit to move"):
            await series.conflicts.assign(ctx, line.id, town.bilal)
        await series.end(ctx, made.id, "They moved away")
        assert await series.conflicts.count(ctx) == 0


async def test_the_list_filters_by_state_worker_and_client_and_counts_what_is_open(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await _away(ctx, town)
        weekly = await begin(ctx, town)
        jia = await clients.create(ctx, name="Jia Nguyen")
        monthly = await begin(
            ctx, town, Rule.on_weekday(2, 1), client_id=jia, address_id=None, crew=[town.bilal],
            at=time(14),
        )  # fmt: skip
        paused = await begin(ctx, town, at=time(18), crew=[])
        await series.pause(ctx, paused.id, MONDAY.date())
        over = await begin(ctx, town, at=time(7), crew=[])
        await series.end(ctx, over.id, "Sold the house")

        async def ids(search: str = "", **filters: str) -> set:
            page = await series.find(ctx, Query(search=search, filters=filters))
            return {row.id for row in page.rows}

        assert await ids() == {weekly.id, monthly.id, paused.id, over.id}
        assert await ids(state="active") == {weekly.id, monthly.id}
        assert await ids(state="paused,finished") == {paused.id, over.id}
        assert await ids(worker_id=str(town.bilal)) == {monthly.id}
        assert await ids(client_id=str(jia)) == await ids("jia") == {monthly.id}
        with pytest.raises(Invalid):
            await ids(state="happy")
        rows = {row.id: row for row in (await series.find(ctx, Query(sort="created_at"))).rows}
        assert (rows[weekly.id].conflicts, rows[monthly.id].conflicts) == (1, 0)
        assert rows[monthly.id].words == "Every month on the second Tuesday"
        assert rows[monthly.id].next_visit is not None
        assert local(ctx, await visits(ctx, monthly.id)) == ["Tue 8 Dec 14:00", "Tue 12 Jan 14:00"]
        assert rows[over.id].next_visit is None


async def test_a_series_page_shows_what_comes_what_was_changed_and_what_it_was_split_from(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        rows = await visits(ctx, made.id)
        await bookings.update(ctx, rows[1].id, notes="Bring a ladder", price_cents=1)
        await series.skip(ctx, made.id, TUESDAY + 14 * DAY)
        shown = await series.get(ctx, made.id)
        assert [day.changed for day in shown.upcoming[:3]] == [[], ["price", "notes"], []]
        assert shown.skipped == [TUESDAY + 14 * DAY]
        assert shown.address == "8315 101 St NW, Strathcona"
        split = await series.change(ctx, made.id, since=TUESDAY + 21 * DAY, minutes=60)
        before, after = await series.get(ctx, made.id), await series.get(ctx, split.id)
        assert (before.following_id, after.previous_id) == (split.id, made.id)
        assert before.row.words == "Every week on Tuesday, until 14 December 2026"
        [entry] = [one for one in after.history if one.action == "series.change"]
        assert entry.details["minutes"] == [120, 60]
        mine = await series.of_booking(ctx, rows[1].id)
        assert mine is not None
        assert (mine.changed, mine.series_id) == (["price", "notes"], made.id)
        assert mine.before is not None
        assert mine.before.id == rows[0].id
        assert await series.of_booking(ctx, (await town.book(ctx, 5)).id) is None
        with pytest.raises(NotFound):
            await series.get(ctx, town.client)


async def test_a_preview_shows_the_next_days_holidays_and_clashes_and_changes_nothing(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await _away(ctx, town)
        own = await town.book(ctx, 25, town.chloe)
        shown = await series.preview(
            ctx, rule=TUESDAYS, starts_on=TUESDAY, at=time(9), minutes=120, crew=[town.chloe],
            client_id=town.client, service_id=town.services["standard"], instead_of=own.id,
        )  # fmt: skip
        assert [(one.on_day - TUESDAY).days for one in shown] == [0, 7, 14, 21, 28, 35]
        assert [one.joins for one in shown] == [False] * 6
        assert [len(one.clashes) for one in shown] == [0, 1, 0, 0, 0, 0]
        assert shown[1].clashes == ["Chloé is off until 8:00 on 3 December (vacation)."]
        fridays = await series.preview(
            ctx, rule=Rule.weekly([4]), starts_on=date(2026, 12, 18), at=time(9), minutes=120,
            holiday_policy="skip",
        )  # fmt: skip
        assert [(one.on_day.day, one.starts_at is None, one.holiday) for one in fridays[:2]] == [
            (18, False, ""),
            (25, True, "Christmas Day"),
        ]
        assert (await series.find(ctx, Query())).rows == []
        ended = TUESDAYS.ending(until=TUESDAY - DAY)
        assert (
            await series.preview(ctx, rule=ended, starts_on=TUESDAY, at=time(9), minutes=60) == []
        )


async def test_workers_who_leave_stay_named_on_the_series(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town, crew=[])
        await series.change(ctx, made.id, crew=[town.bilal])
        for row in await visits(ctx, made.id):
            await bookings.unassign(ctx, row.id, town.bilal)
        await workers.archive(ctx, town.bilal)
        assert [w.name for w in (await series.get(ctx, made.id)).row.crew] == ["Bilal Kovalenko"]
