"""The organisation's terms: changed by who may, kept by bookings made before."""

from __future__ import annotations

import pytest

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import bookings, policies
from tests.factories import Office, Town


async def test_a_change_counts_for_new_bookings_and_leaves_old_ones_their_terms(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await policies.change(ctx, {"deposit_enabled": True})
        old = await town.book(ctx, 100, service_id=town.services["deep"], price_cents=200_00)
        await policies.change(ctx, {"deposit_percent_heavy": 60})
        new = await town.book(ctx, 103, service_id=town.services["deep"], price_cents=200_00)
    async with office.unit() as ctx:
        before, after = [(await bookings.get(ctx, b.id)).deposit for b in (old, new)]
        assert before is not None
        assert after is not None
        assert (before.amount_cents, after.amount_cents) == (70_00, 120_00)


async def test_the_risk_comes_from_what_the_client_did_before(office: Office, town: Town):
    async with office.unit() as ctx:
        for hour in (100, 103):
            booked = await town.book(ctx, hour)
            await bookings.cancel(ctx, booked.id, "Client is away")
        third = await town.book(ctx, 106)
        risk = (await bookings.get(ctx, third.id)).risk
        assert risk is not None
        assert (risk.score, risk.reasons) == (75, ("new_client", "cancel_history"))


async def test_numbers_that_contradict_each_other_are_refused_and_nothing_changes(office: Office):
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await policies.change(ctx, {"free_hours": 10})
        assert (await policies.current(ctx)).free_hours == 48


async def test_a_dispatcher_reads_the_terms_and_cannot_change_them(office: Office):
    async with office.unit("dispatcher") as ctx:
        assert (await policies.current(ctx)).free_hours == 48
        with pytest.raises(Forbidden):
            await policies.change(ctx, {"free_hours": 72})
