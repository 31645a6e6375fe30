"""A better day: what is proposed keeps promises and rules, is explained, applied and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import availability, bookings, clients, optimisation, workers
from cleaning_app.services.optimisation import Wishes
from tests.factories import MONDAY, Office, Town
from tests.services.optimisation.conftest import (
    TUESDAY,
    address,
    at,
    clients_told,
    home,
    mail_has_left,
    proposal_of,
)


async def test_two_jobs_change_places_in_one_step_and_back(office: Office, crossed, plan):
    run = await plan(moves="crews")
    proposal = proposal_of(run)
    assert {move.booking_id for move in proposal.moves} == set(crossed.values())
    assert proposal.after.metres < proposal.before.metres / 10
    assert all("less driving" in move.why for move in proposal.moves)
    async with office.unit("dispatcher") as ctx:
        assert (await optimisation.apply(ctx, run.id)).moves == 2
    async with office.unit() as ctx:
        swapped = await bookings.get(ctx, crossed["chloe"])
        assert [member.name for member in swapped.crew] == ["Bilal Kovalenko"]
        assert swapped.starts_at == MONDAY + timedelta(hours=26)
        actions = set(await ctx.session.scalars(text("SELECT action FROM admin_audit_logs")))
        assert {"schedule.optimization_apply", "booking.assign"} <= actions
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="applied already"):
            await optimisation.apply(ctx, run.id)
    async with office.unit() as ctx:
        assert await optimisation.undo(ctx, run.id) == 2
    async with office.unit() as ctx:
        back = await bookings.get(ctx, crossed["chloe"])
        assert [member.name for member in back.crew] == ["Chloé Roy"]
        with pytest.raises(Conflict, match="nothing to take back"):
            await optimisation.undo(ctx, run.id)


async def test_what_changed_meanwhile_is_named_and_nothing_moves(office: Office, crossed, plan):
    run = await plan(moves="crews")
    async with office.unit() as ctx:
        await bookings.reschedule(ctx, crossed["bilal"], at(5))
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="Gwen Abbott: was moved") as refused:
            await optimisation.apply(ctx, run.id)
    assert [one["booking_id"] for one in refused.value.extra["changed"]] == [str(crossed["bilal"])]
    async with office.unit() as ctx:
        untouched = await bookings.get(ctx, crossed["chloe"])
        assert [member.name for member in untouched.crew] == ["Chloé Roy"]


async def test_picked_moves_that_need_the_others_are_refused_by_name(office: Office, crossed, plan):
    run = await plan(moves="crews")
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="is at Gwen Abbott by now"):
            await optimisation.apply(ctx, run.id, [str(crossed["chloe"])])
    async with office.unit() as ctx:
        with pytest.raises(Invalid, match="at least one"):
            await optimisation.apply(ctx, run.id, [])


async def test_somebody_new_in_the_gap_is_found_before_the_database_says_no(
    office: Office, town: Town, plan
):
    async with office.unit() as ctx:
        loose = await town.book(ctx, 26)
    run = await plan(moves="unassigned")
    (move,) = proposal_of(run).moves
    async with office.unit() as ctx:
        await availability.create(
            ctx, worker_id=move.after.crew[0], starts_at=at(0), ends_at=at(9), kind="sick"
        )
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="is off by now"):
            await optimisation.apply(ctx, run.id)
    async with office.unit() as ctx:
        assert (await bookings.get(ctx, loose.id)).crew == []


async def test_a_promised_window_holds_and_other_starts_move_a_little(
    office: Office, town: Town, plan
):
    async with office.unit() as ctx:
        far = await address(ctx, town, "Far", 53.70, -113.90)
        near = await address(ctx, town, "Near", 53.5185, -113.4960)
        for hour, place in ((24, far), (27, near), (30, far)):
            await town.book(
                ctx, hour, town.chloe, address_id=place, minutes=60, confirmed=True,
                earliest_start=at(0), latest_start=at(8),
            )  # fmt: skip
        await workers.archive(ctx, town.bilal)
        await mail_has_left(ctx)
    run = await plan(moves="times", lunch=False)
    proposal = proposal_of(run)
    assert proposal.after.metres < proposal.before.metres
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run.id)
        for move in proposal.moves:
            now = await bookings.get(ctx, move.booking_id)
            assert now.earliest_start <= now.starts_at <= now.latest_start
            assert now.starts_at.minute % 5 == 0
    async with office.unit() as ctx:
        told = await clients_told(ctx)
        assert told == sum(move.tells_client for move in proposal.moves) > 0


async def test_locked_jobs_and_larger_crews_stay(office: Office, town: Town, plan):
    async with office.unit() as ctx:
        third = await workers.create(ctx, name="Dana Wu")
        await home(ctx, third, 53.5185, -113.4960)
        both = await town.book(ctx, 26, town.chloe, town.bilal, address_id=town.address)
        alone = await town.book(ctx, 29, town.chloe, address_id=town.address)
        pinned = await town.book(ctx, 32, town.bilal, address_id=town.address)
    run = await plan(pinned=(pinned.id,))
    moved = {move.booking_id for move in proposal_of(run).moves}
    assert both.id not in moved
    assert pinned.id not in moved
    assert alone.id in moved or not moved


async def test_who_is_left_alone_keeps_their_day_and_is_given_nothing(
    office: Office, crossed, town: Town, plan
):
    """The two would change places; Chloé is not to be asked, and the open job is Bilal's."""
    async with office.unit() as ctx:
        loose = await town.book(ctx, 29, address_id=town.address)
    run = await plan(left_alone=(town.chloe,))
    (move,) = proposal_of(run).moves
    assert (move.booking_id, move.after.crew) == (loose.id, (town.bilal,))
    async with office.unit() as ctx:
        others = await optimisation.other_crews(ctx, run.id, move.stop)
    assert ("Chloé Roy", "was to be left alone") in {(one.who, one.why) for one in others}


async def test_two_who_do_everything_together_are_one_crew(office: Office, town: Town, plan):
    async with office.unit() as ctx:
        far = await address(ctx, town, "Far", 53.70, -113.90)
        for hour, place in ((24, town.address), (27, far), (30, town.address)):
            await town.book(
                ctx, hour, town.chloe, town.bilal, address_id=place, minutes=60,
                earliest_start=at(0), latest_start=at(8),
            )  # fmt: skip
    run = await plan(lunch=False)
    proposal = proposal_of(run)
    assert proposal.moves
    assert all(set(move.after.crew) == {town.chloe, town.bilal} for move in proposal.moves)
    assert [route.who for route in proposal.routes] == ["Bilal Kovalenko and Chloé Roy"] or [
        route.who for route in proposal.routes
    ] == ["Chloé Roy and Bilal Kovalenko"]


async def test_skills_decide_and_every_other_crew_has_a_reason(office: Office, town: Town, plan):
    async with office.unit() as ctx:
        await workers.update(ctx, town.bilal, skill_ids=[])
        deep = town.services["deep"]
        loose = await town.book(ctx, 26, service_id=deep)
        await town.book(ctx, 26, town.chloe)
    run = await plan(moves="unassigned")
    proposal = proposal_of(run)
    assert proposal.moves == ()
    (left,) = proposal.left_out
    assert left.booking_id == loose.id
    async with office.unit() as ctx:
        others = await optimisation.other_crews(ctx, run.id, left.stop)
        reasons = {one.who: one.why for one in others}
    assert reasons["Bilal Kovalenko"].startswith("lacks ")
    assert "too late" in reasons["Chloé Roy"]
    assert left.why == f"Nearest: Chloé Roy, {reasons['Chloé Roy']}."


async def test_whom_the_client_does_not_want_is_not_sent_and_a_favourite_is_worth_a_way(
    office: Office, town: Town, plan
):
    async with office.unit() as ctx:
        await home(ctx, town.bilal, 53.5190, -113.4970)
        await home(ctx, town.chloe, 53.5300, -113.5100)
        loose = await town.book(ctx, 26, address_id=town.address)
        await clients.wish(ctx, town.client, town.chloe, "preferred")
    (move,) = proposal_of(await plan(moves="unassigned")).moves
    assert move.after.crew == (town.chloe,)
    async with office.unit() as ctx:
        await clients.wish(ctx, town.client, town.chloe, "banned")
        await clients.wish(ctx, town.client, town.bilal, "banned")
    run = await plan(moves="unassigned", lunch=False)
    (left,) = proposal_of(run).left_out
    assert left.booking_id == loose.id
    assert left.why.endswith("not wanted by the client.")


async def test_a_day_off_is_a_day_off(office: Office, town: Town, plan):
    async with office.unit() as ctx:
        await availability.create(ctx, starts_at=at(-8), ends_at=at(16), kind="holiday")
        await town.book(ctx, 26, town.chloe)
        loose = await town.book(ctx, 29)
    proposal = proposal_of(await plan())
    assert [left.booking_id for left in proposal.left_out] == [loose.id]
    assert all(move.booking_id != loose.id for move in proposal.moves)


async def test_several_days_are_planned_each_for_itself(office: Office, crossed, plan, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 50, address_id=town.address)
    proposal = proposal_of(await plan(days=2))
    assert {move.day for move in proposal.moves} == {0, 1}


@pytest.mark.parametrize("role", ["viewer", "accountant", "worker"])
async def test_who_may_not_dispatch_may_not_optimise(office: Office, town: Town, role: str):
    async with office.unit(role) as ctx:
        with pytest.raises(Forbidden):
            await optimisation.start(ctx, Wishes(TUESDAY))


@pytest.mark.parametrize(
    "wrong",
    [{"days": 8}, {"moves": "all"}, {"shift": 7}, {"overtime": 5}, {"seconds": 3600}],
)
async def test_odd_wishes_are_refused(office: Office, town: Town, wrong: dict):
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await optimisation.start(ctx, Wishes(TUESDAY, **wrong))
        with pytest.raises(Invalid):
            await optimisation.start(ctx, Wishes(TUESDAY - timedelta(days=2)))


async def test_a_strangers_run_is_not_there(new_office, office: Office, crossed, plan):
    run = await plan()
    stranger = await new_office("Other")
    async with stranger.unit() as ctx:
        for deed in (optimisation.get, optimisation.apply, optimisation.cancel, optimisation.undo):
            with pytest.raises(NotFound):
                await deed(ctx, run.id)
