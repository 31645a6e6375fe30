"""Price lists in versions, and bookings that keep the price they were quoted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST
from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.services import bookings, invoices, price_lists
from cleaning_app.services.bookings import HomeInputs
from tests.factories import Office, Town

HOME = HomeInputs(2, Decimal(1))
DEARER = replace(DEFAULT_PRICE_LIST, hourly_rate_cents=40_00)


async def test_an_old_quote_keeps_its_price_and_can_be_worked_out_again(office: Office, town: Town):
    async with office.unit() as ctx:
        deep = {"service_id": town.services["deep"], "minutes": None, "home": HOME}
        old = await town.book(ctx, 96, **deep)
        published = await price_lists.publish(ctx, DEARER)
        new = await town.book(ctx, 101, **deep)
        before, after = [await bookings.get(ctx, b.id) for b in (old, new)]
        assert (before.price_cents, after.price_cents) == (140_00, 160_00)
        assert (before.minutes, before.quoted["list_version"]) == (240, 0)
        assert after.quoted["list_version"] == published.version == 1
        assert after.quoted["fingerprint"] == DEARER.fingerprint
        assert [await bookings.rework(ctx, b.id) for b in (old, new)] == [140_00, 160_00]


async def test_extras_are_in_the_price_lengthen_the_visit_and_have_lines_on_the_invoice(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await town.book(
            ctx, 96, minutes=None, home=HOME, add_ons={"oven": 1, "linen_per_bed": 2}
        )
        shown = await bookings.get(ctx, made.id)
        assert (shown.price_cents, shown.minutes) == (105_00 + 30_00 + 20_00, 180 + 30)
        assert [(e.name, e.quantity) for e in shown.extras] == [
            ("Fresh linen, each bed", 2),
            ("Inside the oven", 1),
        ]
        bill = await invoices.get(ctx, await invoices.create_from_booking(ctx, made.id))
        assert [line.unit_price_cents for line in bill.lines] == [105_00, 10_00, 30_00]
        assert bill.subtotal_cents == shown.price_cents


async def test_extras_chosen_later_change_the_price_and_keep_what_they_cost_then(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await town.book(ctx, 96, add_ons={"oven": 1}, price_cents=200_00)
        await price_lists.publish(ctx, replace(DEARER, add_ons={"oven": 50_00, "fridge": 25_00}))
        await bookings.set_extras(ctx, made.id, {"oven": 2, "fridge": 1})
        shown = await bookings.get(ctx, made.id)
        assert shown.price_cents == 200_00 + 30_00 + 25_00
        await bookings.set_extras(ctx, made.id, {"oven": 1})
        assert (await bookings.get(ctx, made.id)).price_cents == 200_00
        with pytest.raises(Invalid):
            await bookings.set_extras(ctx, made.id, {"moat": 1})
        await invoices.create_from_booking(ctx, made.id)
        with pytest.raises(Conflict, match="Change the invoice"):
            await bookings.set_extras(ctx, made.id, {})


async def test_what_extras_would_come_to_is_said_before_anything_is_saved(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await town.book(ctx, 96, add_ons={"oven": 1}, price_cents=200_00)
        found = await bookings.weigh_extras(ctx, made.id, {"fridge": 2})
        assert (found.price_before_cents, found.price_cents) == (200_00, 210_00)
        assert (found.more_minutes, found.is_same) == (2 * 20 - 30, False)
        assert (await bookings.get(ctx, made.id)).price_cents == 200_00
        with pytest.raises(Invalid):
            await bookings.weigh_extras(ctx, made.id, {"oven": 101})


async def test_undo_brings_back_extras_that_are_no_longer_sold_at_the_price_they_had(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        made = await town.book(ctx, 96, add_ons={"oven": 2}, price_cents=200_00)
        await price_lists.publish(ctx, replace(DEARER, add_ons={"fridge": 25_00}))
        done = await bookings.set_extras(ctx, made.id, {"fridge": 1})
        assert (await bookings.get(ctx, made.id)).price_cents == 165_00
        await bookings.update(ctx, made.id, price_cents=170_00)
        await bookings.put_extras_back(ctx, done)
        shown = await bookings.get(ctx, made.id)
        assert [(e.key, e.quantity, e.unit_cents) for e in shown.extras] == [("oven", 2, 30_00)]
        assert shown.price_cents == 205_00


async def test_a_booking_that_stands_is_priced_by_its_home_and_keeps_its_length(
    office: Office, town: Town
):
    async with office.unit("dispatcher") as ctx:
        made = await town.book(ctx, 96, price_cents=99_00)
        await bookings.estimate(ctx, made.id, HOME, add_ons={"oven": 1})
        shown = await bookings.get(ctx, made.id)
        assert (shown.price_cents, shown.minutes) == (135_00, 120)
        assert await bookings.rework(ctx, made.id) == 135_00
        await bookings.estimate(ctx, made.id, HOME)
        assert [e.key for e in (await bookings.get(ctx, made.id)).extras] == ["oven"]
        office_visit = await town.book(ctx, 99, service_id=town.services["office"])
        with pytest.raises(Conflict, match="its own price"):
            await bookings.estimate(ctx, office_visit.id, HOME)


async def test_a_price_typed_by_hand_overrules_the_estimate(office: Office, town: Town):
    async with office.unit() as ctx:
        made = await town.book(ctx, 96, home=HOME, price_cents=99_00)
        shown = await bookings.get(ctx, made.id)
        assert (shown.price_cents, shown.quoted["result"]["total_cents"]) == (99_00, 105_00)


async def test_the_same_prices_are_not_published_twice_and_wrong_ones_not_at_all(office: Office):
    async with office.unit() as ctx:
        first = await price_lists.publish(ctx, DEARER)
        assert (await price_lists.publish(ctx, DEARER)).version == first.version
        with pytest.raises(Invalid) as refused:
            await price_lists.publish(ctx, replace(DEARER, hourly_rate_cents=0))
        assert [e.field for e in refused.value.errors] == ["hourly_rate_cents"]
        assert (await price_lists.version(ctx, 0)).prices == DEFAULT_PRICE_LIST


async def test_a_dispatcher_quotes_and_cannot_publish(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        quoted = await bookings.quote(ctx, town.services["deep"], home=HOME)
        assert (quoted.price_cents, quoted.minutes, quoted.crew) == (140_00, 240, 1)
        with pytest.raises(Forbidden):
            await price_lists.publish(ctx, DEARER)
