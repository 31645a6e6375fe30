"""The audit log names what its rows are about, and is narrowed down to a person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.ids import new_id
from cleaning_app.models import AuditLog
from cleaning_app.services import audit, audit_names, bookings, clients, invoices, members
from cleaning_app.services.invoices import NewLine
from cleaning_app.services.listing import Query
from tests.factories import Office, Town, build_town, count_statements


async def test_rows_are_called_by_what_they_are_about_in_one_statement(office: Office, town: Town):
    async with office.unit() as ctx:
        visit = await town.book(ctx, 2, town.chloe)
        await bookings.confirm(ctx, visit.id)
        invoice_id = await invoices.create(
            ctx, client_id=town.client, lines=[NewLine("Cleaning", 100_00)]
        )
        number = (await invoices.get(ctx, invoice_id)).number
    async with office.unit() as ctx:
        entries = (await audit.entries(ctx, Query(limit=200))).rows
        with count_statements() as seen:
            named = await audit_names.names(ctx, entries)
        assert len(seen) == 1
        told = {entry.action: named[entry.id] for entry in entries}
    assert told["booking.confirm"].name == "B-00001, Gwen Abbott"
    assert told["booking.confirm"].href == f"/bookings/{visit.id}"
    assert (told["invoice.create"].name, told["invoice.create"].href) == (
        number,
        f"/invoices/{invoice_id}",
    )
    assert told["client.create"].href == f"/clients/{town.client}"
    assert told["address.create"].name == "Gwen Abbott"


async def test_the_log_is_narrowed_down_to_a_person_or_to_nobody(office: Office, town: Town):
    async with office.unit() as ctx:
        await members.add(
            ctx, name="Priya MacNeil", role="dispatcher", email="priya@x.test",
            password="quiet harbour lantern 41",
        )  # fmt: skip
    async with office.unit() as ctx:
        ((priya, name),) = await audit.people(ctx)
        assert name == "Priya MacNeil"
        assert (await audit.entries(ctx, Query(filters={"actor": str(priya)}))).rows == []
        everything = (await audit.entries(ctx, Query())).total
        assert (await audit.entries(ctx, Query(filters={"actor": "none"}))).total == everything
        with pytest.raises(Invalid):
            await audit.entries(ctx, Query(filters={"actor": "Priya"}))


async def test_one_row_is_shown_whole_and_only_to_its_own(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        await clients.update(ctx, theirs.client, name="Secret")
    async with there.unit() as ctx:
        row = await ctx.session.scalar(select(AuditLog).limit(1))
        assert row is not None
        assert (await audit.entry(ctx, row.id)).action == row.action
        entry = await audit.entry(ctx, row.id)
    async with here.unit() as ctx:
        for unknown in (row.id, new_id()):
            with pytest.raises(NotFound):
                await audit.entry(ctx, unknown)
        assert (await audit_names.names(ctx, [entry]))[entry.id].name != "Gwen Abbott"
    async with here.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await audit.people(ctx)
