"""Certificates: noted, ending, and what a skill is worth without the one it takes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.ids import new_id
from cleaning_app.services import bookings, dashboard, rota, workers
from tests.factories import MONDAY, Office, Town

TODAY = date(2026, 11, 23)
certificates = workers.certificates


async def standard_skill(ctx):
    return next(
        one for one in await certificates.requirements(ctx) if one.skill == "Standard clean"
    )


async def test_noted_changed_removed_and_put_back(office: Office, town: Town):
    async with office.unit() as ctx:
        id = await certificates.add(
            ctx, town.chloe, "First aid", number="A-1", expires_on=date(2026, 12, 10)
        )
        await certificates.change(ctx, id, "First aid", number="A-2", expires_on=date(2026, 12, 20))
        [held] = await certificates.held(ctx, town.chloe)
        assert (held.number, held.standing) == ("A-2", "expiring")
        await certificates.remove(ctx, id)
        assert await certificates.held(ctx, town.chloe) == []
        await certificates.put_back(ctx, id)
        assert len(await certificates.held(ctx, town.chloe)) == 1


async def test_a_booking_warns_when_the_certificate_its_skill_takes_has_ended(office, town):
    async with office.unit() as ctx:
        await certificates.require(ctx, (await standard_skill(ctx)).skill_id, "Chemical handling")
        ended = await certificates.add(
            ctx, town.chloe, "chemical  handling", expires_on=TODAY - timedelta(days=1)
        )
        saved = await town.book(ctx, 0, town.chloe)
        assert [(w.rule, w.message) for w in saved.warnings] == [
            ("certificate", "The certificate “Chemical handling” ended on 22 November 2026.")
        ]
        await certificates.change(ctx, ended, "Chemical handling", expires_on=TODAY)
        assert (await bookings.get(ctx, saved.id)).warnings == []
        plan = await rota.load(ctx, Interval(MONDAY, MONDAY + timedelta(hours=9)))
        chloe, bilal = plan.hands[town.chloe], plan.hands[town.bilal]
        assert chloe.uncertified("standard", TODAY) == ""
        assert chloe.uncertified("standard", TODAY + timedelta(days=1)) != ""
        assert bilal.uncertified("standard", TODAY) == "No certificate “Chemical handling” on file."
        assert bilal.uncertified("deep", TODAY) == ""


async def test_the_dashboard_tells_a_month_ahead_and_not_of_a_renewed_one(office, town):
    async def told() -> list[str]:
        async with office.unit("dispatcher") as ctx:
            return [n.title for n in (await dashboard.load(ctx)).needs if n.kind == "certificate"]

    async with office.unit() as ctx:
        await certificates.add(ctx, town.chloe, "First aid", expires_on=TODAY + timedelta(days=30))
        await certificates.add(ctx, town.bilal, "First aid", expires_on=TODAY + timedelta(days=31))
        await certificates.add(ctx, town.bilal, "Ladder", expires_on=TODAY - timedelta(days=3))
    assert await told() == [
        "Bilal Kovalenko's certificate “Ladder” has ended",
        "Chloé Roy's certificate “First aid” ends 23 December",
    ]
    async with office.unit() as ctx:
        await certificates.add(ctx, town.bilal, "ladder", expires_on=TODAY + timedelta(days=400))
    assert await told() == ["Chloé Roy's certificate “First aid” ends 23 December"]


async def test_wrong_certificates_are_refused_and_only_managers_write(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with here.unit() as ctx:
        worker = await workers.create(ctx, name="Chloé")
        for wrong, field in (
            ({"name": " "}, "name"),
            ({"number": "x" * 61}, "number"),
            ({"issued_on": TODAY, "expires_on": TODAY - timedelta(days=1)}, "expires_on"),
            ({"expires_on": date(1066, 1, 1)}, "expires_on"),
        ):
            with pytest.raises(Invalid) as refused:
                await certificates.add(ctx, worker, **{"name": "First aid", **wrong})
            assert [error.field for error in refused.value.errors] == [field]
        with pytest.raises(NotFound):
            await certificates.add(ctx, new_id(), "First aid")
        mine = await certificates.add(ctx, worker, "First aid")
    async with here.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await certificates.add(ctx, worker, "First aid")
    async with there.unit() as ctx:
        for call in (certificates.remove(ctx, mine), certificates.add(ctx, worker, "First aid")):
            with pytest.raises(NotFound):
                await call
        assert await certificates.held(ctx, worker) == []
