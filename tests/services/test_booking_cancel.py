"""Cancelling: reason, fee by frozen terms, the e-mail that waits, and half a minute to undo it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import OutboxEvent
from cleaning_app.services import bookings, clients, organisations
from tests.factories import MONDAY, Office, Town


async def _mails(office: Office) -> list[tuple[str, str]]:
    async with office.unit() as ctx:
        events = await ctx.session.scalars(select(OutboxEvent).order_by(col(OutboxEvent.id)))
        return [(event.payload["template"], event.status) for event in events]


async def test_cancelling_needs_a_reason_and_frees_the_time(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
        with pytest.raises(Invalid):
            await bookings.cancel(ctx, id, "  ")
        await bookings.cancel(ctx, id, "Client is ill")
        shown = await bookings.get(ctx, id)
        assert (shown.status, shown.cancel_reason) == ("cancelled", "Client is ill")
        await town.book(ctx, 0, town.chloe)


async def test_the_fee_follows_the_terms_frozen_in_the_booking(office: Office, town: Town):
    async with office.unit() as ctx:
        row = await organisations.settings(ctx)
        row.policies = {"late_fee_cents": 40_00}
        await ctx.session.flush()
        soon = (await town.book(ctx, 10)).id
        later = (await town.book(ctx, 24 * 5)).id
        row.policies = {"late_fee_cents": 99_00}
        await ctx.session.flush()
        terms = await bookings.cancellation_terms(ctx, soon)
        done = await bookings.cancel(ctx, soon, "Changed their mind")
        assert (terms.tier, terms.fee_cents, terms.owed_cents) == ("late", 40_00, 40_00)
        assert (done.fee_cents, done.tier) == (40_00, "late")
        free = await bookings.cancel(ctx, later, "Changed their mind")
        assert (free.fee_cents, free.tier) == (0, "free")


async def test_a_cancellation_is_undone_within_half_a_minute_with_crew_and_status(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe, confirmed=True)).id
    async with office.unit() as ctx:
        await bookings.cancel(ctx, id, "Wrong one")
    office.clock.advance(timedelta(seconds=29))
    async with office.unit() as ctx:
        undone = await bookings.undo_cancel(ctx, id)
        assert (undone.before, undone.after) == ("cancelled", "confirmed")
        with pytest.raises(Conflict):
            await bookings.undo_cancel(ctx, id)
    async with office.unit() as ctx:
        shown = await bookings.get(ctx, id)
        assert [worker.name for worker in shown.crew] == ["Chloé Roy"]
        assert (shown.cancelled_at, shown.cancel_reason) == (None, "")
        assert shown.history[0].action == "booking.undo_cancel"
        with pytest.raises(Conflict):
            await town.book(ctx, 0, town.chloe)


async def test_a_pending_booking_comes_back_as_pending(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
    async with office.unit() as ctx:
        await bookings.cancel(ctx, id, "Wrong one")
    async with office.unit() as ctx:
        assert (await bookings.undo_cancel(ctx, id)).after == "pending"


async def test_undo_comes_too_late_after_a_minute_or_when_the_time_is_taken(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        first = (await town.book(ctx, 0, town.chloe)).id
        second = (await town.book(ctx, 4, town.chloe)).id
    async with office.unit() as ctx:
        await bookings.cancel(ctx, first, "x")
        await bookings.cancel(ctx, second, "x")
    async with office.unit() as ctx:
        await town.book(ctx, 1, town.chloe)
        with pytest.raises(Conflict, match="Chloé is at Gwen Abbott"):
            await bookings.undo_cancel(ctx, first)
    office.clock.advance(timedelta(minutes=1))
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="too late"):
            await bookings.undo_cancel(ctx, second)


async def test_clients_are_told_and_what_was_undone_is_not_sent(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
    assert await _mails(office) == []
    async with office.unit() as ctx:
        await bookings.confirm(ctx, id)
        event = (await ctx.session.scalars(select(OutboxEvent))).one()
        assert event.payload["to"] == "gwen@example.test"
        assert event.payload["data"]["number"] == "B-00001"
        assert event.payload["data"]["starts_at"] == "2026-11-23T15:00:00Z"
        assert event.next_attempt_at == office.clock.now() + timedelta(seconds=30)
        event.status = "sent"
    async with office.unit() as ctx:
        await bookings.reschedule(ctx, id, MONDAY + timedelta(hours=2))
    async with office.unit() as ctx:
        await bookings.reschedule(ctx, id, MONDAY)
    told = [("booking_confirmed", "sent"), ("booking_moved", "skipped")]
    assert await _mails(office) == told
    async with office.unit() as ctx:
        await bookings.cancel(ctx, id, "Client is ill")
    async with office.unit() as ctx:
        await bookings.undo_cancel(ctx, id)
    assert await _mails(office) == [*told, ("booking_cancelled", "skipped")]


async def test_a_confirmation_that_has_not_left_says_the_new_time(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, confirmed=True)).id
    async with office.unit() as ctx:
        await bookings.reschedule(ctx, id, MONDAY + timedelta(hours=2))
    assert await _mails(office) == [
        ("booking_confirmed", "skipped"),
        ("booking_confirmed", "pending"),
    ]


async def test_a_change_of_crew_or_of_a_pending_booking_tells_nobody(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
        await bookings.reschedule(ctx, id, MONDAY + timedelta(hours=2))
        await bookings.assign(ctx, id, town.chloe)
        await clients.update(ctx, town.client, email=None)
        await bookings.confirm(ctx, id)
    assert await _mails(office) == []
