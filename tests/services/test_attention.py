"""The numbers beside the sidebar's pages: what waits for somebody, the same as the dashboard says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import Forbidden
from cleaning_app.services import attention, bookings, dashboard, invoices
from cleaning_app.services.attention import Waiting
from cleaning_app.services.invoices import NewLine
from tests.factories import Office, Town, build_town


async def test_visits_without_crew_and_invoices_past_their_day_are_counted(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await town.book(ctx, 3)
        await town.book(ctx, -1)  # begun already, and still nobody is on it
        await town.book(ctx, 24 * 6)
        await town.book(ctx, 24 * 8)  # far off
        await town.book(ctx, 4, town.chloe)
        gone = await town.book(ctx, 6)
        await bookings.cancel(ctx, gone.id, "not counted")
        for days_ago in (40, 1):
            issued = ctx.today() - timedelta(days=days_ago)
            invoice_id = await invoices.create(
                ctx, client_id=town.client, lines=[NewLine("Cleaning", 100_00)],
                issued_on=issued, due_on=issued + timedelta(days=14),
            )  # fmt: skip
            await invoices.send(ctx, invoice_id)
        assert await attention.waiting(ctx) == Waiting(unassigned=3, overdue=1)
        unassigned = next(k for k in (await dashboard.load(ctx)).kpis if k.key == "unassigned")
        assert unassigned.value == 3


async def test_nobody_is_told_a_number_of_what_they_may_not_see(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 3)
        issued = ctx.today() - timedelta(days=40)
        invoice_id = await invoices.create(
            ctx, client_id=town.client, lines=[NewLine("Cleaning", 100_00)],
            issued_on=issued, due_on=issued,
        )  # fmt: skip
        await invoices.send(ctx, invoice_id)
    async with office.unit("dispatcher") as ctx:
        assert await attention.waiting(ctx) == Waiting(unassigned=1, overdue=0)
    async with office.unit("worker") as ctx:
        with pytest.raises(Forbidden):
            await attention.waiting(ctx)


async def test_another_company_has_numbers_of_its_own(new_office, office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 3)
    other = await new_office("Southlight")
    async with other.unit() as ctx:
        await build_town(ctx)
        assert await attention.waiting(ctx) == Waiting()
