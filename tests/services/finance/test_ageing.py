"""What was owed on any day, against the rows alone; whose it is, and the invoices behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.domain.invoices import AgeingBucket, ageing_bucket
from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import credit_notes, invoices
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.finance import ageing, behind
from cleaning_app.services.invoices import state
from cleaning_app.services.listing import Query
from tests.services.money import random_books
from tests.services.money.books import a_client, a_sent_invoice, at, pay


def owed(entry: random_books.BookedInvoice, day: date, zone: ZoneInfo, today: date) -> int:
    """What the rows say was owed on an invoice at the end of a local day."""
    end = day_start(day + timedelta(days=1), zone)
    is_void = entry.status == "void" and (entry.voided_at is None or entry.voided_at < end)
    if entry.status == "draft" or is_void or (entry.issued_on > day and day < today):
        return 0
    paid = sum(p.cents for p in entry.payments if p.status == "succeeded" and p.at < end)
    credited = sum(note.inside(date.min, day) * note.total for note in entry.notes)
    return max(0, entry.total - paid - credited)


def settled(entry: random_books.BookedInvoice, voided_at: datetime | None):
    """A void invoice as the product leaves it: what was paid on it has gone back."""
    if entry.status != "void" or voided_at is None:
        return replace(entry, payments=[] if entry.status == "void" else entry.payments)
    kept = [one for one in entry.payments if one.at < voided_at and one.status == "succeeded"]
    if net := sum(one.cents for one in kept):
        kept.append(random_books.BookedPayment(-net, voided_at))
    return replace(entry, payments=kept, voided_at=voided_at)


moments = st.integers(0, 380 * 24 * 60).map(
    lambda minutes: datetime(2025, 11, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    drawn=random_books.books.filter(random_books.fits),
    voided_at=st.none() | moments,
    days=st.lists(st.dates(date(2025, 11, 20), date(2026, 12, 5)), min_size=3, max_size=3),
    zone=st.sampled_from(random_books.ZONES),
)
async def test_any_day_is_what_the_rows_of_that_day_say(office, drawn, voided_at, days, zone):
    booked = tuple(settled(entry, voided_at) for entry in drawn)
    place = replace(office.identity.org, timezone=zone)
    async with db.unit(replace(office.identity, org=place), clock=office.clock) as ctx:
        save = await ctx.session.begin_nested()
        await random_books.write(ctx, booked)
        await ctx.session.execute(
            text(
                "UPDATE invoices i SET credited_cents = (SELECT coalesce(sum(total_cents), 0)"
                " FROM credit_notes c WHERE c.invoice_id = i.id)"
            )
        )
        await state.restate(ctx)
        for day in [*days, ctx.today()]:
            rows = [(entry, owed(entry, day, ZoneInfo(zone), ctx.today())) for entry in booked]
            found = await ageing.totals(ctx, day)
            for bucket in AgeingBucket:
                inside = [o for e, o in rows if o and ageing_bucket(e.issued_on, day) is bucket]
                assert found.buckets[bucket] == (ageing.Owed(len(inside), sum(inside)))
            figure = await ageing.behind(ctx, {"to": str(day), "line": "all"})
            found_rows = (await behind.rows(ctx, figure, Query(limit=200))).rows
            assert {(one.thing, one.cents) for one in found_rows} == {
                (entry.id, o) for entry, o in rows if o
            }
            clients = await ageing.by_client(ctx, day, Query())
            assert sum(one.total_cents for one in clients.rows) == found.total.cents
        await save.rollback()


async def test_a_day_that_has_passed_forgets_what_happened_since(ctx):
    client = await a_client(ctx)
    paid = await a_sent_invoice(ctx, client, issued_on=date(2026, 9, 1), due_on=date(2026, 9, 15))
    await pay(ctx, paid, 4500, at(2026, 10, 1))
    await pay(ctx, paid, 6000, at(2026, 10, 20))
    await a_sent_invoice(ctx, client, issued_on=date(2026, 10, 10), due_on=date(2026, 10, 24))
    credited = await a_sent_invoice(ctx, client, issued_on=date(2026, 9, 1))
    await credit_notes.issue(ctx, credited, Asked(amount_cents=10500), reason="Never happened")
    voided = await a_sent_invoice(ctx, client, issued_on=date(2026, 9, 1))
    await invoices.void(ctx, voided, "Twice")
    wanted = {
        date(2026, 8, 31): 0,
        date(2026, 9, 1): 31500,
        date(2026, 10, 1): 27000,
        date(2026, 10, 10): 37500,
        date(2026, 10, 20): 31500,
        ctx.today(): 10500,
    }
    for day, cents in wanted.items():
        assert (await ageing.totals(ctx, day)).total.cents == cents


async def test_a_payment_of_the_evening_counts_on_the_day_the_office_saw(ctx):
    sent = await a_sent_invoice(ctx, await a_client(ctx), issued_on=date(2026, 9, 1))
    await pay(ctx, sent, 10500, datetime(2026, 10, 1, 5, 40, tzinfo=UTC))  # 23:40 in Edmonton
    assert (await ageing.totals(ctx, date(2026, 9, 29))).total.cents == 10500
    assert (await ageing.totals(ctx, date(2026, 9, 30))).total.cents == 0


async def test_a_client_has_their_buckets_and_the_days_they_usually_take(ctx):
    slow, new = await a_client(ctx, "Zed Slow"), await a_client(ctx, "Ada New")
    for month, days in ((3, 10), (4, 30), (5, 20)):
        sent = await a_sent_invoice(ctx, slow, issued_on=date(2026, month, 1))
        await pay(ctx, sent, 10500, at(2026, month, 1) + timedelta(days=days))
    today = ctx.today()
    for late in (-3, 5, 40, 70, 100):
        due = today - timedelta(days=late)
        await a_sent_invoice(ctx, slow, issued_on=due - timedelta(days=9), due_on=due)
    await a_sent_invoice(ctx, new, issued_on=today, due_on=today)
    first, second = (await ageing.by_client(ctx, today, Query())).rows
    assert (first.client, first.cents, first.total_cents) == ("Zed Slow", [10500] * 5, 52500)
    assert (first.usual_days, second.usual_days) == (20, None)
    assert first.oldest == today - timedelta(days=100)
    by_name = await ageing.by_client(ctx, today, Query(sort="client"))
    assert [row.client for row in by_name.rows] == ["Ada New", "Zed Slow"]
    assert len((await ageing.by_client(ctx, today, Query(search="zed"))).rows) == 1
    late = await ageing.behind(ctx, {"to": str(today), "line": f"late.{slow}"})
    rows = (await behind.rows(ctx, late, Query())).rows
    assert [row.what for row in rows] == [f"due, {days} days ago" for days in (100, 70, 40, 5)]
    assert (await behind.figure(ctx, late)).cents == 42000


async def test_receivables_are_for_those_who_see_money_and_days_that_exist(office):
    async with office.unit("dispatcher") as ctx:
        for deed in (ageing.totals(ctx), ageing.by_client(ctx, ctx.today(), Query())):
            with pytest.raises(Forbidden):
                await deed
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await ageing.totals(ctx, date(1970, 1, 1))
        for line in ("young", "late.1", ""):
            with pytest.raises(Invalid):
                await ageing.behind(ctx, {"to": "2026-11-22", "line": line})
