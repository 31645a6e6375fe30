"""The demo company: made once, all of a piece, something to show on every page."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.clock import FixedClock
from cleaning_app.errors import Invalid, Unauthenticated
from cleaning_app.services import (
    audit,
    dashboard,
    demo,
    identities,
    organisations,
    schedule,
    sessions,
    worker_day,
)
from cleaning_app.services.finance import reconciliation
from tests.databases import DatabaseUrls

PASSWORD = "northern-lights-42"
# A Wednesday at 13:20 in Edmonton, a Sunday night, and the first minutes of a year.
MOMENTS = (
    datetime(2026, 11, 25, 20, 20, tzinfo=UTC),
    datetime(2026, 7, 6, 4, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 7, 10, tzinfo=UTC),
)


@pytest.fixture
async def empty(clean_database: DatabaseUrls):
    yield
    await db.dispose()


async def _owner(clock: FixedClock):
    org_id = await identities.find_organisation(demo.SLUG)
    return db.unit(await identities.as_role(org_id, "system", "test", "owner"), clock=clock)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_every_page_has_something_to_show_whenever_it_is_made(empty, moment, capsys):
    clock = FixedClock(moment)
    began = time.perf_counter()
    made = await demo.fill(PASSWORD, clock=clock)
    seconds = time.perf_counter() - began
    assert (made.created, made.password) == (True, PASSWORD)
    async with await _owner(clock) as ctx:
        plan = await schedule.day(ctx, ctx.today())
        assert len(plan.rows) == 12
        assert plan.totals[0].jobs >= 5
        assert plan.totals[0].unassigned >= 0
        shown = await dashboard.load(ctx)
        assert [kpi.key for kpi in shown.kpis] == ["jobs", "revenue", "unassigned", "owed"]
        assert all(kpi.value > 0 for kpi in shown.kpis)
        assert {"payment_failed", "no_crew"} <= {need.kind for need in shown.needs}
        assert len(shown.lately) == 12
        assert (await audit.verify(ctx)).broken_at is None
        assert await ctx.session.scalar(_ODD, {"now": ctx.now(), "today": ctx.today()}) == 0
        groups = await reconciliation.groups(ctx)
        assert [one.kind.key for one in groups if one.kind.tone == "wrong" and one.rows] == []
        tables = (
            "clients bookings booking_ratings invoices payments expenses gst_instalments"
            " import_batches"
        )
        counts = {
            table: await ctx.session.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in tables.split()
        }
    assert counts["clients"] == 60
    assert counts["bookings"] > 600
    assert all(counts.values())
    with capsys.disabled():
        print(f"\ndemo of {moment:%d %b}: {counts['bookings']} bookings in {seconds:.1f} s")


_ODD = text(
    """
    SELECT (SELECT count(*) FROM bookings b WHERE
              (status = 'completed' AND (started_at IS NULL OR finished_at > :now))
              OR (status = 'in_progress' AND started_at > :now)
              OR (status IN ('pending', 'confirmed') AND starts_at < :now - interval '20 minutes'
                  AND EXISTS (SELECT 1 FROM booking_crew m WHERE m.booking_id = b.id)))
         + (SELECT count(*) FROM invoices i WHERE i.paid_cents <> (
              SELECT coalesce(sum(amount_cents), 0) FROM payments p
              WHERE p.invoice_id = i.id AND p.status = 'succeeded'))
         + (SELECT count(*) FROM invoices WHERE status IN ('sent', 'partial') AND due_on < :today)
    """
)


async def test_made_twice_it_stays_and_its_people_sign_in_until_the_password_changes(empty):
    clock = FixedClock(MOMENTS[0])
    made = await demo.fill(PASSWORD, clock=clock)
    async with await _owner(clock) as ctx:
        rows = (await audit.verify(ctx)).rows
    assert not (await demo.fill(PASSWORD, clock=clock)).created
    async with await _owner(clock) as ctx:
        assert (await audit.verify(ctx)).rows == rows
    for login, role in (
        (made.owner, "owner"),
        (made.dispatcher, "dispatcher"),
        (made.worker, "worker"),
    ):
        signed_in = await sessions.sign_in(login, PASSWORD, clock=clock)
        identity = await sessions.identify(signed_in.token, clock=clock)
        assert identity is not None
        assert identity.actor.role == role
    async with db.unit(identity, clock=clock) as ctx:
        assert (await worker_day.today(ctx)).jobs
    await demo.fill("polar-bears-77", clock=clock)
    with pytest.raises(Unauthenticated):
        await sessions.sign_in(made.owner, PASSWORD, clock=clock)
    assert (await sessions.sign_in(made.owner, "polar-bears-77", clock=clock)).token


async def test_without_a_password_it_makes_one_and_a_weak_one_leaves_nothing_behind(empty):
    clock = FixedClock(MOMENTS[0])
    with pytest.raises(Invalid):
        await demo.fill("password", clock=clock)
    assert not await organisations.any_exist()
    made = await demo.fill(clock=clock)
    assert made.password
    assert len(made.password) >= 12
    assert (await demo.fill(clock=clock)).password is None
