"""Job sheets: who gets which page, in which order, and what never is on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from cleaning_app import db
from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import bookings, clients, job_sheets
from cleaning_app.services.listing import Query
from tests.factories import MONDAY, Office, Town, build_town

DAY = date(2026, 11, 23)
MONDAYS = Query(filters={"from": "2026-11-23", "to": "2026-11-23"})


async def test_each_worker_has_a_page_a_day_and_nobodys_jobs_come_last(office: Office, town: Town):
    async with office.unit() as ctx:
        far = await clients.add_address(
            ctx, town.client, street="1 Airport Rd", area="Airport", lat=53.31, lng=-113.58
        )
        first = await town.book(ctx, 0, town.chloe, address_id=town.address, notes="Ring twice")
        both = await town.book(ctx, 3, town.chloe, town.bilal, address_id=far)
        loose = await town.book(ctx, 6)
        gone = await town.book(ctx, 8, town.chloe)
        await bookings.cancel(ctx, gone.id, "Ill")
        tomorrow = await town.book(ctx, 24, town.bilal)
        week = Query(filters={"from": "2026-11-23", "to": "2026-11-29"})
        found = await job_sheets.sheets(ctx, week)
    assert [(s.day, s.worker, [v.id for v in s.visits]) for s in found] == [
        (DAY, "Bilal Kovalenko", [both.id]),
        (DAY, "Chloé Roy", [first.id, both.id]),
        (DAY, "", [loose.id]),
        (DAY + timedelta(days=1), "Bilal Kovalenko", [tomorrow.id]),
    ]
    chloe = found[1]
    assert (chloe.minutes, chloe.driving) == (240, 41)
    assert [v.drive_minutes for v in chloe.visits] == [None, 41]
    assert (chloe.visits[0].notes, chloe.visits[0].street) == (
        "Ring twice",
        "8315 101 St NW, Edmonton",
    )
    assert chloe.visits[1].mates == ["Bilal Kovalenko"]


async def test_keys_and_codes_are_not_on_paper_only_that_there_are_some(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe, address_id=town.address, access_notes="Alarm 8842")
        plain = await clients.add_address(ctx, town.client, street="1 Open Rd")
        await town.book(ctx, 3, town.bilal, address_id=plain)
        found = await job_sheets.sheets(ctx, MONDAYS)
    assert [sheet.visits[0].has_access_notes for sheet in found] == [False, True]
    assert "8842" not in repr(found)
    assert "4711" not in repr(found)


async def test_one_worker_gets_only_their_pages_and_some_bookings_only_theirs(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        one = await town.book(ctx, 0, town.chloe, town.bilal)
        await town.book(ctx, 3, town.bilal)
        of_chloe = await job_sheets.sheets(
            ctx, replace(MONDAYS, filters={**MONDAYS.filters, "worker_id": str(town.chloe)})
        )
        assert [sheet.worker for sheet in of_chloe] == ["Chloé Roy"]
        chosen = await job_sheets.sheets(ctx, Query(filters={"ids": f"{one.id},{uuid4()}"}))
        assert [v.id for sheet in chosen for v in sheet.visits] == [one.id, one.id]


async def test_phones_are_for_who_works_with_contacts(office: Office, town: Town):
    async with office.unit() as ctx:
        await clients.update(ctx, town.client, phone="780 555 0199")
        await town.book(ctx, 0, town.chloe)
        (sheet,) = await job_sheets.sheets(ctx, MONDAYS)
        assert sheet.visits[0].phone == "+17805550199"
    async with office.unit("viewer") as ctx:
        (sheet,) = await job_sheets.sheets(ctx, MONDAYS)
        assert sheet.visits[0].phone is None


async def test_too_much_paper_nonsense_and_strangers(new_office, office: Office, town: Town):
    elsewhere = await new_office("Other")
    async with elsewhere.unit() as ctx:
        foreign = await (await build_town(ctx)).book(ctx, 0)
    async with office.unit() as ctx:
        assert await job_sheets.sheets(ctx, Query(filters={"ids": str(foreign.id)})) == []
        for wrong in ({"ids": "1,2"}, {"ids": ",".join([str(uuid4())] * 201)}, {"from": "soon"}):
            with pytest.raises(Invalid):
                await job_sheets.sheets(ctx, Query(filters=wrong))
        for n in range(201):
            await town.book(ctx, 0, starts_at=MONDAY + timedelta(minutes=n), minutes=15)
        with pytest.raises(Invalid, match="200"):
            await job_sheets.sheets(ctx, MONDAYS)
    nobody = replace(office.identity.actor, permissions=frozenset({"core.view"}))
    async with db.unit(replace(office.identity, actor=nobody)) as ctx:
        with pytest.raises(Forbidden):
            await job_sheets.sheets(ctx, MONDAYS)
