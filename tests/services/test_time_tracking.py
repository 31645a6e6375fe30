"""Clocks of a crew: one each, tapped twice, late, out of turn, and put right by the office."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.services import audit, bookings, time_tracking
from tests.factories import MONDAY, Office, Town, build_town

MINUTE = timedelta(minutes=1)


async def _booked(office: Office, town: Town, *crew: UUID, hour: float = 0) -> UUID:
    async with office.unit() as ctx:
        return (await town.book(ctx, hour, *crew, confirmed=True)).id


async def test_a_day_on_the_clock(office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        tapped = await time_tracking.start(ctx, id)
        assert (tapped.clock.state, tapped.clock.planned_minutes) == ("running", 120)
        office.clock.advance(50 * MINUTE)
        assert (await time_tracking.pause(ctx, id)).clock.worked_seconds == 50 * 60
        office.clock.advance(15 * MINUTE)
        resumed = await time_tracking.resume(ctx, id)
        assert resumed.clock.running_since == office.clock.now()
        office.clock.advance(62 * MINUTE)
        done = await time_tracking.finish(ctx, id)
        assert (done.clock.state, done.clock.worked_seconds) == ("finished", 112 * 60)
        assert done.offers_completion
        assert not done.clock.is_overrun
        assert (await time_tracking.complete(ctx, id)).after == "completed"
        assert (await time_tracking.complete(ctx, id)).before == "completed"
    async with office.unit() as ctx:
        actions = [entry.action for entry in await audit.history(ctx, "booking", id)]
        assert actions == [
            "booking.finish", "time.finish", "time.resume", "time.pause", "booking.start",
            "time.start", "booking.create",
        ]  # fmt: skip
        [clock] = await time_tracking.of_booking(ctx, id)
        assert (clock.worker, len(clock.spans)) == ("Chloé Roy", 2)


async def test_double_taps_change_nothing(office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        for verb in ("start", "pause", "resume", "finish"):
            tap = getattr(time_tracking, verb)
            first = await tap(ctx, id)
            office.clock.advance(MINUTE)
            again = await tap(ctx, id)
            assert (first.again, again.again) == (False, True), verb
            assert again.clock.version == first.clock.version
            assert again.clock.spans == first.clock.spans


async def test_a_start_taken_back_within_a_minute_never_was(office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.undo_start(ctx, id)  # nothing to take back
        await time_tracking.start(ctx, id)
        office.clock.advance(MINUTE)
        await time_tracking.undo_start(ctx, id)
        await time_tracking.undo_start(ctx, id)
        assert await time_tracking.of_mine(ctx, [id]) == {}
    async with office.unit() as ctx:
        booking = await bookings.get(ctx, id)
        assert (booking.status, booking.started_at) == ("confirmed", None)
        actions = [entry.action for entry in await audit.history(ctx, "booking", id)]
        assert actions[:2] == ["booking.undo_start", "time.undo_start"]
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        assert (await time_tracking.start(ctx, id)).clock.state == "running"


async def test_a_start_is_not_taken_back_late_after_more_or_over_a_colleagues(
    office: Office, town: Town
):
    id = await _booked(office, town, town.chloe, town.bilal)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        await time_tracking.start(ctx, id)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.undo_start(ctx, id)
    async with office.unit() as ctx:
        assert (await bookings.get(ctx, id)).status == "in_progress"
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        office.clock.advance(2 * MINUTE)
        with pytest.raises(Conflict) as late:
            await time_tracking.undo_start(ctx, id)
        assert late.value.extra["said"] == "refused_undo_late"
        # Tapped in time, sent later: a phone without a line.
        await time_tracking.pause(ctx, id)
        with pytest.raises(Conflict) as more:
            await time_tracking.undo_start(ctx, id, at=MONDAY + MINUTE)
        assert more.value.extra["said"] == "refused_undo_more"
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id, at=MONDAY)
        await time_tracking.undo_start(ctx, id, at=MONDAY + MINUTE)


async def test_taps_that_arrive_late_count_for_when_they_were_tapped(office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    office.clock.advance(timedelta(hours=5))
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id, at=MONDAY)
        await time_tracking.pause(ctx, id, at=MONDAY + 60 * MINUTE)
        await time_tracking.resume(ctx, id, at=MONDAY + 70 * MINUTE)
        # A phone whose clock jumped back does not make a break negative.
        done = await time_tracking.finish(ctx, id, at=MONDAY + 65 * MINUTE)
        assert done.clock.worked_seconds == 60 * 60
        assert done.clock.finished_at == MONDAY + 70 * MINUTE
        await time_tracking.complete(ctx, id, at=MONDAY + 71 * MINUTE)
    async with office.unit() as ctx:
        booking = await bookings.get(ctx, id)
        assert booking.started_at == MONDAY
        assert booking.finished_at == MONDAY + 71 * MINUTE


async def test_a_tap_of_three_days_ago_is_refused(office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    office.clock.advance(timedelta(days=3))
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        with pytest.raises(Invalid, match="two days"):
            await time_tracking.start(ctx, id, at=MONDAY)


async def test_each_of_a_crew_has_a_clock_and_the_last_one_offers_completion(
    office: Office, town: Town
):
    id = await _booked(office, town, town.chloe, town.bilal)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id)
    office.clock.advance(10 * MINUTE)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        await time_tracking.start(ctx, id)
    office.clock.advance(90 * MINUTE)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        assert not (await time_tracking.finish(ctx, id)).offers_completion
        with pytest.raises(Conflict, match="Still on the clock here: Bilal"):
            await time_tracking.complete(ctx, id)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        assert (await time_tracking.finish(ctx, id)).offers_completion
    async with office.unit() as ctx:
        worked = [clock.worked_seconds // 60 for clock in await time_tracking.of_booking(ctx, id)]
        assert worked == [90, 100]


async def test_longer_than_120_percent_needs_a_reason(office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id)
        office.clock.advance(144 * MINUTE + timedelta(seconds=1))
        with pytest.raises(Invalid) as refused:
            await time_tracking.finish(ctx, id)
        assert refused.value.extra["said"] == "refused_reason_needed"
        done = await time_tracking.finish(
            ctx, id, overrun_reason="other", overrun_note="The lift was broken"
        )
        assert (done.clock.overrun_reason, done.clock.is_overrun) == ("other", True)


async def test_nobody_is_on_two_clocks(office: Office, town: Town):
    here = await _booked(office, town, town.chloe)
    there = await _booked(office, town, town.chloe, hour=3)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, here)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        with pytest.raises(Conflict, match="still runs at Gwen Abbott"):
            await time_tracking.start(ctx, there)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.pause(ctx, here)
        await time_tracking.start(ctx, there)
        with pytest.raises(Conflict, match="still runs"):
            await time_tracking.resume(ctx, here)


async def test_two_phones_race_and_one_clock_runs(office: Office, town: Town):
    ids = [await _booked(office, town, town.chloe, hour=hour) for hour in (0, 3, 6)]

    async def tap(id: UUID) -> str:
        try:
            async with office.unit("worker", worker_id=town.chloe) as ctx:
                await time_tracking.start(ctx, id)
        except Conflict:
            return "refused"
        return "running"

    outcomes = await asyncio.gather(*(tap(id) for id in [*ids, *ids]))
    async with office.unit() as ctx:
        running = [clock.state for id in ids for clock in await time_tracking.of_booking(ctx, id)]
    assert running == ["running"]
    assert outcomes.count("running") == 2  # the one that won, and its own double tap


async def test_a_job_that_is_over_unconfirmed_or_another_days_has_no_clock(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        pending = (await town.book(ctx, 0, town.chloe)).id
        tomorrow = (await town.book(ctx, 24, town.chloe, confirmed=True)).id
        gone = (await town.book(ctx, 4, town.chloe, confirmed=True)).id
        await bookings.cancel(ctx, gone, "ill")
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        for id, why in ((pending, "confirmed"), (tomorrow, "another day"), (gone, "over")):
            with pytest.raises(Conflict, match=why):
                await time_tracking.start(ctx, id)


async def test_when_the_office_completes_a_job_nobody_stays_on_its_clock(
    office: Office, town: Town
):
    id = await _booked(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id)
    office.clock.advance(100 * MINUTE)
    async with office.unit("dispatcher") as ctx:
        await bookings.finish(ctx, id)
        [clock] = await time_tracking.of_booking(ctx, id)
        assert (clock.state, clock.worked_seconds) == ("finished", 100 * 60)
        assert clock.spans[0].ended_at == office.clock.now()


async def test_somebody_taken_off_a_job_can_still_stop_their_clock(office: Office, town: Town):
    id = await _booked(office, town, town.chloe, town.bilal)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        await time_tracking.start(ctx, id)
    async with office.unit() as ctx:
        await bookings.unassign(ctx, id, town.bilal)
    office.clock.advance(30 * MINUTE)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        assert (await time_tracking.finish(ctx, id)).clock.worked_seconds == 30 * 60


async def test_strangers_and_the_office_have_no_clock_here(new_office, office: Office, town: Town):
    id = await _booked(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        for tap in (time_tracking.start, time_tracking.finish, time_tracking.complete):
            with pytest.raises(NotFound):
                await tap(ctx, id)
        assert await time_tracking.of_mine(ctx, [id]) == {}
        with pytest.raises(Forbidden):
            await time_tracking.of_booking(ctx, id)
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await time_tracking.start(ctx, id)


async def test_another_organisations_clock_does_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = (await theirs.book(ctx, 0, theirs.chloe, confirmed=True)).id
    async with here.unit("worker", worker_id=theirs.chloe) as ctx:
        with pytest.raises(NotFound):
            await time_tracking.start(ctx, foreign)
    async with here.unit() as ctx:
        with pytest.raises(NotFound):
            await time_tracking.correct(ctx, foreign, theirs.chloe, [_span(-60, 0)], "Forgot")


def _span(first: int, last: int, day: datetime = MONDAY) -> Interval:
    return Interval(day + first * MINUTE, day + last * MINUTE)


async def test_the_office_puts_times_right_with_a_reason(office: Office, town: Town):
    id = await _booked(office, town, town.chloe, town.bilal)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, id)
    office.clock.advance(timedelta(hours=9))
    async with office.unit("dispatcher") as ctx:
        [before] = await time_tracking.of_booking(ctx, id)
        fixed = await time_tracking.correct(
            ctx, id, town.chloe, [_span(60, 120), _span(0, 50)], "Forgot to finish",
            version=before.version,
        )  # fmt: skip
        assert (fixed.state, fixed.worked_seconds) == ("finished", 110 * 60)
        assert fixed.finished_at == MONDAY + 120 * MINUTE
        forgot = await time_tracking.correct(ctx, id, town.bilal, [_span(0, 100)], "No phone")
        assert forgot.worked_seconds == 100 * 60
        with pytest.raises(PreconditionFailed):
            await time_tracking.correct(
                ctx, id, town.chloe, [_span(0, 60)], "Again", version=before.version
            )
        with pytest.raises(Invalid):
            await time_tracking.correct(ctx, id, town.chloe, [_span(0, 60)], " ")
        noted = (await audit.history(ctx, "booking", id))[1]
        assert (noted.action, noted.details["reason"]) == ("time.correct", "Forgot to finish")
        assert noted.details["before"] == [[MONDAY.isoformat(), ""]]
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await time_tracking.correct(ctx, id, town.chloe, [_span(0, 60)], "Mine")


async def test_corrected_times_cannot_put_somebody_in_two_places(office: Office, town: Town):
    here = await _booked(office, town, town.chloe)
    there = await _booked(office, town, town.chloe, hour=3)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await time_tracking.start(ctx, here)
        office.clock.advance(60 * MINUTE)
        await time_tracking.finish(ctx, here)
        office.clock.advance(120 * MINUTE)
        await time_tracking.start(ctx, there)
    office.clock.advance(60 * MINUTE)
    with pytest.raises(Conflict, match="two places"):
        async with office.unit() as ctx:
            await time_tracking.correct(ctx, there, town.chloe, [_span(30, 200)], "Earlier")
