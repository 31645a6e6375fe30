"""People and their passwords, also those who work for two companies."""

from __future__ import annotations

import pytest

from cleaning_app import db
from cleaning_app.context import Identity
from cleaning_app.errors import Conflict, Forbidden, Invalid, Unauthenticated
from cleaning_app.models import Membership
from cleaning_app.services import audit, identities, listing, members, sessions
from tests.factories import Office

PASSWORD, OTHER = "quiet harbour lantern 41", "seven copper kettles 9"


async def _add(office: Office, role: str, login: str) -> Identity:
    async with office.unit() as ctx:
        user_id = await members.add(
            ctx, name=login.split("@")[0].title(), role=role, password=PASSWORD, email=login,
            must_change_password=False,
        )  # fmt: skip
    async with db.transaction() as session:
        found = await identities.member(session, office.identity.org.id, user_id)
    assert found is not None
    return found


async def _also_in(office: Office, person: Identity, role: str = "viewer") -> None:
    """An invitation that was accepted: the same person in a second organisation."""
    async with office.unit() as ctx:
        user_id = person.actor.user_id
        assert user_id is not None
        ctx.session.add(Membership(org_id=ctx.org.id, user_id=user_id, role=role))


async def test_a_new_password_ends_the_sessions_in_both_organisations(new_office):
    first, second = await new_office("First"), await new_office("Second")
    gwen = await _add(first, "dispatcher", "gwen@example.test")
    await _also_in(second, gwen)
    here = (await sessions.sign_in("gwen@example.test", PASSWORD)).token
    there = await sessions.switch_organisation(
        (await sessions.sign_in("gwen@example.test", PASSWORD)).token, second.identity.org.id
    )
    assert (await sessions.identify(there)).org.id == second.identity.org.id
    async with db.unit(gwen) as ctx:
        await members.change_own_password(ctx, PASSWORD, OTHER)
    assert await sessions.identify(here) is None
    assert await sessions.identify(there) is None
    assert (
        await sessions.sign_in("gwen@example.test", OTHER)
    ).identity.org.id == first.identity.org.id


async def test_an_admin_cannot_take_over_somebody_who_works_elsewhere_too(new_office):
    first, second = await new_office("First"), await new_office("Second")
    gwen = await _add(first, "owner", "gwen@example.test")
    await _also_in(second, gwen)
    async with second.unit() as ctx:
        with pytest.raises(Forbidden, match="another company"):
            await members.reset_password(ctx, gwen.actor.user_id, OTHER)
        # The unit goes on as who it was.
        assert len((await audit.entries(ctx, listing.Query())).rows) > 0
    assert await sessions.sign_in("gwen@example.test", PASSWORD)


async def test_a_reset_gives_a_temporary_password_and_ends_sessions(office):
    bo = await _add(office, "viewer", "bo@example.test")
    token = (await sessions.sign_in("bo@example.test", PASSWORD)).token
    async with office.unit() as ctx:
        await members.reset_password(ctx, bo.actor.user_id, OTHER)
    assert await sessions.identify(token) is None
    again = await sessions.sign_in("bo@example.test", OTHER)
    assert again.must_change_password
    with pytest.raises(Unauthenticated):
        await sessions.sign_in("bo@example.test", PASSWORD)


async def test_only_an_owner_appoints_and_resets_owners(office):
    olga = await _add(office, "owner", "olga@example.test")
    async with office.unit("admin") as ctx:
        for refused in (
            members.add(ctx, name="X", role="owner", password=PASSWORD, email="x@example.test"),
            members.change_role(ctx, olga.actor.user_id, "viewer"),
            members.reset_password(ctx, olga.actor.user_id, OTHER),
        ):
            with pytest.raises(Forbidden):
                await refused


async def test_the_last_owner_stays_owner(office):
    olga = await _add(office, "owner", "olga@example.test")
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="needs an owner"):
            await members.change_role(ctx, olga.actor.user_id, "admin")


async def test_a_login_is_one_persons_across_the_installation(new_office):
    first, second = await new_office("First"), await new_office("Second")
    await _add(first, "viewer", "gwen@example.test")
    with pytest.raises(Conflict, match="already signs somebody in"):
        await _add(second, "viewer", "Gwen@Example.test ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": None}, "e-mail address or a phone"),
        ({"role": "queen"}, "no role called"),
        ({"password": "short"}, "12"),
        ({"email": "not an address"}, ""),
    ],
)
async def test_what_cannot_be_a_member_is_refused(office, changes, words):
    given = {"name": "Bo", "role": "viewer", "password": PASSWORD, "email": "bo@example.test"}
    async with office.unit() as ctx:
        with pytest.raises(Invalid) as refused:
            await members.add(ctx, **(given | changes))
    assert words in refused.value.detail + str(refused.value.errors)


async def test_access_is_closed_with_its_sessions_and_opened_again(office: Office):
    async with office.unit() as ctx:
        priya = await members.add(
            ctx, name="Priya", email="priya@example.test", role="dispatcher", password=PASSWORD
        )
    opened = await sessions.sign_in("priya@example.test", PASSWORD)
    async with office.unit() as ctx:
        await members.set_active(ctx, priya, False)
    assert await sessions.identify(opened.token) is None
    with pytest.raises(Unauthenticated):
        await sessions.sign_in("priya@example.test", PASSWORD)
    async with office.unit() as ctx:
        await members.set_active(ctx, priya, True)
    assert (await sessions.sign_in("priya@example.test", PASSWORD)).identity.actor.name == "Priya"


async def test_the_last_owner_and_oneself_cannot_be_closed_out(office: Office):
    async with office.unit() as ctx:
        owner = await members.add(
            ctx, name="Maya", email="maya@example.test", role="owner", password=PASSWORD
        )
        with pytest.raises(Conflict, match="needs an owner"):
            await members.set_active(ctx, owner, False)
    signed = await sessions.sign_in("maya@example.test", PASSWORD)
    async with db.unit(signed.identity) as ctx:
        with pytest.raises(Conflict, match="your own"):
            await members.set_active(ctx, owner, False)


async def test_what_is_wrong_with_a_new_person_is_said_beside_each_field(office: Office):
    async with office.unit() as ctx:
        with pytest.raises(Invalid) as refused:
            await members.add(ctx, name=" ", email="nobody", role="viewer", password=PASSWORD)
    assert {error.field for error in refused.value.errors} == {"name", "email"}
