"""One deed for many bookings: what can be done is done, the rest says why, and all of it comes back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.models import AuditLog, OutboxEvent
from cleaning_app.services import bookings, clients
from cleaning_app.services.bookings import many
from tests.factories import MONDAY, Office, Town, build_town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def _starts(ctx, *ids: UUID) -> list[datetime]:
    return [(await bookings.get(ctx, id)).starts_at for id in ids]


async def test_what_cannot_be_confirmed_stays_and_says_why(office: Office, town: Town):
    async with office.unit() as ctx:
        fine = [(await town.book(ctx, n)).id for n in (0, 3)]
        over = (await town.book(ctx, 6)).id
        await bookings.cancel(ctx, over, "Ill")
        outcome = await many.confirm(ctx, [*fine, over, fine[0]])
    assert [one.id for one in outcome.done] == fine
    (left,) = outcome.refused
    assert (left.id, left.client) == (over, "Gwen Abbott")
    assert "cancelled" in left.reason.lower()
    async with office.unit() as ctx:
        assert [(await bookings.get(ctx, id)).status for id in fine] == ["confirmed"] * 2
        waiting = await ctx.session.scalar(
            select(func.count()).where(col(OutboxEvent.status) == "pending")
        )
        assert waiting == 3  # two promises, and the word that nobody comes


async def test_confirmations_come_back_with_their_mails_until_the_half_minute_is_over(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        one, other = [(await town.book(ctx, n)).id for n in (0, 3)]
        await many.confirm(ctx, [one, other])
    office.clock.advance(timedelta(seconds=20))
    async with office.unit() as ctx:
        back = await many.undo_confirm(ctx, [one])
        assert [step.after for step in back.done] == ["pending"]
        mails = await ctx.session.scalars(select(col(OutboxEvent.status)))
        assert sorted(mails) == ["pending", "skipped"]
    office.clock.advance(timedelta(seconds=20))
    async with office.unit() as ctx:
        late = await many.undo_confirm(ctx, [other, one])
        assert late.done == []
        assert [why.reason for why in late.refused] == [
            "This booking isn't newly confirmed.",
            "It's too late to undo this: the client has been told.",
        ]


async def test_a_row_of_jobs_moves_on_a_day_though_each_takes_the_next_ones_place(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        row = [(await town.book(ctx, 24 * n, town.chloe)).id for n in range(4)]
        there = await many.move_by_days(ctx, row, 1)
        assert (len(there.done), there.refused) == (4, [])
        assert await _starts(ctx, *row) == [MONDAY + (n + 1) * DAY for n in range(4)]
        back = await many.put_back(ctx, [(m.id, m.before) for m in there.done])
        assert len(back.done) == 4
        assert await _starts(ctx, *row) == [MONDAY + n * DAY for n in range(4)]
        assert len((await many.move_by_days(ctx, row, -7)).done) == 4


async def test_a_soft_rule_is_gone_past_only_with_a_reason(office: Office, town: Town):
    async with office.unit() as ctx:
        job = (await town.book(ctx, 0, town.chloe)).id
        left = await many.move_by_days(ctx, [job], 6)  # a Sunday, when Chloé does not work
        assert (left.done, len(left.refused)) == ([], 1)
        assert await _starts(ctx, job) == [MONDAY]
        gone = await many.move_by_days(ctx, [job], 6, override_reason="Agreed by phone")
        assert len(gone.done) == 1
        back = await many.put_back(ctx, [(m.id, m.before) for m in gone.done])
        assert (len(back.done), await _starts(ctx, job)) == (1, [MONDAY])


async def test_a_moved_job_keeps_its_time_of_day_when_the_clocks_change(office: Office, town: Town):
    saturday = datetime(2026, 10, 31, 15, 30, tzinfo=UTC)  # 09:30, daylight time
    async with office.unit() as ctx:
        job = (await town.book(ctx, 0, starts_at=saturday)).id
        await many.move_by_days(ctx, [job], 1)
        assert await _starts(ctx, job) == [saturday + 25 * HOUR]


async def test_whoever_is_elsewhere_is_left_out_and_the_others_go(office: Office, town: Town):
    async with office.unit() as ctx:
        free = (await town.book(ctx, 0)).id
        theirs = (await town.book(ctx, 3, town.bilal)).id
        already = (await town.book(ctx, 6, town.chloe)).id
        meanwhile = (await town.book(ctx, 6)).id
        outcome = await many.assign(ctx, [free, theirs, already, meanwhile], town.chloe)
        assert [(m.id, m.joined) for m in outcome.done] == [
            (free, (town.chloe,)),
            (theirs, (town.chloe,)),
        ]
        reasons = {why.id: why.reason for why in outcome.refused}
        assert reasons[already] == "They are on it already."
        assert "Chloé" in reasons[meanwhile]
        back = await many.put_back(ctx, [(m.id, m.before) for m in outcome.done])
        assert {m.id: m.after.crew for m in back.done} == {free: (), theirs: (town.bilal,)}


async def test_what_somebody_has_moved_on_stays_when_the_rest_is_put_back(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        ids = [(await town.book(ctx, hour)).id for hour in (0, 3)]
        gone = await many.move_by_days(ctx, ids, 1)
        await bookings.assign(ctx, ids[0], town.bilal, override_reason="x")
        left = {moved.id: moved.after for moved in gone.done}
        back = await many.put_back(ctx, [(m.id, m.before) for m in gone.done], left)
        assert [moved.id for moved in back.done] == ids[1:]
        assert [(one.id, one.reason) for one in back.refused] == [
            (ids[0], "Somebody has changed Gwen Abbott since. It stays where it is now.")
        ]


async def test_cancellations_need_a_reason_and_come_back(office: Office, town: Town):
    async with office.unit() as ctx:
        jobs = [(await town.book(ctx, n, town.chloe)).id for n in (0, 3)]
        with pytest.raises(Invalid):
            await many.cancel(ctx, jobs, "  ")
        gone = await many.cancel(ctx, jobs, "Storm")
        assert len(gone.done) == 2
        await town.book(ctx, 3, town.chloe)
        back = await many.undo_cancel(ctx, jobs)
        assert [one.id for one in back.done] == jobs[:1]
        assert "Chloé" in back.refused[0].reason


async def test_a_refused_one_leaves_no_trace_in_the_audit_log(office: Office, town: Town):
    async with office.unit() as ctx:
        fine, begun = [(await town.book(ctx, n, town.chloe)).id for n in (0, 3)]
        await bookings.confirm(ctx, begun)
        await bookings.start(ctx, begun)
        await many.move_by_days(ctx, [fine, begun], 7)
    async with office.unit() as ctx:
        moved = await ctx.session.scalars(
            select(col(AuditLog.resource_id)).where(col(AuditLog.action) == "booking.reschedule")
        )
        assert list(moved) == [str(fine)]


async def test_two_people_with_the_same_long_list_wait_for_one_another(office: Office, town: Town):
    async with office.unit() as ctx:
        jobs = [(await town.book(ctx, 3 * n, town.chloe, town.bilal)).id for n in range(8)]

    async def confirm(ids: list[UUID]) -> int:
        async with office.unit() as ctx:
            return len((await many.confirm(ctx, ids)).done)

    done = await asyncio.gather(confirm(jobs), confirm(jobs[::-1]))
    assert sorted(done) == [0, 8]


async def test_the_same_words_go_to_each_client_who_has_an_address_and_can_be_taken_back(
    office: Office, town: Town
):
    words = "Please salt\n\nthe steps."
    async with office.unit() as ctx:
        mute = await clients.create(ctx, name="No Address")
        one, other = [(await town.book(ctx, n)).id for n in (0, 3)]
        left = (await town.book(ctx, 6, client_id=mute)).id
        sent = await many.message(ctx, [one, other, left], " Ice ", words)
        assert [m.id for m in sent.done] == [one, other]
        assert [(no.client, no.reason) for no in sent.refused] == [
            ("No Address", "The client has no e-mail address.")
        ]
    async with office.unit() as ctx:
        mail = (await ctx.session.scalars(select(OutboxEvent))).first()
        assert (mail.payload["template"], mail.payload["to"]) == (
            "booking_message", "gwen@example.test",
        )  # fmt: skip
        assert (mail.payload["data"]["about"], mail.payload["data"]["notes"]) == ("Ice", words)
        assert mail.next_attempt_at == office.clock.now() + timedelta(seconds=30)
        logged = await ctx.session.scalars(
            select(AuditLog).where(col(AuditLog.action) == "booking.message")
        )
        told = [row.details for row in logged]
        assert told.count({"about": "Ice"}) == 2
        assert {"about": "Ice", "count": 2, "left_out": 1} in told
        again = await many.message(ctx, [one], "Ice", words)
        assert [no.reason for no in again.refused] == [
            "They have had this very message about this visit already."
        ]
        keys = {m.id: m.key for m in sent.done}
        assert [m.id for m in (await many.take_back(ctx, keys)).done] == [one, other]
        assert set(await ctx.session.scalars(select(col(OutboxEvent.status)))) == {"skipped"}
        late = await many.take_back(ctx, keys)
        assert {no.reason for no in late.refused} == {
            "It's too late to take this back: the message has left."
        }
        assert len((await many.message(ctx, [one], "Ice", words)).done) == 1
        for subject, text in (("", "x"), ("x", " "), ("x" * 121, "x"), ("x", "x" * 2001)):
            with pytest.raises(Invalid):
                await many.message(ctx, [one], subject, text)
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await many.message(ctx, [one], "Ice", words)
        with pytest.raises(Forbidden):
            await many.take_back(ctx, keys)


async def test_too_many_none_and_strangers(new_office, office: Office, town: Town):
    elsewhere = await new_office("Other")
    async with elsewhere.unit() as ctx:
        foreign = (await (await build_town(ctx)).book(ctx, 0)).id
    async with office.unit() as ctx:
        for wrong in (
            many.confirm(ctx, []),
            many.confirm(ctx, [uuid4() for _ in range(201)]),
            many.move_by_days(ctx, [foreign], 0),
            many.move_by_days(ctx, [foreign], 400),
        ):
            with pytest.raises(Invalid):
                await wrong
        mine = (await town.book(ctx, 0)).id
        nobody = await many.assign(ctx, [mine], uuid4())
        assert [why.reason for why in nobody.refused] == ["There is no such worker."]
        nothing = await many.confirm(ctx, [foreign])
        assert (nothing.done, nothing.refused) == ([], [])
    async with office.unit("viewer") as ctx:
        for call in (
            many.confirm(ctx, [foreign]),
            many.cancel(ctx, [foreign], "x"),
            many.assign(ctx, [foreign], town.chloe),
            many.move_by_days(ctx, [foreign], 1),
            many.put_back(ctx, []),
            many.undo_confirm(ctx, [foreign]),
            many.undo_cancel(ctx, [foreign]),
        ):
            with pytest.raises(Forbidden):
                await call
