"""Events of Stripe's belong to nobody at first: the app puts them in, and sees only its own."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.ids import new_id

_PUT = text(
    """
    INSERT INTO stripe_events (id, type, happened_at, received_at, payload, status, attempts,
                               next_attempt_at, last_error, organisation_id)
    VALUES (:id, 't', now(), now(), '{}', :status, 0, now(), '', :org)
    """
)


async def _put(login: str, org=None, status: str = "pending", **within: str) -> str:
    event = f"evt_{new_id()}"
    async with db.transaction(login, **within) as session:
        await session.execute(_PUT, {"id": event, "org": org, "status": status})
    return event


async def _seen(org) -> set[str]:
    async with db.transaction("app", org_id=str(org)) as session:
        return set(await session.scalars(text("SELECT id FROM stripe_events")))


async def test_each_sees_its_own_and_nobodys_are_seen_by_nobody_of_several(new_office):
    here, there = await new_office("Here"), await new_office("There")
    ours = await _put("jobs", here.identity.org.id)
    theirs = await _put("jobs", there.identity.org.id)
    await _put("jobs")
    assert await _seen(here.identity.org.id) == {ours}
    assert await _seen(there.identity.org.id) == {theirs}
    async with db.transaction("app") as session:
        assert await session.scalar(text("SELECT count(*) FROM stripe_events")) == 0
    async with db.transaction("app", org_id=str(here.identity.org.id)) as session:
        changed = await session.execute(text("UPDATE stripe_events SET status = 'pending'"))
        assert changed.rowcount == 1


async def test_where_there_is_one_organisation_nobodys_are_its_own(office):
    nobodys = await _put("jobs")
    assert await _seen(office.identity.org.id) == {nobodys}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stripe_events",
        "UPDATE stripe_events SET payload = '{}'",
        "UPDATE stripe_events SET organisation_id = NULL",
    ],
)
async def test_the_app_neither_deletes_nor_rewrites_what_stripe_said(office, statement: str):
    with pytest.raises(Exception, match="permission denied"):
        async with db.transaction("app", org_id=str(office.identity.org.id)) as session:
            await session.execute(text(statement))


async def test_the_app_puts_in_nothing_that_is_said_to_be_done_or_somebodys(office):
    for more in ({"status": "done"}, {"org": office.identity.org.id}):
        with pytest.raises(Exception, match="row-level security"):
            await _put("app", **more)
