"""Every handler, as everybody: refused exactly where it says so, and then nothing has changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.components.handler import SIGNED_IN
from cleaning_app.permissions import ROLES
from cleaning_app.services import sessions
from tests.full_house import PASSWORD, House, Person
from tests.security.arguments import fitting, paths
from tests.security.conftest import Digest
from tests.security.tabs import Declared, Tab, Tabs, declared

REFUSED = {"forbidden", "unauthenticated"}

LATER = {("worker", "JobState.show_access"): "keys and codes only on the day of the visit"}
"""What a role may call and is still refused, for a reason that is not its role."""


def may(one: Declared, role: str) -> bool:
    return one.needs == SIGNED_IN or one.needs in ROLES[role]


async def _call(tabs: Tabs, tab: Tab, one: Declared, house: House) -> str:
    tab.path = paths(house).get(one.state, "/")
    answer = await tab.call(one, **fitting(one, house))
    assert answer.failures == [], (one.name, answer.failures)
    assert answer.result != "", f"{one.name} was not run at all"
    return answer.result


async def test_nobody_may_call_anything(tabs: Tabs, ours: House, digest: Digest):
    before, tab = digest(ours), await tabs.connect()
    calls = declared()
    results = {one.name: await _call(tabs, tab, one, ours) for one in calls}
    assert {name: r for name, r in results.items() if r != "unauthenticated"} == {}
    assert digest(ours) == before
    print(f"nobody: {len(calls)} handlers, all refused, nothing changed")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"owner", "admin"}])
async def test_a_role_is_refused_where_it_lacks_the_permission(
    tabs: Tabs, ours: House, digest: Digest, role: str
):
    before, tab = digest(ours), await tabs.connect(ours.people[role].token)
    forbidden = [one for one in declared() if not may(one, role)]
    results = {one.name: await _call(tabs, tab, one, ours) for one in forbidden}
    assert {name: r for name, r in results.items() if r != "forbidden"} == {}
    assert digest(ours) == before
    print(f"{role}: {len(forbidden)} handlers refused, nothing changed")


async def test_who_must_choose_a_password_first_can_do_nothing_else(
    tabs: Tabs, ours: House, digest: Digest
):
    owner = ours.people["owner"]
    await _must_change(owner, True)
    try:
        before, tab = digest(ours), await tabs.connect(owner.token)
        results = {
            one.name: await _call(tabs, tab, one, ours)
            for one in declared()
            if one.needs != SIGNED_IN
        }
        assert {name: r for name, r in results.items() if r != "forbidden"} == {}
        assert digest(ours) == before
    finally:
        await _must_change(owner, False)


async def _must_change(person: Person, yes: bool) -> None:
    async with db.unit(person.identity) as ctx:
        await ctx.session.execute(
            text("UPDATE users SET must_change_password = :yes WHERE id = :id"),
            {"yes": yes, "id": person.identity.actor.user_id},
        )
    sessions._remembered.clear()


async def test_what_is_switched_off_is_refused_to_the_owner_too(
    tabs: Tabs, ours: House, digest: Digest
):
    tab = await tabs.connect(ours.people["owner"].token)
    modules = sorted({one.module for one in declared() if one.module})
    assert len(modules) >= 3
    for key in modules:
        await _switch(ours, key, False)
        before = digest(ours)
        results = {
            one.name: await _call(tabs, tab, one, ours) for one in declared() if one.module == key
        }
        assert {name: r for name, r in results.items() if r != "forbidden"} == {}
        assert digest(ours) == before
        await _switch(ours, key, True)


async def _switch(house: House, key: str, on: bool) -> None:
    async with db.unit(house.owner) as ctx:
        await ctx.session.execute(
            text(
                "INSERT INTO organisation_modules (org_id, key, enabled) VALUES (:org, :key, :on)"
                " ON CONFLICT (org_id, key) DO UPDATE SET enabled = :on"
            ),
            {"org": house.org_id, "key": key, "on": on},
        )
    sessions._remembered.clear()


@pytest.mark.parametrize("role", sorted(ROLES, key=lambda role: len(ROLES[role])))
async def test_a_role_passes_where_it_has_the_permission(tabs: Tabs, ours: House, role: str):
    """Last in this file, as these calls do what they are for."""
    tab, results = await tabs.connect(ours.people[role].token), dict[str, str]()
    for one in declared():
        if not may(one, role):
            continue
        results[one.name] = await _call(tabs, tab, one, ours)
        if await sessions.identify(ours.people[role].token) is None:
            fresh = await sessions.sign_in(ours.people[role].login, PASSWORD)
            ours.people[role] = Person(ours.people[role].login, fresh.identity, fresh.token)
            tab = await tabs.connect(fresh.token)
    turned_away = {
        name: result
        for name, result in results.items()
        if {"error", *REFUSED} & set(result.split("+")) and (role, name) not in LATER
    }
    assert turned_away == {}
    print(f"{role}: {len(results)} handlers let through")
