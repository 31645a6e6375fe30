"""Services, their prices over time and the taxes of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.ids import new_id
from cleaning_app.models import TaxCode
from cleaning_app.services import catalogue, organisations
from tests.factories import Office, count_statements

TODAY = date(2026, 11, 23)


async def test_a_new_price_holds_from_its_day_and_the_old_one_before(ctx):
    service = (await catalogue.services(ctx))[0]
    await catalogue.set_price(ctx, service.id, 165_00, valid_from=TODAY + timedelta(days=10))
    for day, cents in ((TODAY, 150_00), (TODAY + timedelta(days=10), 165_00)):
        price = await catalogue.price_on(ctx, service.id, day)
        assert price is not None
        assert price.amount_cents == cents
    assert [price.amount_cents for price in await catalogue.prices(ctx, service.id)] == [
        165_00,
        150_00,
    ]
    assert await catalogue.price_on(ctx, service.id, date(1999, 1, 1)) is None


async def test_a_price_set_twice_for_a_day_is_the_later_one(ctx):
    service = (await catalogue.services(ctx))[0]
    await catalogue.set_price(ctx, service.id, 160_00)
    await catalogue.set_price(ctx, service.id, 170_00)
    assert [price.amount_cents for price in await catalogue.prices(ctx, service.id)] == [
        170_00,
        150_00,
    ]


async def test_an_hourly_price_follows_the_length_to_the_cent(ctx):
    service = (await catalogue.services(ctx))[0]
    await catalogue.set_price(ctx, service.id, 59_99, model="hourly")
    price = await catalogue.price_on(ctx, service.id, TODAY)
    assert price is not None
    assert (price.for_minutes(90), price.for_minutes(50)) == (89_99, 49_99)


async def test_the_past_keeps_its_prices_and_nonsense_is_refused(ctx):
    service = (await catalogue.services(ctx))[0]
    for wrong, field in (
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"model": "weekly"}, "model"),
        ({"amount_cents": -1}, "amount_cents"),
    ):
        with pytest.raises(Invalid) as refused:
            await catalogue.set_price(ctx, service.id, **{"amount_cents": 1, **wrong})
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(NotFound):
        await catalogue.set_price(ctx, new_id(), 1)


async def test_services_are_added_changed_and_retired_in_one_statement_lists(ctx):
    id = await catalogue.add_service(ctx, name="Après-party", colour="rose", default_minutes=90)
    made = await catalogue.service(ctx, id)
    assert (made.key, made.price) == ("apres_party", None)
    with pytest.raises(Conflict):
        await catalogue.add_service(ctx, name="Apres party!")
    await catalogue.update_service(ctx, id, is_active=False)
    assert id not in [service.id for service in await catalogue.services(ctx)]
    with count_statements() as seen:
        assert id in [service.id for service in await catalogue.services(ctx, all=True)]
    assert len(seen) == 1
    for wrong in ({"colour": "puce"}, {"default_minutes": 5}, {"name": ""}, {"skill_id": new_id()}):
        with pytest.raises(Invalid):
            await catalogue.update_service(ctx, id, **wrong)


async def test_taxes_are_those_of_the_day(ctx):
    ctx.session.add(
        TaxCode(
            org_id=ctx.org.id,
            key="hst",
            name="HST 13%",
            kind="taxable",
            rate=Decimal("0.13"),
            valid_from=TODAY,
            valid_to=TODAY + timedelta(days=1),
        )
    )
    await ctx.session.flush()
    assert [tax.key for tax in await catalogue.taxes(ctx)] == ["gst", "hst", "exempt", "zero_rated"]
    await organisations.change_settings(ctx, province="ON")
    assert [tax.key for tax in await catalogue.taxes(ctx)][:2] == ["hst", "gst"]
    later = await catalogue.taxes(ctx, TODAY + timedelta(days=2))
    assert "hst" not in [tax.key for tax in later]


async def test_prices_are_changed_by_who_manages_them(office: Office):
    async with office.unit("dispatcher") as ctx:
        service = (await catalogue.services(ctx))[0]
        for call in (
            catalogue.set_price(ctx, service.id, 1),
            catalogue.add_service(ctx, name="X"),
            catalogue.update_service(ctx, service.id, name="X"),
        ):
            with pytest.raises(Forbidden):
                await call
    async with office.unit("worker") as ctx:
        for call in (catalogue.services(ctx), catalogue.taxes(ctx)):
            with pytest.raises(Forbidden):
                await call


async def test_another_organisations_services_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        foreign = (await catalogue.services(ctx))[0].id
    async with here.unit() as ctx:
        assert foreign not in [service.id for service in await catalogue.services(ctx)]
        for call in (
            catalogue.service(ctx, foreign),
            catalogue.set_price(ctx, foreign, 1),
            catalogue.update_service(ctx, foreign, name="Mine"),
        ):
            with pytest.raises(NotFound):
                await call
