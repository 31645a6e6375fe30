"""What is left of each job: revenue, labour and shares to the cent, the same in every view."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.ids import new_id
from cleaning_app.models import (
    Booking,
    BookingCrew,
    Client,
    Invoice,
    PayRate,
    TimeEntry,
    TimeSegment,
    Worker,
)
from cleaning_app.money import allocate, share
from cleaning_app.services import catalogue, credit_notes
from cleaning_app.services.finance import behind, margins, profit_loss
from cleaning_app.services.listing import Query
from tests.services.money.books import a_client, a_sent_invoice

EDMONTON = ZoneInfo("America/Edmonton")
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
RAISE = date(2026, 3, 16)
RATES = ((2000, 2500), (2150, 2150), (0, 1733))
"""Each worker's rate, and what it is from RAISE on."""


@dataclass(frozen=True)
class Job:
    """A visit: when it began, what was asked, and each worker's clocked minutes (None: no clock)."""

    minute: int
    price: int
    billed: int | None
    planned: int
    crew: dict[int, int | None]
    status: str = "completed"
    id: object = field(default_factory=new_id)

    @property
    def starts_at(self) -> datetime:
        return datetime(2026, 2, 27, tzinfo=UTC) + timedelta(minutes=self.minute)

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(EDMONTON).date()

    @property
    def revenue(self) -> int:
        return self.price if self.billed is None else self.billed

    def parts(self) -> dict[int | None, tuple[int, int]]:
        """Each worker's share of the revenue and their labour, in cents."""
        hands = sorted(self.crew)
        minutes = [self.planned if self.crew[w] is None else self.crew[w] or 0 for w in hands]
        if not hands:
            return {None: (self.revenue, 0)}
        shares = allocate(self.revenue, minutes if any(minutes) else [1] * len(hands))
        rates = [RATES[w][self.day >= RAISE] for w in hands]
        return {
            w: (part, share(worked * rate, 1, 60))
            for w, part, worked, rate in zip(hands, shares, minutes, rates, strict=True)
        }


jobs = st.builds(
    Job,
    # Slots of ten hours that no job outgrows: nobody is in two places at once.
    minute=st.builds(lambda slot, n: slot * 600 + n * 15, st.integers(0, 85), st.integers(0, 19)),
    price=st.integers(0, 60_000),
    billed=st.none() | st.integers(1, 60_000),
    planned=st.sampled_from([60, 90, 125, 240]),
    crew=st.dictionaries(st.integers(0, 2), st.none() | st.integers(0, 300), max_size=3),
    status=st.sampled_from(["completed"] * 5 + ["confirmed", "no_show"]),
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(drawn=st.lists(jobs, max_size=8, unique_by=lambda job: job.minute // 600))
async def test_every_view_adds_up_to_the_same_cents_as_the_jobs(office, drawn):
    async with office.unit() as ctx:
        save = await ctx.session.begin_nested()
        people = await write(ctx, drawn)
        inside = [j for j in drawn if j.status == "completed" and FIRST <= j.day <= LAST]
        revenue = sum(job.revenue for job in inside)
        labour = sum(cents for job in inside for _, cents in job.parts().values())
        whole = await margins.totals(ctx, FIRST, LAST)
        assert (whole.jobs, whole.revenue_cents, whole.labour_cents) == (
            len(inside), revenue, labour,
        )  # fmt: skip
        for by in margins.BY:
            rows = (await margins.find(ctx, FIRST, LAST, by, Query(limit=200))).rows
            assert sum(row.revenue_cents for row in rows) == revenue
            assert sum(row.labour_cents for row in rows) == labour
            assert sum(row.margin_cents for row in rows) == revenue - labour
            assert sum(row.unbilled_cents for row in rows) == whole.unbilled_cents
            assert sum(row.minutes for row in rows) == whole.minutes
        each = {job.id: job.parts() for job in inside}
        by_job = (await margins.find(ctx, FIRST, LAST, "job", Query(limit=200))).rows
        assert {(row.key, row.revenue_cents, row.labour_cents) for row in by_job} == {
            (str(id), sum(r for r, _ in parts.values()), sum(c for _, c in parts.values()))
            for id, parts in each.items()
        }
        mine: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for parts in each.values():
            for worker, (earned, paid) in parts.items():
                key = "" if worker is None else str(people[worker])
                mine[key] = (mine[key][0] + earned, mine[key][1] + paid)
        by_worker = (await margins.find(ctx, FIRST, LAST, "worker", Query(limit=200))).rows
        assert {row.key: (row.revenue_cents, row.labour_cents) for row in by_worker} == mine
        await save.rollback()


async def write(ctx, drawn: list[Job]) -> list:
    """The jobs as rows; the workers' ids, in their order."""
    client = Client(org_id=ctx.org.id, name="Ueda Dental")
    people = [
        Worker(id=new_id(), org_id=ctx.org.id, name=name, hourly_rate_cents=rate)
        for name, (rate, _) in zip("ABC", RATES, strict=True)
    ]
    ctx.session.add_all([client, *people])
    people.sort(key=lambda one: one.id)
    await ctx.session.flush()
    ctx.session.add_all(
        PayRate(org_id=ctx.org.id, worker_id=one.id, valid_from=RAISE, rate_cents=later)
        for one, (_, later) in zip(people, RATES, strict=True)
    )
    service = (await catalogue.services(ctx))[0].id
    for number, job in enumerate(drawn, 1):
        ctx.session.add(
            Booking(
                id=job.id, org_id=ctx.org.id, number=number, client_id=client.id,
                service_type_id=service, starts_at=job.starts_at,
                ends_at=job.starts_at + timedelta(minutes=job.planned), status=job.status,
                price_cents=job.price,
            )
        )  # fmt: skip
        await ctx.session.flush()
        if job.billed is not None:
            ctx.session.add(_invoice(ctx, client.id, job, number))
        for worker, minutes in job.crew.items():
            await _put_on(ctx, job, people[worker].id, minutes)
    return [one.id for one in people]


def _invoice(ctx, client_id, job: Job, number: int) -> Invoice:
    tax = share(job.billed, 5, 100)
    return Invoice(
        org_id=ctx.org.id, number=f"INV-2026-{number:05d}", client_id=client_id, booking_id=job.id,
        issued_on=date(2026, 4, 1), due_on=date(2026, 4, 15), subtotal_cents=job.billed,
        taxable_cents=job.billed, tax_cents=tax, total_cents=job.billed + tax, status="sent",
    )  # fmt: skip


async def _put_on(ctx, job: Job, worker_id, minutes: int | None) -> None:
    """Onto the crew, with two stretches and a break on the clock where there is one."""
    ctx.session.add(BookingCrew(org_id=ctx.org.id, booking_id=job.id, worker_id=worker_id))
    if minutes is not None:
        began, half = job.starts_at, timedelta(minutes=minutes // 2)
        entry = TimeEntry(
            id=new_id(), org_id=ctx.org.id, booking_id=job.id, worker_id=worker_id,
            planned_minutes=job.planned, started_at=began, state="paused",
        )  # fmt: skip
        ctx.session.add(entry)
        await ctx.session.flush()
        again = began + half + timedelta(minutes=30)
        for start, end in (
            (began, began + half),
            (again, again + timedelta(minutes=minutes) - half),
        ):
            ctx.session.add(
                TimeSegment(org_id=ctx.org.id, entry_id=entry.id, worker_id=worker_id,
                            started_at=start, ended_at=end)
            )  # fmt: skip
    await ctx.session.flush()


async def test_rows_open_their_jobs_and_the_lowest_share_comes_first(ctx):
    good = Job(600 * 10, 30_000, None, 60, {0: 60})
    poor = Job(600 * 12, 9_000, 8_000, 240, {0: None, 1: 240})
    people = await write(ctx, [good, poor])
    rows = (await margins.find(ctx, FIRST, LAST, "job", Query())).rows
    assert [row.name for row in rows] == ["#2", "#1"]
    assert (rows[0].revenue_cents, rows[0].labour_cents, rows[0].percent) == (8000, 16600, -107)
    assert (rows[0].minutes, rows[0].planned, rows[0].unbilled_cents) == (480, 240, 0)
    assert rows[1].unbilled_cents == 30_000
    asked = {"from": str(FIRST), "to": str(LAST), "line": f"margin.worker.{people[1]}"}
    found = await margins.behind(ctx, asked)
    only = (await behind.rows(ctx, found, Query())).rows
    assert [(row.number, row.kind, row.cents) for row in only] == [("#2", "booking", 4000 - 8600)]
    assert "planned" not in only[0].what
    whole = await behind.figure(ctx, await margins.behind(ctx, asked | {"line": "labour"}))
    assert (whole.cents, whole.rows) == (16600 + 2000, 2)


async def test_sales_without_a_job_are_less_what_was_credited_as_in_the_profit_and_loss(ctx):
    client, first, today = await a_client(ctx), date(2026, 1, 1), ctx.today()
    contract, lost = [await a_sent_invoice(ctx, client) for _ in range(2)]
    asked = credit_notes.Asked(amount_cents=2100)
    await credit_notes.issue(ctx, contract, asked, reason="One visit missed")
    await credit_notes.write_off(ctx, lost, reason="Bankrupt")
    whole = await margins.totals(ctx, first, today)
    assert (whole.elsewhere, whole.elsewhere_cents) == (3, 18000)
    days = {"from": str(first), "to": str(today), "line": "elsewhere"}
    found = await margins.behind(ctx, days)
    rows = (await behind.rows(ctx, found, Query())).rows
    assert [(row.kind, row.thing, row.cents) for row in rows if row.cents < 0] == [
        ("credit_note", contract, -2000)
    ]
    assert sum(row.cents for row in rows) == (await behind.figure(ctx, found)).cents == 18000
    assert sum((await profit_loss(ctx, first, today)).revenue) == 18000


async def test_what_means_nothing_is_refused_and_only_finance_sees_margins(office):
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await margins.find(ctx, FIRST, LAST, "moon", Query())
        for line in ("", "profit", "margin.moon.1", "margin.moon"):
            with pytest.raises(Invalid):
                await margins.behind(ctx, {"from": str(FIRST), "to": str(LAST), "line": line})
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await margins.totals(ctx, FIRST, LAST)
