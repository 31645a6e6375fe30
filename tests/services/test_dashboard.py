"""The dashboard: figures, needs with the next act, today's strip, what happened lately."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from cleaning_app.context import Ctx
from cleaning_app.errors import Forbidden
from cleaning_app.models import OutboxEvent, Payment
from cleaning_app.services import (
    bookings,
    clients,
    dashboard,
    instalments,
    invoices,
    payments,
    workers,
)
from cleaning_app.services.invoices import NewLine
from cleaning_app.services.listing import Query
from tests.factories import Office, Town, build_town, count_statements


async def _invoice(ctx, town: Town, cents: int, days_ago: int) -> None:
    issued = ctx.today() - timedelta(days=days_ago)
    id = await invoices.create(
        ctx, client_id=town.client, lines=[NewLine("Cleaning", cents)], issued_on=issued,
        due_on=issued + timedelta(days=14),
    )  # fmt: skip
    await invoices.send(ctx, id)


async def test_figures_count_today_the_week_what_is_unassigned_and_owed(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe, price_cents=100_00)
        await town.book(ctx, 3, price_cents=50_00)
        await town.book(ctx, 24, price_cents=25_00)
        await town.book(ctx, -7 * 24, town.chloe, price_cents=140_00)
        gone = await town.book(ctx, 5, price_cents=999_00)
        await bookings.cancel(ctx, gone.id, "not counted")
        await _invoice(ctx, town, 200_00, 10)
        await _invoice(ctx, town, 100_00, 120)
        shown = await dashboard.load(ctx)
    jobs, revenue, unassigned, owed = shown.kpis
    assert (jobs.value, jobs.second, jobs.percent) == (2, 1200, 10)
    assert jobs.points == [0, 0, 0, 0, 0, 0, 2]
    assert (revenue.value, revenue.second, revenue.percent) == (175_00, 140_00, 25)
    assert revenue.points == [0, 0, 0, 0, 0, 140_00, 175_00]
    assert (unassigned.value, unassigned.points) == (2, [1, 1, 0, 0, 0, 0, 0])
    assert unassigned.at == office.clock.now() + timedelta(hours=3)
    assert (owed.value, owed.second) == (315_00, 105_00)
    assert owed.points == [105_00, 105_00, 105_00, 105_00, 105_00, 315_00, 315_00]


async def test_a_job_without_crew_names_who_is_near_and_free_and_assigns_them(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await workers.update(ctx, town.chloe, home_lat=53.5185, home_lng=-113.52)
        loose = await town.book(ctx, 2)
        await town.book(ctx, 6, town.chloe)
        need = (await dashboard.load(ctx)).needs[0]
        assert (need.kind, need.tone) == ("no_crew", "red")
        assert need.title == "Gwen Abbott, 10:00, has no crew"
        assert need.detail == "Chloé is 5 min away and free until 14:00"
        assert need.target.label == "Assign Chloé"
        assert need.target.booking_id == loose.id
        assert need.target.worker_id is not None
        await bookings.assign(ctx, loose.id, need.target.worker_id)
        assert [n.kind for n in (await dashboard.load(ctx)).needs if n.kind == "no_crew"] == []


async def test_nobody_is_suggested_twice_at_once_or_without_the_skill(office: Office, town: Town):
    async with office.unit() as ctx:
        for n in range(3):
            await town.book(ctx, 2 + n / 4)
        needs = [need for need in (await dashboard.load(ctx)).needs if need.kind == "no_crew"]
        assert {need.target.worker_id for need in needs} == {town.chloe, town.bilal, None}
        assert needs[2].detail == "Nobody who could do it is free then"
        assert needs[2].target.label == "Open"
        for id in (town.chloe, town.bilal):
            await workers.update(ctx, id, skill_ids=[])
        needs = [need for need in (await dashboard.load(ctx)).needs if need.kind == "no_crew"]
        assert {need.target.worker_id for need in needs} == {None}


async def test_a_job_nobody_took_stays_listed_when_its_time_comes_and_when_it_has_passed(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await town.book(ctx, -1, confirmed=True)
        needs = (await dashboard.load(ctx)).needs
        assert [(need.kind, need.tone) for need in needs if need.kind == "no_crew"] == [
            ("no_crew", "red")
        ]
        assert needs[0].title == "Gwen Abbott should have begun at 7:00, has no crew"
    office.clock.advance(timedelta(hours=6))
    async with office.unit() as ctx:
        need = (await dashboard.load(ctx)).needs[0]
        assert (need.title, need.tone) == (
            "Gwen Abbott should have begun at 7:00, has no crew", "red",
        )  # fmt: skip
        assert need.target.label == "Open"


async def _listed(ctx: Ctx, href: str) -> int:
    """How many rows the list behind a link of the dashboard has."""
    address = urlsplit(href)
    filters = dict(parse_qsl(address.query))
    finder = {"/bookings": bookings.find, "/invoices": invoices.find}[address.path]
    return (await finder(ctx, Query(sort=filters.pop("sort", ""), filters=filters))).total


async def test_a_figure_and_a_line_lead_to_exactly_the_jobs_they_count(office: Office, town: Town):
    async with office.unit() as ctx:
        for hours in (-3, -1, 2, 5, 26, 50, 80, 140, 170):
            await town.book(ctx, hours)
        shown = await dashboard.load(ctx)
        (unassigned,) = [kpi for kpi in shown.kpis if kpi.key == "unassigned"]
        assert unassigned.value == 8 == await _listed(ctx, unassigned.href)
        lines = [need for need in shown.needs if need.kind == "no_crew"]
        assert [need.title for need in lines][3:] == ["3 more jobs have no crew"]
        assert lines[3].target.label == "Show all 6"
        assert await _listed(ctx, lines[3].target.href) == 6


async def test_what_is_not_named_one_by_one_is_counted(office: Office, town: Town):
    async with office.unit() as ctx:
        for n in range(5):
            await town.book(
                ctx, -1.5 + n / 8, await workers.create(ctx, name=f"Worker {n}"), confirmed=True
            )
            await _invoice(ctx, town, 200_00, 5)
        for row in (await invoices.find(ctx, Query())).rows:
            ctx.session.add(
                Payment(
                    org_id=ctx.org.id,
                    invoice_id=row.id,
                    amount_cents=210_00,
                    method="card",
                    status="failed",
                    received_at=ctx.now(),
                )
            )
        await ctx.session.flush()
        shown = (await dashboard.load(ctx)).needs
        late = [need for need in shown if need.kind == "late"]
        assert [need.title for need in late][3:] == ["2 more jobs haven't begun"]
        assert late[0].detail == "1h 30m ago, nobody has started the job"
        declined = [need for need in shown if need.kind == "payment_failed"]
        assert [need.title for need in declined][3:] == ["2 more payments declined"]
        assert await _listed(ctx, declined[3].target.href) == 5


async def test_late_unconfirmed_and_failed_things_are_listed_by_urgency(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, -1, town.chloe, confirmed=True)
        await town.book(ctx, 5, town.chloe)
        await _invoice(ctx, town, 200_00, 5)
        await instalments.create(ctx, due_on=ctx.today() - timedelta(days=3), amount_cents=842_00)
        ctx.session.add(
            OutboxEvent(
                org_id=ctx.org.id,
                kind="email",
                payload={},
                dedupe_key="x",
                status="dead",
                next_attempt_at=ctx.now(),
            )
        )
        await ctx.session.flush()
        needs = (await dashboard.load(ctx)).needs
    assert [(need.kind, need.tone) for need in needs] == [
        ("late", "red"),
        ("dead_letters", "amber"),
        ("gst_instalment", "amber"),
        ("unconfirmed", "grey"),
        ("gst_return", "grey"),
    ]
    assert needs[0].title == "Gwen Abbott should have begun at 7:00"
    assert needs[1].title == "1 message could not be delivered"
    assert needs[2].title == "GST instalment was due 20 November"
    assert needs[2].detail == "$842.00 isn't recorded as paid"


async def test_the_strip_and_the_next_day(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, -1, town.chloe)
        await town.book(ctx, 2, town.bilal, town.chloe)
        await town.book(ctx, 30, town.chloe)
        shown = await dashboard.load(ctx)
    assert [row.worker for row in shown.strip] == ["Bilal Kovalenko", "Chloé Roy"]
    assert [(job.offset, job.minutes) for job in shown.strip[1].jobs] == [(0, 120), (180, 120)]
    assert shown.strip_minutes == 11 * 60
    assert [sorted(job.crew) for job in shown.upcoming] == [
        ["Chloé Roy"],
        ["Bilal Kovalenko", "Chloé Roy"],
    ]


async def test_lately_says_who_did_what_to_whom(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        saved = await town.book(ctx, 0, town.chloe, confirmed=True)
    async with office.unit("dispatcher") as ctx:
        await bookings.start(ctx, saved.id)
        await clients.create(ctx, name="Léa Tremblay")
    async with office.unit("dispatcher") as ctx:
        lines = [(line.what, line.about) for line in (await dashboard.load(ctx)).lately]
    assert lines[:3] == [
        ("Dispatcher added client", "Léa Tremblay"),
        ("Dispatcher started", "Gwen Abbott, Strathcona"),
        ("Dispatcher booked", "Gwen Abbott, Strathcona"),
    ]
    async with office.unit("owner") as ctx:
        await _invoice(ctx, town, 9000_00, 1)
        (row,) = (await invoices.find(ctx, Query())).rows
        await payments.record(ctx, row.id, amount_cents=5050_00, method="cash")
    async with office.unit("owner") as ctx:
        line = (await dashboard.load(ctx)).lately[0]
        assert (line.what, line.about) == (
            "Owner recorded a payment of $5,050.00",
            f"Gwen Abbott, {row.number}",
        )
        assert line.href == f"/invoices/{row.id}"


async def test_it_takes_at_most_eleven_statements(office: Office, town: Town):
    async with office.unit() as ctx:
        for n in range(6):
            await town.book(ctx, n * 2)
        with count_statements() as seen:
            await dashboard.load(ctx)
        assert len(seen) <= 11, seen


@pytest.mark.parametrize(
    ("role", "kpis"),
    [
        ("owner", ["jobs", "revenue", "unassigned", "owed"]),
        ("dispatcher", ["jobs", "revenue", "unassigned"]),
        ("accountant", ["jobs", "revenue", "unassigned", "owed"]),
        ("viewer", ["jobs", "revenue", "unassigned", "owed"]),
    ],
)
async def test_each_role_sees_its_own_figures(
    office: Office, town: Town, role: str, kpis: list[str]
):
    async with office.unit() as ctx:
        await town.book(ctx, 2)
        await clients.create(ctx, name="Secret Client")
    async with office.unit(role) as ctx:
        shown = await dashboard.load(ctx)
    assert [kpi.key for kpi in shown.kpis] == kpis
    assignable = [need.target.worker_id for need in shown.needs if need.kind == "no_crew"]
    assert (assignable[0] is not None) == (role in ("owner", "dispatcher"))
    told = any("Secret" in line.about for line in shown.lately)
    assert told == (role != "accountant")


async def test_workers_and_other_organisations_see_nothing(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        await theirs.book(ctx, 0)
    async with here.unit() as ctx:
        shown = await dashboard.load(ctx)
        assert [kpi.value for kpi in shown.kpis] == [0, 0, 0, 0]
        assert (shown.needs, shown.strip, shown.upcoming, shown.lately) == ([], [], [], [])
    async with here.unit("worker") as ctx:
        with pytest.raises(Forbidden):
            await dashboard.load(ctx)
