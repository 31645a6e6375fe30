"""Time off: blocks that refuse, blocks that warn, and bookings in the way of both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cleaning_app.domain.time_off import whole_days
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.ids import new_id
from cleaning_app.services import availability, bookings, workers
from tests.factories import MONDAY, Office, Town, build_town

HOUR = timedelta(hours=1)
EDMONTON = ZoneInfo("America/Edmonton")


async def test_a_workers_block_refuses_bookings_and_says_why(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        made = await availability.create(
            ctx, worker_id=town.chloe, starts_at=MONDAY + 5 * HOUR, ends_at=MONDAY + 9 * HOUR,
            reason="dentist",
        )  # fmt: skip
        with pytest.raises(Conflict) as refused:
            await town.book(ctx, 5, town.chloe)
        assert refused.value.detail == "Chloé is off until 17:00: dentist."
        assert refused.value.extra["conflict"]["block_id"] == str(made.id)
        (block,) = await availability.between(ctx, MONDAY, MONDAY + 24 * HOUR)
        assert (block.worker, block.scope, block.reason) == ("Chloé Roy", "worker", "dentist")
        await availability.delete(ctx, made.id)
        await town.book(ctx, 5, town.chloe)
        with pytest.raises(Conflict, match="a job then"):
            await availability.restore(ctx, made.id)


async def test_a_block_over_live_bookings_lists_them(office: Office, town: Town):
    async with office.unit() as ctx:
        first = await town.book(ctx, 0, town.chloe)
        second = await town.book(ctx, 3, town.chloe)
        done = await town.book(ctx, 6, town.chloe)
        await bookings.cancel(ctx, done.id, "not live any more")
        with pytest.raises(Conflict) as refused:
            await availability.create(
                ctx, worker_id=town.chloe, starts_at=MONDAY, ends_at=MONDAY + 10 * HOUR, kind="sick"
            )
    assert refused.value.detail == "Chloé has 2 jobs then. Move or reassign first."
    listed = refused.value.extra["bookings"]
    assert [entry["booking_id"] for entry in listed] == [str(first.id), str(second.id)]
    assert listed[0]["client"] == "Gwen Abbott"


async def test_blocks_may_overlap_each_other(office: Office, town: Town):
    async with office.unit() as ctx:
        for kind in ("vacation", "training"):
            await availability.create(
                ctx, worker_id=town.chloe, starts_at=MONDAY, ends_at=MONDAY + HOUR, kind=kind
            )
        assert len(await availability.between(ctx, MONDAY, MONDAY + HOUR)) == 2


async def test_team_and_organisation_blocks_warn(office: Office, town: Town):
    async with office.unit() as ctx:
        team = await workers.add_team(ctx, "North")
        await workers.update(ctx, town.chloe, team_id=team)
        standing = await town.book(ctx, 0, town.chloe)
        span = {"starts_at": MONDAY, "ends_at": MONDAY + 5 * HOUR}
        made = await availability.create(ctx, team_id=team, kind="training", **span)
        assert [booking.booking_id for booking in made.bookings] == [standing.id]
        closed = await availability.create(ctx, kind="holiday", reason="Stocktaking", **span)
        assert len(closed.bookings) == 1
        saved = await town.book(ctx, 2, town.chloe)
        assert {w.message for w in saved.warnings} == {
            "Off then: Stocktaking.",
            "Off then: Training.",
        }
        nobody = await town.book(ctx, 2)
        assert [w.message for w in nobody.warnings] == ["Closed then: Stocktaking."]


async def test_blocks_of_a_worker_are_theirs_their_teams_and_everybodys(office: Office, town: Town):
    async with office.unit() as ctx:
        team = await workers.add_team(ctx, "North")
        await workers.update(ctx, town.chloe, team_id=team)
        span = {"starts_at": MONDAY, "ends_at": MONDAY + HOUR}
        await availability.create(ctx, worker_id=town.chloe, **span)
        await availability.create(ctx, team_id=team, **span)
        await availability.create(ctx, **span)
        for worker, scopes in (
            (town.chloe, {"worker", "team", "organisation"}),
            (town.bilal, {"organisation"}),
        ):
            found = await availability.between(ctx, MONDAY, MONDAY + HOUR, worker_id=worker)
            assert {block.scope for block in found} == scopes


async def test_wrong_blocks_are_refused_by_field(office: Office, town: Town):
    async with office.unit() as ctx:
        right = {"worker_id": town.chloe, "starts_at": MONDAY, "ends_at": MONDAY + HOUR}
        for wrong, field in (
            ({"ends_at": MONDAY}, "ends_at"),
            ({"ends_at": MONDAY + timedelta(days=400)}, "ends_at"),
            ({"starts_at": datetime(2026, 11, 23, 8, 0)}, "starts_at"),
            ({"kind": "laziness"}, "kind"),
            ({"reason": "x" * 201}, "reason"),
            ({"worker_id": new_id()}, "worker_id"),
            ({"team_id": new_id()}, "team_id"),
        ):
            with pytest.raises(Invalid) as refused:
                await availability.create(ctx, **{**right, **wrong})
            assert field in [error.field for error in refused.value.errors], wrong


async def test_only_who_manages_blocks_makes_them_and_never_elsewhere(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    span = {"starts_at": MONDAY, "ends_at": MONDAY + HOUR}
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = (await availability.create(ctx, worker_id=theirs.chloe, **span)).id
    async with here.unit() as ctx:
        for call in (availability.delete(ctx, foreign), availability.restore(ctx, foreign)):
            with pytest.raises(NotFound):
                await call
        with pytest.raises(Invalid):
            await availability.create(ctx, worker_id=theirs.chloe, **span)
        assert await availability.between(ctx, MONDAY, MONDAY + HOUR) == []
    for role in ("viewer", "accountant", "worker"):
        async with here.unit(role) as ctx:
            with pytest.raises(Forbidden):
                await availability.create(ctx, **span)
            with pytest.raises(Forbidden):
                await availability.delete(ctx, foreign)


async def test_a_block_from_somebodys_own_calendar_warns_and_never_refuses(office, town):
    span = {"starts_at": MONDAY, "ends_at": MONDAY + 5 * HOUR}
    async with office.unit() as ctx:
        standing = await town.book(ctx, 0, town.chloe)
        made = await availability.create(
            ctx, worker_id=town.chloe, kind="other", reason="School run", source="calendar",
            external_id="event-1", **span,
        )  # fmt: skip
        assert [job.booking_id for job in made.bookings] == [standing.id]
        saved = await town.book(ctx, 3, town.chloe)
        assert [w.message for w in saved.warnings if w.rule == "time_off"] == [
            "Off then: School run."
        ]
        with pytest.raises(Conflict, match="already exists") as refused:
            async with ctx.attempt():
                await availability.create(
                    ctx, worker_id=town.chloe, source="calendar", external_id="event-1", **span
                )
        assert refused.value.extra == {"constraint": "uq_availability_blocks_external_id"}


async def test_a_block_is_changed_where_nothing_stands_in_the_way(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        made = await availability.create(
            ctx, worker_id=town.chloe, starts_at=MONDAY, ends_at=MONDAY + HOUR, kind="other"
        )
        job = await town.book(ctx, 5, town.chloe)
        wanted = {"ends_at": MONDAY + 6 * HOUR, "kind": "sick", "reason": "Flu"}
        with pytest.raises(Conflict) as refused:
            await availability.update(ctx, made.id, starts_at=MONDAY, **wanted)
        assert [one["booking_id"] for one in refused.value.extra["bookings"]] == [str(job.id)]
        assert (await availability.get(ctx, made.id)).kind == "other"
        wanted["ends_at"] = MONDAY + 5 * HOUR
        await availability.update(ctx, made.id, starts_at=MONDAY, version=1, **wanted)
        block = await availability.get(ctx, made.id)
        assert (block.kind, block.reason, block.ends_at, block.version) == (
            "sick", "Flu", MONDAY + 5 * HOUR, 2,
        )  # fmt: skip
        with pytest.raises(PreconditionFailed):
            await availability.update(ctx, made.id, starts_at=MONDAY, version=1, **wanted)


async def test_the_calendar_places_bars_on_days_of_any_length(new_office):
    office = await new_office()
    sunday = date(2026, 11, 1)  # 25 hours in Edmonton
    noon = datetime(2026, 11, 1, 12, tzinfo=EDMONTON)
    async with office.unit() as ctx:
        town = await build_town(ctx)
        team = await workers.add_team(ctx, "North")
        await workers.update(ctx, town.chloe, team_id=team)
        whole = whole_days(sunday, sunday + timedelta(days=1), EDMONTON)
        await availability.create(
            ctx, worker_id=town.bilal, starts_at=whole.start, ends_at=whole.end, kind="vacation"
        )
        await availability.create(
            ctx, team_id=team, starts_at=noon, ends_at=whole.end, kind="training"
        )
        shown = await availability.strip(ctx, sunday - timedelta(days=6), 14)
        with pytest.raises(Invalid):
            await availability.strip(ctx, sunday, 71)
    rows = {person.worker.split()[0]: person.bars for person in shown.people}
    [bar] = rows["Bilal"]
    assert (bar.left, bar.days) == (6.0, 2.0)
    [bar] = rows["Chloé"]
    assert bar.left == pytest.approx(6 + 13 / 25)  # noon is thirteen hours into that day
    assert [(day.day.day, day.name) for day in shown.days if day.name] == []
