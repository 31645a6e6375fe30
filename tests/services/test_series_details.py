"""What every visit of a series carries beside its time: extras, a promised window, a team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from cleaning_app.context import Ctx
from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST
from cleaning_app.domain.recurrence import Rule
from cleaning_app.errors import Invalid
from cleaning_app.services import bookings, price_lists, series, workers
from cleaning_app.services.bookings import BookingDetail, HomeInputs
from jobs import series_horizon
from tests.factories import Office, Town
from tests.services.test_series import TUESDAY, begin, visits

WINDOW = (time(8, 30), time(10))


async def _all(ctx: Ctx, series_id: UUID) -> list[BookingDetail]:
    return [await bookings.get(ctx, row.id) for row in await visits(ctx, series_id)]


def _promised(ctx: Ctx, visit: BookingDetail) -> tuple[str, str] | None:
    if visit.earliest_start is None or visit.latest_start is None:
        return None
    ends = (visit.earliest_start, visit.latest_start)
    first, last = (f"{end.astimezone(ctx.zone):%H:%M}" for end in ends)
    return first, last


async def test_every_visit_has_the_extras_the_window_and_the_team_also_those_made_later(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        team = await workers.add_team(ctx, "North")
        made = await begin(
            ctx, town, add_ons={"oven": 1, "linen_per_bed": 2}, window=WINDOW, team_id=team
        )
        detail = await series.get(ctx, made.id)
        assert (detail.team, detail.earliest_at, detail.latest_at) == ("North", *WINDOW)
        assert [(e.key, e.quantity) for e in detail.extras] == [("linen_per_bed", 2), ("oven", 1)]
    office.clock.advance(timedelta(days=14))
    await series_horizon.run(office.clock)
    async with office.unit() as ctx:
        found = await _all(ctx, made.id)
        assert {_promised(ctx, visit) for visit in found} == {("08:30", "10:00")}
        assert {visit.team_id for visit in found} == {team}
        assert {tuple((e.key, e.unit_cents) for e in visit.extras) for visit in found} == {
            (("linen_per_bed", 10_00), ("oven", 30_00))
        }
        assert (await series.get(ctx, made.id)).upcoming[-1].changed == []


async def test_a_price_that_is_not_given_contains_the_extras(office: Office, town: Town):
    async with office.unit() as ctx:
        plain = await begin(ctx, town, price_cents=None, minutes=None)
        more = await begin(
            ctx, town, price_cents=None, minutes=None, add_ons={"oven": 1}, at=time(14), crew=[]
        )
        one, other = [await series.get(ctx, made.id) for made in (plain, more)]
        assert other.row.price_cents == one.row.price_cents + 30_00
        assert other.row.minutes == one.row.minutes + 30


async def test_extras_changed_for_all_change_the_price_and_undo_brings_both_back(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town, price_cents=150_00, add_ons={"oven": 1})
        own = (await visits(ctx, made.id))[1].id
        await bookings.set_extras(ctx, own, {"oven": 1, "fridge": 2})
        done = await series.change(ctx, made.id, add_ons={"oven": 2})
        found = await _all(ctx, made.id)
        assert [visit.price_cents for visit in found[:3]] == [180_00, 190_00, 180_00]
        assert [sum(e.quantity for e in visit.extras) for visit in found[:3]] == [2, 3, 2]
        assert done.kept == [TUESDAY + timedelta(days=7)]
        coming = (await series.get(ctx, made.id)).upcoming
        assert coming[1].changed == ["price", "extras"]
        await series.take_back(ctx, done.undo)
        found = await _all(ctx, made.id)
        assert [visit.price_cents for visit in found[:3]] == [150_00, 190_00, 150_00]
        assert [e.quantity for e in found[0].extras] == [1]


async def test_this_and_following_get_a_window_and_a_team_of_their_own(office: Office, town: Town):
    async with office.unit() as ctx:
        team = await workers.add_team(ctx, "South")
        made = await begin(ctx, town, add_ons={"oven": 1})
        since = TUESDAY + timedelta(days=14)
        done = await series.change(ctx, made.id, since=since, window=WINDOW, team_id=team)
        old, new = await _all(ctx, made.id), await _all(ctx, done.id)
        assert {_promised(ctx, visit) for visit in old} == {None}
        assert {(_promised(ctx, visit), visit.team_id) for visit in new} == {
            (("08:30", "10:00"), team)
        }
        assert [e.key for e in (await series.get(ctx, done.id)).extras] == ["oven"]
        await series.take_back(ctx, done.undo)
        back = await _all(ctx, made.id)
        assert {(_promised(ctx, visit), visit.team_id) for visit in back} == {(None, None)}
        assert len(back) == len(old) + len(new)


async def test_a_window_goes_along_with_the_start_and_one_that_misses_it_is_refused(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(ctx, town, window=WINDOW)
        done = await series.change(ctx, made.id, at=time(13))
        assert _promised(ctx, (await _all(ctx, made.id))[0]) == ("12:30", "14:00")
        await series.take_back(ctx, done.undo)
        assert _promised(ctx, (await _all(ctx, made.id))[0]) == ("08:30", "10:00")
        with pytest.raises(Invalid, match="outside of what is promised"):
            await series.change(ctx, made.id, window=(time(10), time(11)))
        with pytest.raises(Invalid, match="before the earliest"):
            await series.change(ctx, made.id, window=(time(10), time(9)))
        with pytest.raises(Invalid):
            await series.change(ctx, made.id, add_ons={"moat": 1})


async def test_a_window_keeps_its_clock_times_when_the_clocks_change(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town, starts_on=date(2027, 2, 23), window=WINDOW)
    office.clock.advance(timedelta(days=80))
    await series_horizon.run(office.clock)
    async with office.unit() as ctx:
        found = await _all(ctx, made.id)
        offsets = {visit.starts_at.astimezone(ctx.zone).utcoffset() for visit in found}
        assert len(offsets) == 2
        assert {_promised(ctx, visit) for visit in found} == {("08:30", "10:00")}


async def test_a_visit_that_is_to_come_back_takes_its_extras_and_window_along(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        first = await town.book(ctx, 24, add_ons={"balcony": 1})
        shown = await bookings.get(ctx, first.id)
        later = shown.starts_at + timedelta(hours=1)
        await bookings.update(ctx, first.id, earliest_start=shown.starts_at, latest_start=later)
        made = await series.from_booking(ctx, first.id, Rule.weekly((TUESDAY.weekday(),)))
        found = await _all(ctx, made.id)
        assert len(found) > 4
        assert {tuple(e.key for e in visit.extras) for visit in found} == {("balcony",)}
        assert len({_promised(ctx, visit) for visit in found}) == 1
        assert (await series.get(ctx, made.id)).upcoming[2].changed == []


HOME = HomeInputs(3, Decimal("2"), frequency="weekly")


async def _quotes(ctx: Ctx, series_id: UUID) -> list[dict[str, Any]]:
    return [visit.quoted for visit in await _all(ctx, series_id)]


async def test_every_visit_keeps_the_home_it_was_quoted_for_also_those_made_after_a_new_list(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await begin(
            ctx, town, minutes=None, price_cents=None, home=HOME, add_ons={"oven": 1}
        )
        detail = await series.get(ctx, made.id)
        assert detail.quoted["inputs"]["beds"] == 3
        assert detail.row.price_cents == detail.quoted["result"]["total_cents"]
        assert detail.row.minutes == detail.quoted["result"]["minutes"]
        assert {str(kept) for kept in await _quotes(ctx, made.id)} == {str(detail.quoted)}
        await price_lists.publish(ctx, replace(DEFAULT_PRICE_LIST, hourly_rate_cents=99_00))
    office.clock.advance(timedelta(days=14))
    await series_horizon.run(office.clock)
    async with office.unit() as ctx:
        found = await _quotes(ctx, made.id)
        assert len(found) > 8
        assert all(kept == detail.quoted for kept in found)
        last = (await visits(ctx, made.id))[-1]
        assert await bookings.rework(ctx, last.id) == last.price_cents


async def test_a_visit_that_comes_back_and_a_series_that_is_split_pass_the_quote_on(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        first = await town.book(ctx, 25, town.chloe, home=HOME, minutes=None)
        made = await series.from_booking(ctx, first.id, Rule.weekly([1]))
        quoted = (await bookings.get(ctx, first.id)).quoted
        assert all(kept == quoted for kept in await _quotes(ctx, made.id))
        third = (await visits(ctx, made.id))[2].starts_at.astimezone(ctx.zone).date()
        split = await series.change(ctx, made.id, since=third, at=time(10))
        assert split.id != made.id
        assert (await series.get(ctx, split.id)).quoted == quoted


async def test_another_service_has_no_quote_and_undo_brings_it_back(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town, minutes=None, price_cents=None, home=HOME)
        quoted = (await series.get(ctx, made.id)).quoted
        other = await series.change(ctx, made.id, service_id=town.services["office"])
        assert (await series.get(ctx, made.id)).quoted == {}
        await series.take_back(ctx, other.undo)
        assert (await series.get(ctx, made.id)).quoted == quoted
