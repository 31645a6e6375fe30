"""Prepayments of GST: entered, paid, taken back, taken out, and shut with their return."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from cleaning_app.clock import FixedClock
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import gst, instalments
from tests.services.money.books import at


async def entered(ctx, **given):
    return await instalments.create(ctx, due_on=ctx.today(), amount_cents=850_00, **given)


async def only(ctx):
    (one,) = await instalments.every(ctx)
    return one


async def test_one_is_entered_paid_and_not_paid_after_all(ctx):
    made = await entered(ctx, note="Second quarter")
    assert (await only(ctx)).status == "due"
    await instalments.mark_paid(ctx, made)
    assert (await only(ctx)).paid_on == ctx.today()
    with pytest.raises(Conflict, match="already paid"):
        await instalments.mark_paid(ctx, made)
    yesterday = ctx.today() - timedelta(days=1)
    await instalments.change(ctx, made, paid_on=yesterday, note="By cheque")
    assert ((await only(ctx)).paid_on, (await only(ctx)).note) == (yesterday, "By cheque")
    await instalments.change(ctx, made, paid_on=None, note="")
    assert (await only(ctx)).status == "due"


async def test_what_was_removed_can_be_entered_again_as_it_was(ctx):
    made = await entered(ctx, paid_on=ctx.today(), note="Twice")
    gone = await instalments.remove(ctx, made)
    assert await instalments.every(ctx) == []
    with pytest.raises(NotFound):
        await instalments.remove(ctx, made)
    await instalments.create(
        ctx,
        due_on=gone.due_on,
        amount_cents=gone.amount_cents,
        paid_on=gone.paid_on,
        note=gone.note,
    )
    assert replace(await only(ctx), id=gone.id) == gone


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount_cents": 0}, "amount"),
        ({"amount_cents": -1}, "amount"),
        ({"amount_cents": 10**12}, "amount"),
        ({"due_on": date(1026, 4, 30)}, "due_on"),
        ({"paid_on": date(1026, 4, 30)}, "paid_on"),
        ({"paid_on": date(2126, 4, 30)}, "paid_on"),
        ({"note": "x" * 501}, "note"),
    ],
)
async def test_what_makes_no_sense_is_named(ctx, given, field):
    with pytest.raises(Invalid) as refused:
        await instalments.create(
            ctx, **({"due_on": date(2026, 4, 30), "amount_cents": 100} | given)
        )
    assert [one.field for one in refused.value.errors] == [field]


async def test_a_filed_period_keeps_the_instalments_paid_in_it(ctx):
    paid = await instalments.create(
        ctx, due_on=date(2026, 2, 1), amount_cents=100, paid_on=date(2026, 2, 1)
    )
    open_one = await instalments.create(ctx, due_on=date(2026, 3, 1), amount_cents=100)
    later = replace(ctx, clock=FixedClock(at(2026, 4, 20)))
    await gst.file(later, date(2026, 1, 1), date(2026, 3, 31))
    for deed in (
        instalments.remove(later, paid),
        instalments.change(later, paid, paid_on=None, note=""),
        instalments.mark_paid(later, open_one, date(2026, 3, 30)),
    ):
        with pytest.raises(Conflict, match="filed"):
            async with later.attempt():
                await deed


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_only_those_who_keep_the_books_change_one(office, role):
    async with office.unit(role) as ctx:
        for deed in (
            instalments.remove(ctx, uuid4()),
            instalments.change(ctx, uuid4(), paid_on=None, note=""),
        ):
            with pytest.raises(Forbidden):
                await deed
