"""Saved views: one's own, shared ones, the default, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning_app import db
from cleaning_app.context import Identity
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.permissions import ROLES
from cleaning_app.services import members, saved_views, sessions
from tests.factories import Office
from tests.full_house import PASSWORD

PAGE = "/bookings"


async def _person(office: Office, role: str, name: str = "") -> Identity:
    login = f"{role}@north.test"
    async with office.unit() as ctx:
        await members.add(
            ctx, name=name or f"{role.title()} Person", role=role, password=PASSWORD, email=login,
            must_change_password=False,
        )  # fmt: skip
    return (await sessions.sign_in(login, PASSWORD)).identity


@pytest.fixture
async def priya(office: Office) -> Identity:
    return await _person(office, "owner", "Priya MacNeil")


@pytest.fixture
async def sam(office: Office) -> Identity:
    return await _person(office, "dispatcher", "Sam Roy")


async def test_a_view_is_its_owners_until_it_is_shared(priya: Identity, sam: Identity):
    async with db.unit(priya) as ctx:
        mine = await saved_views.save(
            ctx, PAGE, " Open this week ", "unassigned=yes&sort=starts_at"
        )
    async with db.unit(sam) as ctx:
        assert await saved_views.of(ctx, PAGE) == []
    async with db.unit(priya) as ctx:
        await saved_views.change(ctx, mine, shared=True)
        assert await saved_views.of(ctx, "/clients") == []
    async with db.unit(sam) as ctx:
        (seen,) = await saved_views.of(ctx, PAGE)
    assert (seen.name, seen.query) == ("Open this week", "unassigned=yes&sort=starts_at")
    assert (seen.owner, seen.is_own, seen.may_change) == ("Priya MacNeil", False, False)


async def test_each_person_has_a_default_and_it_goes_with_the_view(priya: Identity, sam: Identity):
    async with db.unit(priya) as ctx:
        shared = await saved_views.save(ctx, PAGE, "Open", "unassigned=yes", shared=True)
    async with db.unit(sam) as ctx:
        own = await saved_views.save(ctx, PAGE, "Mine", "status=pending")
        assert await saved_views.open_with(ctx, PAGE, own) is None
        assert await saved_views.open_with(ctx, PAGE, shared) == own
        assert [v.name for v in await saved_views.of(ctx, PAGE) if v.is_default] == ["Open"]
    async with db.unit(priya) as ctx:
        assert not any(view.is_default for view in await saved_views.of(ctx, PAGE))
        await saved_views.remove(ctx, shared)
    async with db.unit(sam) as ctx:
        assert [(v.name, v.is_default) for v in await saved_views.of(ctx, PAGE)] == [
            ("Mine", False)
        ]
    async with db.unit(priya) as ctx:
        await saved_views.restore(ctx, shared)
    async with db.unit(sam) as ctx:
        assert [v.name for v in await saved_views.of(ctx, PAGE) if v.is_default] == ["Open"]
        assert await saved_views.open_with(ctx, PAGE, None) == shared


async def test_a_change_is_undone_with_what_it_returned(priya: Identity):
    async with db.unit(priya) as ctx:
        view = await saved_views.save(ctx, PAGE, "Open", "unassigned=yes")
        before = await saved_views.change(ctx, view, query="status=confirmed")
        assert before == {"query": "unassigned=yes"}
        await saved_views.change(ctx, view, **before)
        (now,) = await saved_views.of(ctx, PAGE)
    assert now.query == "unassigned=yes"


async def test_sharing_needs_a_permission_and_so_does_changing_what_others_shared(
    priya: Identity, sam: Identity
):
    assert "settings.manage" not in ROLES["dispatcher"]
    async with db.unit(priya) as ctx:
        shared = await saved_views.save(ctx, PAGE, "Open", "", shared=True)
        private = await saved_views.save(ctx, PAGE, "Private", "")
    async with db.unit(sam) as ctx:
        mine = await saved_views.save(ctx, PAGE, "Mine", "")
        for call in (
            saved_views.save(ctx, PAGE, "For all", "", shared=True),
            saved_views.change(ctx, mine, shared=True),
            saved_views.change(ctx, shared, name="Hers no more"),
            saved_views.remove(ctx, shared),
        ):
            with pytest.raises(Forbidden):
                await call
        for hidden in (
            saved_views.change(ctx, private, name="Peek"),
            saved_views.remove(ctx, private),
            saved_views.open_with(ctx, PAGE, private),
            saved_views.open_with(ctx, "/clients", mine),
        ):
            with pytest.raises(NotFound):
                await hidden


async def test_two_views_of_one_person_have_two_names(priya: Identity, sam: Identity):
    async with db.unit(priya) as ctx:
        first = await saved_views.save(ctx, PAGE, "Open", "")
        await saved_views.save(ctx, "/clients", "Open", "")
        with pytest.raises(Conflict):
            await saved_views.save(ctx, PAGE, "OPEN", "status=pending")
        await saved_views.remove(ctx, first)
        await saved_views.save(ctx, PAGE, "open", "")
        with pytest.raises(Conflict):
            await saved_views.restore(ctx, first)
    async with db.unit(sam) as ctx:
        await saved_views.save(ctx, PAGE, "Open", "")


async def test_where_somebody_is_does_not_stay_in_a_view():
    kept = saved_views.cleaned("view=month&day=2026-11-25&team=1&after=abc&saved=x&q=")
    assert kept == "view=month&team=1"
    assert saved_views.cleaned("") == ""


@pytest.mark.parametrize(
    "query", ["a=1&" * 40, "q=" + "x" * 1100, "drop table=1", "Q-1=2", "a=%00", "novalue"]
)
async def test_what_is_no_address_of_a_list_is_refused(query: str):
    with pytest.raises(Invalid):
        saved_views.cleaned(query)


async def test_nonsense_and_whoever_is_nobody_are_refused(office: Office, priya: Identity):
    async with db.unit(priya) as ctx:
        for page, name in (
            ("https://evil.test", "x"),
            ("/a?b", "x"),
            (PAGE, " "),
            (PAGE, "x" * 61),
        ):
            with pytest.raises(Invalid):
                await saved_views.save(ctx, page, name, "")
    async with office.unit("owner") as ctx:
        with pytest.raises(Forbidden):
            await saved_views.save(ctx, PAGE, "A token's", "")
    worker = replace(priya, actor=replace(priya.actor, permissions=ROLES["worker"]))
    async with db.unit(worker) as ctx:
        with pytest.raises(Forbidden):
            await saved_views.of(ctx, PAGE)
