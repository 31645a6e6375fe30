"""Changing series: all, this and following, one; pausing, skipping, ending, and every way back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from cleaning_app.domain.recurrence import Rule
from cleaning_app.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from cleaning_app.services import bookings, series
from cleaning_app.services.bookings import CrewChange
from jobs import series_horizon
from tests.factories import Office, Town
from tests.services.test_series import TUESDAY, TUESDAYS, begin, e_mails, local, visits

HOUR = timedelta(hours=1)


async def test_all_visits_to_come_take_the_new_time_length_price_and_crew(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        before = await visits(ctx, made.id)
        done = await series.change(
            ctx, made.id, at=time(13, 30), minutes=90, price_cents=99_00, crew=[town.bilal],
            notes="Key under the mat", version=1,
        )  # fmt: skip
        rows = await visits(ctx, made.id)
        assert (done.id, done.changed, done.made, done.cancelled, done.kept) == (
            made.id, 8, 0, 0, [],
        )  # fmt: skip
        assert [row.id for row in rows] == [row.id for row in before]
        assert {(row.minutes, row.price_cents, row.crew[0].name) for row in rows} == {
            (90, 99_00, "Bilal Kovalenko")
        }
        assert {f"{row.starts_at.astimezone(ctx.zone):%H:%M}" for row in rows} == {"13:30"}
        with pytest.raises(PreconditionFailed):
            await series.change(ctx, made.id, minutes=60, version=1)
    async with office.unit() as ctx:
        # Within the half minute it is still the one confirmation, saying the new thing.
        assert await e_mails(ctx) == [
            ("series_confirmed", "skipped"),
            ("series_confirmed", "pending"),
        ]


async def test_this_and_following_split_the_series_and_keep_its_history(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town, TUESDAYS.ending(times=10))
        third = (await visits(ctx, made.id))[2]
        done = await series.change(ctx, made.id, since=third.starts_at.date(), at=time(15))
        old, new = await visits(ctx, made.id), await visits(ctx, done.id)
        assert done.id != made.id
        assert local(ctx, old) == ["Tue 24 Nov 09:00", "Tue 1 Dec 09:00"]
        assert local(ctx, new)[:2] == ["Tue 8 Dec 15:00", "Tue 15 Dec 15:00"]
        assert (len(new), new[0].id) == (6, third.id)
    # Ten visits were agreed; two went before, eight remain, and no more are made by either.
    office.clock.advance(timedelta(days=14))
    assert (await series_horizon.run(office.clock)).counters["made"] == 2
    async with office.unit() as ctx:
        assert (len(await visits(ctx, made.id)), len(await visits(ctx, done.id))) == (2, 8)


async def test_from_its_first_day_on_it_is_no_split(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        done = await series.change(ctx, made.id, since=TUESDAY, minutes=60)
        assert (done.id, done.changed) == (made.id, 8)


async def test_what_was_changed_by_itself_stays_and_the_rest_of_it_follows(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        rows = await visits(ctx, made.id)
        await bookings.reschedule(ctx, rows[1].id, rows[1].starts_at + 2 * HOUR)
        await bookings.reschedule(ctx, rows[2].id, crew=CrewChange([town.chloe], [town.bilal]))
        done = await series.change(ctx, made.id, at=time(14), price_cents=77_00)
        assert done.kept == [TUESDAY + timedelta(days=7), TUESDAY + timedelta(days=14)]
        after = await visits(ctx, made.id)
        assert local(ctx, after)[:3] == ["Tue 24 Nov 14:00", "Tue 1 Dec 11:00", "Tue 8 Dec 14:00"]
        assert after[2].crew[0].name == "Bilal Kovalenko"
        assert {row.price_cents for row in after} == {77_00}


async def test_another_weekday_moves_the_visits_and_every_other_week_drops_half(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        before = [row.id for row in await visits(ctx, made.id)]
        done = await series.change(ctx, made.id, rule=Rule.weekly([3]))
        rows = await visits(ctx, made.id)
        assert (done.changed, done.made, done.cancelled) == (8, 0, 0)
        assert [row.id for row in rows] == before
        assert local(ctx, rows)[:2] == ["Thu 26 Nov 09:00", "Thu 3 Dec 09:00"]
        thinned = await series.change(ctx, made.id, rule=Rule.weekly([3], 2))
        assert (thinned.changed, thinned.made, thinned.cancelled) == (0, 0, 4)
        back = await series.change(ctx, made.id, rule=Rule.weekly([3]))
        assert (back.made, back.cancelled) == (4, 0)
        live = [row for row in await visits(ctx, made.id) if row.status == "confirmed"]
        assert len(live) == 8


async def test_a_moved_visit_takes_the_following_along(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        rows = await visits(ctx, made.id)
        moved = rows[2].starts_at + timedelta(days=1, hours=2)
        await bookings.reschedule(ctx, rows[2].id, moved)
        done = await series.carry(ctx, rows[2].id, following=True)
        assert local(ctx, await visits(ctx, made.id)) == ["Tue 24 Nov 09:00", "Tue 1 Dec 09:00"]
        new = await visits(ctx, done.id)
        assert local(ctx, new)[:3] == ["Wed 9 Dec 11:00", "Wed 16 Dec 11:00", "Wed 23 Dec 11:00"]
        assert [row.id for row in new][:6] == [row.id for row in rows[2:]]
        everyone = await series.carry(
            ctx, new[1].id, following=False, crew=[town.bilal],
            starts_at=new[1].starts_at - timedelta(days=2),
        )  # fmt: skip
        assert (everyone.id, everyone.cancelled, everyone.conflicts) == (done.id, 0, 0)
        again = await visits(ctx, done.id)
        assert local(ctx, again)[:2] == ["Mon 7 Dec 11:00", "Mon 14 Dec 11:00"]
        assert {row.crew[0].name for row in again} == {"Bilal Kovalenko"}


async def test_a_new_time_at_which_somebody_is_elsewhere_is_listed_not_refused(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        await town.book(ctx, 24 * 8 + 6, town.chloe)  # Tuesday 1 December, 14:00–16:00
        done = await series.change(ctx, made.id, at=time(15))
        rows = await visits(ctx, made.id)
        assert (done.conflicts, [len(row.crew) for row in rows[:3]]) == (1, [1, 0, 1])
        assert local(ctx, rows)[1] == "Tue 1 Dec 15:00"
        # Still waiting, it follows the next change, and Chloé is back on it.
        await series.change(ctx, made.id, at=time(9))
        assert [len(row.crew) for row in await visits(ctx, made.id)] == [1] * 8


async def test_visits_that_are_over_never_change(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        first = (await visits(ctx, made.id))[0]
    office.clock.advance(timedelta(hours=25, minutes=30))
    async with office.unit() as ctx:
        await bookings.start(ctx, first.id)
        await series.change(ctx, made.id, at=time(7), price_cents=1)
        rows = await visits(ctx, made.id)
        assert local(ctx, rows)[:2] == ["Tue 24 Nov 09:00", "Tue 1 Dec 07:00"]
        assert (rows[0].price_cents, rows[0].status) == (first.price_cents, "in_progress")


async def test_a_pause_cancels_what_stands_and_resuming_makes_it_anew(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        paused = await series.pause(ctx, made.id, date(2026, 12, 1), date(2026, 12, 15))
        assert paused.cancelled == 3
        assert [row.status for row in await visits(ctx, made.id)].count("cancelled") == 3
        assert [mail for mail in await e_mails(ctx) if mail[1] == "pending"] == [
            ("series_confirmed", "pending")
        ]
        with pytest.raises(Invalid):
            await series.pause(ctx, made.id, date(2026, 12, 2), date(2026, 12, 1))
        assert (await series.resume(ctx, made.id)).made == 3
        with pytest.raises(Conflict, match="isn't paused"):
            await series.resume(ctx, made.id)
        live = [row for row in await visits(ctx, made.id) if row.status == "confirmed"]
        assert local(ctx, live)[:2] == ["Tue 24 Nov 09:00", "Tue 1 Dec 09:00"]
        assert len(live) == 8
        # Open, it lasts: the job makes nothing while it does.
        await series.pause(ctx, made.id, date(2026, 12, 8))
    office.clock.advance(timedelta(days=21))
    assert (await series_horizon.run(office.clock)).counters["made"] == 0


async def test_a_skipped_day_is_not_made_again_and_comes_back_as_it_was(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        second = (await visits(ctx, made.id))[1]
        skipped = await series.skip(ctx, made.id, TUESDAY + timedelta(days=7))
        assert (skipped.cancelled, (await bookings.get(ctx, second.id)).status) == (1, "cancelled")
        with pytest.raises(Conflict):
            await series.skip(ctx, made.id, TUESDAY + timedelta(days=7))
        with pytest.raises(Invalid):
            await series.skip(ctx, made.id, TUESDAY + timedelta(days=8))
        await series.skip(ctx, made.id, TUESDAY + timedelta(weeks=9))  # beyond the horizon
    office.clock.advance(timedelta(seconds=20))
    async with office.unit() as ctx:
        await series.unskip(ctx, made.id, TUESDAY + timedelta(days=7))
        assert (await bookings.get(ctx, second.id)).status == "confirmed"
        assert len(await visits(ctx, made.id)) == 8
        await series.skip(ctx, made.id, TUESDAY + timedelta(days=7))
    office.clock.advance(timedelta(days=15))
    await series_horizon.run(office.clock)
    async with office.unit() as ctx:
        days = [row.starts_at.date() for row in await visits(ctx, made.id)]
        assert TUESDAY + timedelta(weeks=9) not in days
        assert TUESDAY + timedelta(weeks=10) in days
        assert days.count(TUESDAY + timedelta(days=7)) == 1


async def test_ending_keeps_history_and_cancels_what_is_to_come_when_asked(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        with pytest.raises(Invalid):
            await series.end(ctx, made.id, " ")
        kept = await series.end(ctx, made.id, "Moved away", cancel=False, since=date(2026, 12, 8))
        assert kept.cancelled == 0
        with pytest.raises(Conflict, match="has ended"):
            await series.pause(ctx, made.id, TUESDAY)
        await series.reopen(ctx, made.id)
        ended = await series.end(ctx, made.id, "Moved away", since=date(2026, 12, 8))
        statuses = [row.status for row in await visits(ctx, made.id)]
        assert (ended.cancelled, statuses.count("cancelled"), statuses[:2]) == (
            6, 6, ["confirmed", "confirmed"],
        )  # fmt: skip
        assert (await series.reopen(ctx, made.id)).made == 6


async def test_a_visit_taken_out_is_a_one_off_and_leaves_its_day_empty(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        second = (await visits(ctx, made.id))[1]
        series_id, on = await series.detach(ctx, second.id)
        assert (series_id, on) == (made.id, TUESDAY + timedelta(days=7))
        await series.change(ctx, made.id, at=time(16))
        assert len(await visits(ctx, made.id)) == 7
        assert (await bookings.get(ctx, second.id)).starts_at == second.starts_at
        await series.attach(ctx, second.id, series_id, on)
        assert len(await visits(ctx, made.id)) == 8
        with pytest.raises(Conflict):
            await series.attach(ctx, second.id, series_id, on)


async def test_only_the_office_changes_series(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        first = (await visits(ctx, made.id))[0]
    async with office.unit("accountant") as ctx:
        for refused in (
            series.change(ctx, made.id, minutes=60),
            series.carry(ctx, first.id, following=True),
            series.pause(ctx, made.id, TUESDAY),
            series.resume(ctx, made.id),
            series.end(ctx, made.id, "No"),
            series.reopen(ctx, made.id),
            series.skip(ctx, made.id, TUESDAY),
            series.unskip(ctx, made.id, TUESDAY),
            series.detach(ctx, first.id),
            series.attach(ctx, first.id, made.id, TUESDAY),
        ):
            with pytest.raises(Forbidden):
                await refused
    async with office.unit() as ctx:
        count = await ctx.session.scalar(
            text("SELECT count(*) FROM admin_audit_logs WHERE resource_type = 'series'")
        )
        assert count == 2  # made and filled


async def test_undoing_a_change_puts_terms_visits_and_days_back(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        before = await visits(ctx, made.id)
        done = await series.change(
            ctx, made.id, rule=Rule.weekly([3]), at=time(14), minutes=60, price_cents=1,
            crew=[town.bilal], notes="Other", access_notes="Code 1",
        )  # fmt: skip
        await series.take_back(ctx, done.undo)
        assert [(r.id, r.starts_at, r.minutes, r.price_cents, r.crew) for r in before] == [
            (r.id, r.starts_at, r.minutes, r.price_cents, r.crew)
            for r in await visits(ctx, made.id)
        ]
        shown = await series.get(ctx, made.id)
        assert (shown.row.words, shown.notes) == ("Every week on Tuesday", "")
    async with office.unit() as ctx:
        assert [mail for mail in await e_mails(ctx) if mail[1] == "pending"] == [
            ("series_confirmed", "pending")
        ]


async def test_undoing_a_split_makes_one_series_of_two(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town, TUESDAYS.ending(times=12))
        before = await visits(ctx, made.id)
        await series.skip(ctx, made.id, TUESDAY + timedelta(weeks=4))
        done = await series.change(ctx, made.id, since=TUESDAY + timedelta(weeks=2), at=time(15))
        back = await series.take_back(ctx, done.undo)
        assert back.id == made.id
        after = await visits(ctx, made.id)
        assert [(row.id, row.starts_at) for row in before] == [
            (row.id, row.starts_at) for row in after
        ]
        shown = await series.get(ctx, made.id)
        assert (shown.row.words, shown.following_id) == ("Every week on Tuesday, 12 times", None)
        assert shown.skipped == [TUESDAY + timedelta(weeks=4)]


async def test_a_series_made_by_mistake_leaves_only_what_was_there_before(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        own = await town.book(ctx, 25, town.chloe)
        made = await series.from_booking(ctx, own.id, TUESDAYS)
        assert await series.discard(ctx, made.id) == 7
        assert (await bookings.get(ctx, own.id)).series_id is None
        assert (await bookings.get(ctx, own.id)).deleted_at is None
        again = await series.from_booking(ctx, own.id, TUESDAYS)
        await bookings.confirm(ctx, (await visits(ctx, again.id))[1].id)
    office.clock.advance(timedelta(days=8, hours=2))
    async with office.unit() as ctx:
        await bookings.start(ctx, (await visits(ctx, again.id))[1].id)
        with pytest.raises(Conflict, match="End it instead"):
            await series.discard(ctx, again.id)


async def test_pausing_and_resuming_within_the_half_minute_tells_nobody(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        await ctx.session.execute(text("UPDATE outbox_events SET status = 'sent'"))
        await series.pause(ctx, made.id, TUESDAY)
        await series.resume(ctx, made.id)
        await series.end(ctx, made.id, "Mistake")
        await series.reopen(ctx, made.id)
        assert [status for _, status in await e_mails(ctx)] == ["sent", "skipped", "skipped"]


async def test_undo_leaves_alone_a_series_that_somebody_has_changed_again(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        first = await series.change(ctx, made.id, at=time(10))
    async with office.unit("dispatcher") as ctx:
        second = await series.change(ctx, made.id, at=time(13))
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="changed again since"):
            await series.take_back(ctx, first.undo)
        assert (await series.get(ctx, made.id)).row.at == time(13)
        await series.take_back(ctx, second.undo)
        assert (await series.get(ctx, made.id)).row.at == time(10)


async def test_undoing_a_split_leaves_alone_an_earlier_half_somebody_has_changed_since(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        done = await series.change(ctx, made.id, since=TUESDAY + timedelta(weeks=2), at=time(15))
    async with office.unit("dispatcher") as ctx:
        await series.change(ctx, made.id, at=time(13))
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="changed again since"):
            await series.take_back(ctx, done.undo)
        assert local(ctx, await visits(ctx, made.id)) == ["Tue 24 Nov 13:00", "Tue 1 Dec 13:00"]
        assert local(ctx, await visits(ctx, done.id))[0] == "Tue 8 Dec 15:00"
        assert (await series.get(ctx, made.id)).following_id == done.id
