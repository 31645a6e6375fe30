"""Workers: found, shown, changed, let in and kept out."""

from __future__ import annotations

import pytest

from cleaning_app.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
)
from cleaning_app.ids import new_id
from cleaning_app.services import sessions, workers
from cleaning_app.services.listing import Query
from tests.factories import Office

PASSWORD = "winter-boots-9"


async def test_workers_are_listed_with_team_and_skills(ctx):
    team = await workers.add_team(ctx, "North")
    skills = {skill.key: skill.id for skill in await workers.skills(ctx)}
    chloe = await workers.create(
        ctx, name="Chloé Roy", phone="780 555 0123", team_id=team,
        skill_ids=[skills["deep"], skills["office"]],
    )  # fmt: skip
    await workers.create(ctx, name="Bilal Kovalenko")
    page = await workers.find(ctx, Query())
    assert [row.name for row in page.rows] == ["Bilal Kovalenko", "Chloé Roy"]
    row = page.rows[1]
    assert (row.team, [skill.key for skill in row.skills]) == ("North", ["deep", "office"])
    assert (row.is_active, row.has_access, row.upcoming) == (True, False, 0)
    for filters in ({"team_id": str(team)}, {"skill": "deep"}):
        found = await workers.find(ctx, Query(filters=filters))
        assert [row.id for row in found.rows] == [chloe], filters
    assert await workers.names(ctx) == [(page.rows[0].id, "Bilal Kovalenko"), (chloe, "Chloé Roy")]
    assert [(team.name, team.workers) for team in await workers.teams(ctx)] == [("North", 1)]


async def test_skills_are_replaced_as_a_whole(ctx):
    skills = {skill.key: skill.id for skill in await workers.skills(ctx)}
    id = await workers.create(ctx, name="Farah Hussein", skill_ids=[skills["deep"]])
    assert await workers.update(ctx, id, version=1, skill_ids=[skills["office"]]) == 2
    assert [skill.key for skill in (await workers.get(ctx, id)).skills] == ["office"]
    assert await workers.update(ctx, id, version=2, skill_ids=[skills["office"]]) == 2
    with pytest.raises(Invalid):
        await workers.update(ctx, id, skill_ids=[new_id()])


async def test_weekly_hours_are_read_strictly_and_stored_in_week_order(ctx):
    id = await workers.create(
        ctx, name="Kofi Jankowski", weekly_hours={"fri": ["09:00", "17:00"], "mon": ["08:00", "12:30"]},
    )  # fmt: skip
    hours = (await workers.get(ctx, id)).weekly_hours
    assert hours == {"mon": ["08:00", "12:30"], "fri": ["09:00", "17:00"]}
    for wrong in ({"someday": ["08:00", "17:00"]}, {"mon": ["8", "x"]}, {"mon": "08:00-17:00"}):
        with pytest.raises(Invalid) as refused:
            await workers.update(ctx, id, weekly_hours=wrong)
        assert [error.field for error in refused.value.errors] == ["weekly_hours"]


async def test_every_wrong_field_is_named_at_once(ctx):
    with pytest.raises(Invalid) as refused:
        await workers.create(ctx, name="", phone="1", hourly_rate_cents=-1, home_lat=91.0)
    assert {error.field for error in refused.value.errors} == {
        "name",
        "phone",
        "hourly_rate_cents",
        "home_lat",
    }


async def test_an_old_version_is_refused(ctx):
    id = await workers.create(ctx, name="Amara Vasquez")
    await workers.update(ctx, id, version=1, notes="Keys to the van")
    with pytest.raises(PreconditionFailed):
        await workers.update(ctx, id, version=1, name="Other")


async def test_a_worker_signs_in_by_phone_and_archiving_ends_it(office: Office):
    async with office.unit() as ctx:
        id = await workers.create(ctx, name="Dmytro Wójcik", phone="780 555 0188")
        await workers.give_access(ctx, id, PASSWORD)
        assert (await workers.get(ctx, id)).has_access
        with pytest.raises(Conflict):
            await workers.give_access(ctx, id, PASSWORD)
    signed_in = await sessions.sign_in("780 555 0188", PASSWORD, clock=office.clock)
    identity = await sessions.identify(signed_in.token, clock=office.clock)
    assert identity is not None
    assert (identity.actor.role, identity.actor.worker_id) == ("worker", id)
    async with office.unit() as ctx:
        await workers.archive(ctx, id)
    assert await sessions.identify(signed_in.token, clock=office.clock) is None
    with pytest.raises(Unauthenticated):
        await sessions.sign_in("780 555 0188", PASSWORD, clock=office.clock)
    async with office.unit() as ctx:
        await workers.restore(ctx, id)
    again = await sessions.sign_in("780 555 0188", PASSWORD, clock=office.clock)
    assert await sessions.identify(again.token, clock=office.clock) is not None


async def test_a_reset_password_ends_sessions_and_the_new_one_works(office: Office):
    async with office.unit() as ctx:
        id = await workers.create(ctx, name="Kofi", phone="780 555 0189")
        with pytest.raises(NotFound):
            await workers.reset_password(ctx, id, PASSWORD)
        await workers.give_access(ctx, id, PASSWORD)
    before = await sessions.sign_in("780 555 0189", PASSWORD, clock=office.clock)
    async with office.unit() as ctx:
        await workers.reset_password(ctx, id, "autumn-leaves-7")
    assert await sessions.identify(before.token, clock=office.clock) is None
    after = await sessions.sign_in("780 555 0189", "autumn-leaves-7", clock=office.clock)
    assert after.token


async def test_access_needs_something_to_sign_in_with_and_a_good_password(ctx):
    id = await workers.create(ctx, name="Nobody Reachable")
    with pytest.raises(Invalid, match="phone"):
        await workers.give_access(ctx, id, PASSWORD)
    await workers.update(ctx, id, phone="780 555 0190")
    with pytest.raises(Invalid):
        await workers.give_access(ctx, id, "12345678")


async def test_archived_workers_leave_the_lists(ctx):
    id = await workers.create(ctx, name="Former")
    await workers.archive(ctx, id)
    assert (await workers.find(ctx, Query())).rows == []
    gone = await workers.find(ctx, Query(filters={"active": "no"}))
    assert [row.id for row in gone.rows] == [id]


async def test_a_dissolved_team_lets_its_workers_go(ctx):
    team = await workers.add_team(ctx, "South")
    id = await workers.create(ctx, name="Ngozi Baptiste", team_id=team)
    with pytest.raises(Conflict):
        await workers.add_team(ctx, "South")
    await workers.archive_team(ctx, team)
    assert (await workers.get(ctx, id)).team_id is None
    assert await workers.teams(ctx) == []
    with pytest.raises(Invalid):
        await workers.update(ctx, id, team_id=team)
    again = await workers.add_team(ctx, "South")
    assert [row.id for row in await workers.teams(ctx)] == [again]


async def test_viewers_see_masked_contacts_and_no_pay(office: Office):
    async with office.unit() as ctx:
        id = await workers.create(ctx, name="Farah", phone="780 555 0191", hourly_rate_cents=2800)
        assert (await workers.get(ctx, id)).hourly_rate_cents == 2800
    async with office.unit("viewer") as ctx:
        shown = await workers.get(ctx, id)
        assert (shown.phone, shown.hourly_rate_cents) == ("+1 780 ••• ••91", None)
        assert (await workers.find(ctx, Query(search="5550191"))).rows == []
    async with office.unit("dispatcher") as ctx:
        shown = await workers.get(ctx, id)
        assert (shown.phone, shown.hourly_rate_cents) == ("+17805550191", None)


async def test_a_worker_sees_no_colleague_and_a_dispatcher_changes_none(office: Office):
    async with office.unit() as ctx:
        id = await workers.create(ctx, name="Colleague")
    async with office.unit("worker", worker_id=new_id()) as ctx:
        for call in (workers.find(ctx, Query()), workers.get(ctx, id), workers.names(ctx)):
            with pytest.raises(Forbidden):
                await call
    async with office.unit("dispatcher") as ctx:
        for call in (
            workers.create(ctx, name="X"),
            workers.update(ctx, id, name="X"),
            workers.archive(ctx, id),
            workers.give_access(ctx, id, PASSWORD),
        ):
            with pytest.raises(Forbidden):
                await call


async def test_another_organisations_workers_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        foreign = await workers.create(ctx, name="Foreign", phone="780 555 0199")
        team = await workers.add_team(ctx, "Theirs")
    async with here.unit() as ctx:
        mine = await workers.create(ctx, name="Mine")
        for call in (
            workers.get(ctx, foreign),
            workers.update(ctx, foreign, name="Mine"),
            workers.archive(ctx, foreign),
            workers.restore(ctx, foreign),
            workers.give_access(ctx, foreign, PASSWORD),
            workers.rename_team(ctx, team, "Ours"),
        ):
            with pytest.raises(NotFound):
                await call
        with pytest.raises(Invalid):
            await workers.update(ctx, mine, team_id=team)
