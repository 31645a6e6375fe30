"""Series: their visits, made ahead and never twice, and what does not fit written down."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.recurrence import Rule
from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.services import availability, bookings, clients, series, workers
from cleaning_app.services.bookings import BookingRow
from cleaning_app.services.listing import Query
from cleaning_app.services.series import horizon
from jobs import series_horizon
from tests.factories import MONDAY, Office, Town, build_town, count_statements

TUESDAY = date(2026, 11, 24)
TUESDAYS = Rule.weekly([1])


async def begin(ctx: Ctx, town: Town, rule: Rule = TUESDAYS, **more: Any) -> series.Made:
    """A standard clean that comes back, from Tuesday on at nine, with Chloé."""
    details = {
        "client_id": town.client,
        "service_id": town.services["standard"],
        "address_id": town.address,
        "rule": rule,
        "starts_on": TUESDAY,
        "at": time(9),
        "minutes": 120,
        "crew": [town.chloe],
        "confirmed": True,
        **more,
    }
    return await series.create(ctx, **details)


async def visits(ctx: Ctx, series_id: UUID, **filters: str) -> list[BookingRow]:
    """The visits of a series, by start."""
    query = Query(sort="starts_at", limit=200, filters={"series_id": str(series_id), **filters})
    return (await bookings.find(ctx, query)).rows


def local(ctx: Ctx, rows: list[BookingRow]) -> list[str]:
    """When visits start, on the wall clock."""
    return [f"{row.starts_at.astimezone(ctx.zone):%a %-d %b %H:%M}" for row in rows]


async def e_mails(ctx: Ctx) -> list[tuple[str, str]]:
    """Template and status of everything queued, oldest first."""
    rows = await ctx.session.execute(
        text("SELECT payload->>'template', status FROM outbox_events ORDER BY id")
    )
    return [tuple(row) for row in rows]


async def test_eight_weeks_stand_at_once_with_crew_price_and_terms(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        rows = await visits(ctx, made.id)
        assert (made.made, made.conflicts, len(rows)) == (8, 0, 8)
        assert local(ctx, rows)[:2] == ["Tue 24 Nov 09:00", "Tue 1 Dec 09:00"]
        assert {(row.status, row.minutes, row.price_cents) for row in rows} == {
            ("confirmed", 120, rows[0].price_cents)
        }
        assert rows[0].price_cents > 0
        assert {member.name for row in rows for member in row.crew} == {"Chloé Roy"}
        shown = await bookings.get(ctx, rows[0].id)
        assert (shown.source, shown.series_id, shown.series_on) == ("series", made.id, TUESDAY)
        assert shown.terms is not None
        assert made.first_booking == rows[0].id


async def test_the_client_gets_one_e_mail_for_all_visits(office: Office, town: Town):
    async with office.unit() as ctx:
        await begin(ctx, town)
        assert await e_mails(ctx) == [("series_confirmed", "pending")]
    async with office.unit() as ctx:
        await begin(ctx, town, at=time(14), confirmed=False)
        assert await e_mails(ctx) == [("series_confirmed", "pending")]


async def test_nine_stays_nine_when_the_clocks_change(new_office):
    toronto: Office = await new_office(timezone="America/Toronto")
    toronto.clock.advance(timedelta(days=90))
    async with toronto.unit() as ctx:
        town = await build_town(ctx)
        made = await begin(ctx, town, starts_on=date(2027, 3, 2))
        rows = await visits(ctx, made.id)
    assert {f"{row.starts_at.astimezone(ctx.zone):%H:%M}" for row in rows} == {"09:00"}
    assert {row.starts_at.hour for row in rows} == {14, 13}  # UTC, before and after 14 March
    assert {row.minutes for row in rows} == {120}


async def test_the_job_makes_what_a_new_day_brings_in_and_nothing_twice(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
    for _ in range(2):
        report = await series_horizon.run(office.clock)
        assert (report.counters["made"], report.errors) == (0, [])
    # Three weeks without any run are made up for at once.
    office.clock.advance(timedelta(days=21))
    report = await series_horizon.run(office.clock)
    assert (report.counters["series"], report.counters["made"]) == (1, 3)
    assert (await series_horizon.run(office.clock)).counters["series"] == 0
    async with office.unit() as ctx:
        assert len(await visits(ctx, made.id)) == 11


async def test_many_runners_at_once_make_each_visit_once(office: Office, town: Town):
    async with office.unit() as ctx:
        ids = [(await begin(ctx, town, at=time(9 + 2 * n))).id for n in range(3)]
    office.clock.advance(timedelta(days=28))
    reports = await asyncio.gather(*(series_horizon.run(office.clock) for _ in range(4)))
    assert [report.errors for report in reports] == [[]] * 4
    assert sum(report.counters["made"] for report in reports) == 12
    async with office.unit() as ctx:
        for id in ids:
            days = [row.starts_at.date() for row in await visits(ctx, id)]
            assert len(days) == len(set(days)) == 12


async def test_one_series_in_trouble_keeps_back_no_other(office: Office, town: Town):
    async with office.unit() as ctx:
        first = await begin(ctx, town)
        other_client = await clients.create(ctx, name="Jia Nguyen")
        second = await begin(ctx, town, client_id=other_client, address_id=None, at=time(14))
        await clients.block(ctx, town.client)
        broken = await begin(ctx, town, client_id=other_client, address_id=None, at=time(18))
        await ctx.session.execute(
            text("UPDATE booking_series SET rrule = 'FREQ=NEVER' WHERE id = :id"), {"id": broken.id}
        )
    office.clock.advance(timedelta(days=14))
    report = await series_horizon.run(office.clock)
    assert (len(report.errors), report.counters["made"], report.counters["conflicts"]) == (1, 2, 1)
    async with office.unit() as ctx:
        assert (len(await visits(ctx, first.id)), len(await visits(ctx, second.id))) == (8, 10)
        lines = await ctx.session.execute(text("SELECT kind, reason FROM series_conflicts"))
        assert [tuple(line) for line in lines] == [
            ("not_made", "Gwen Abbott is blocked. Unblock them before booking again.")
        ]
        await clients.unblock(ctx, town.client)
    # The next day it is tried again, and what was missing is made.
    office.clock.advance(timedelta(days=1))
    await series_horizon.run(office.clock)
    async with office.unit() as ctx:
        assert len(await visits(ctx, first.id)) == 11


async def test_a_visit_whose_worker_is_elsewhere_is_made_without_them_and_listed(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await town.book(ctx, 25, town.chloe)  # Tuesday 9:00–11:00
        await availability.create(
            ctx, worker_id=town.chloe, kind="vacation",
            starts_at=MONDAY + timedelta(days=7), ends_at=MONDAY + timedelta(days=12),
        )  # fmt: skip
        await availability.create(
            ctx, kind="other", reason="Stocktaking",
            starts_at=MONDAY + timedelta(days=15), ends_at=MONDAY + timedelta(days=16),
        )  # fmt: skip
        made = await begin(ctx, town, crew=[town.chloe, town.bilal])
        rows = await visits(ctx, made.id)
        assert (made.made, made.conflicts) == (8, 3)
        assert [[m.name.split()[0] for m in row.crew] for row in rows[:4]] == [
            ["Bilal"], ["Bilal"], [], ["Bilal", "Chloé"],
        ]  # fmt: skip
        lines = await ctx.session.execute(
            text("SELECT reason FROM series_conflicts ORDER BY on_day")
        )
        assert [line.reason for line in lines] == [
            "Chloé is at Gwen Abbott until 11:00.",
            "Chloé is off until 8:00 on 5 December (vacation).",
            "Bilal is off until 8:00 on 9 December: Stocktaking. "
            "Chloé is off until 8:00 on 9 December: Stocktaking.",
        ]


async def test_who_left_the_company_is_missed_not_booked(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
        for row in await visits(ctx, made.id):
            await bookings.unassign(ctx, row.id, town.chloe)
        await workers.archive(ctx, town.chloe)
    office.clock.advance(timedelta(days=7))
    assert (await series_horizon.run(office.clock)).counters["conflicts"] == 1
    async with office.unit() as ctx:
        reason = await ctx.session.scalar(text("SELECT reason FROM series_conflicts"))
        assert reason == "Chloé no longer works here."


@pytest.mark.parametrize(
    ("policy", "around_christmas"),
    [
        ("keep", ["Fri 18 Dec 09:00", "Fri 25 Dec 09:00", "Fri 1 Jan 09:00", "Fri 8 Jan 09:00"]),
        ("skip", ["Fri 18 Dec 09:00", "Fri 8 Jan 09:00"]),
        ("move", ["Fri 18 Dec 09:00", "Sat 26 Dec 09:00", "Sat 2 Jan 09:00", "Fri 8 Jan 09:00"]),
    ],
)
async def test_public_holidays_follow_the_series_policy(
    office: Office, town: Town, policy: str, around_christmas: list[str]
):
    async with office.unit() as ctx:
        made = await begin(ctx, town, Rule.weekly([4]), holiday_policy=policy)
        rows = await visits(ctx, made.id)
        shown = [day for day in local(ctx, rows) if day.endswith(("Dec 09:00", "Jan 09:00"))]
        assert [day for day in shown if day in around_christmas] == around_christmas
        assert not [d for d in shown if d.split()[1] in ("25", "1") and policy != "keep"]


async def test_a_visit_made_to_come_back_takes_along_those_already_booked(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        first = await town.book(ctx, 25, town.chloe, notes="Dog", price_cents=150_00)
        second = await town.book(ctx, 25 + 14 * 24, town.bilal)
        made = await series.from_booking(ctx, first.id, TUESDAYS)
        rows = await visits(ctx, made.id)
        assert (len(rows), made.made) == (8, 6)
        assert {row.id for row in rows} >= {first.id, second.id}
        assert {row.price_cents for row in rows if row.id != second.id} == {150_00}
        with pytest.raises(Conflict, match="part of a series already"):
            await series.from_booking(ctx, first.id, TUESDAYS)
        other = await town.book(ctx, 3)
        with pytest.raises(Invalid, match="isn't one of these days"):
            await series.from_booking(ctx, other.id, TUESDAYS)


async def test_wrong_terms_are_refused_and_named(office: Office, town: Town):
    async with office.unit() as ctx:
        for wrong, field in (
            ({"minutes": 5}, "minutes"),
            ({"price_cents": -1}, "price_cents"),
            ({"holiday_policy": "dance"}, "holiday_policy"),
            ({"rule": TUESDAYS.ending(until=date(2026, 1, 1))}, "until"),
            ({"starts_on": date(1999, 1, 1)}, "starts_on"),
            ({"address_id": town.client}, "address_id"),
            ({"service_id": town.client}, "service_id"),
            ({"client_id": town.address}, "client_id"),
            ({"crew": [town.client]}, "crew"),
        ):
            with pytest.raises(Invalid) as refused:
                await begin(ctx, town, **wrong)
            assert field in [problem.field for problem in refused.value.errors]
        await clients.block(ctx, town.client)
        with pytest.raises(Conflict, match="blocked"):
            await begin(ctx, town)
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await begin(ctx, town)


async def test_another_organisation_neither_sees_nor_extends_a_series(new_office, office, town):
    async with office.unit() as ctx:
        made = await begin(ctx, town)
    elsewhere: Office = await new_office("Southlight")
    async with elsewhere.unit() as ctx:
        await build_town(ctx)
        assert await horizon.due(ctx) == []
        assert await visits(ctx, made.id) == []


async def test_fewer_statements_than_visits_would_suggest(office: Office, town: Town):
    """The crew's time is read once for all visits, not once for each."""
    async with office.unit() as ctx:
        with count_statements() as seen:
            await begin(ctx, town)
    assert sum("worker_time t" in one or "FROM availability_blocks" in one for one in seen) <= 9
