"""What does not fit between payments and invoices: each kind is found, mended where it can be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import text

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.models import BankLine, ImportBatch, Payment
from cleaning_app.services import deposits, expenses, policies
from cleaning_app.services.expenses import ExpenseInput
from cleaning_app.services.finance import behind, reconciliation
from cleaning_app.services.listing import Query
from tests.services.money import random_books
from tests.services.money.books import a_booking, a_client, a_sent_invoice, pay


async def found(ctx) -> dict[str, tuple[int, int]]:
    """The kinds that have rows, with how many and their cents."""
    return {g.kind.key: (g.rows, g.cents) for g in await reconciliation.groups(ctx) if g.rows}


async def test_books_that_fit_have_no_loose_ends(ctx):
    sent = await a_sent_invoice(ctx, await a_client(ctx))
    await pay(ctx, sent, 10500)
    assert await found(ctx) == {}
    assert len(await reconciliation.groups(ctx)) == len(reconciliation.KINDS)


async def test_each_kind_is_found_with_what_it_comes_to(ctx):
    client = await a_client(ctx)
    over, parts, twice, void, wrong = [await a_sent_invoice(ctx, client) for _ in range(5)]
    await pay(ctx, over, 12000)
    await pay(ctx, parts, 4000)
    await pay(ctx, parts, 6500)
    await pay(ctx, twice, 10500)
    await pay(ctx, twice, 10500)
    await pay(ctx, void, 2000)
    await ctx.session.execute(
        text("UPDATE invoices SET status = 'void', voided_at = now() WHERE id = :id"), {"id": void}
    )
    await ctx.session.execute(
        text("UPDATE invoices SET paid_cents = 10500, status = 'paid' WHERE id = :id"),
        {"id": wrong},
    )
    old = ctx.now() - timedelta(days=8)
    for cents, status, when in ((900, "pending", old), (800, "pending", ctx.now()),
                                (-700, "failed", ctx.now())):  # fmt: skip
        ctx.session.add(
            Payment(
                org_id=ctx.org.id, invoice_id=over, amount_cents=cents, method="card",
                status=status, provider="stripe", received_at=when,
            )
        )  # fmt: skip
    await ctx.session.flush()
    assert await found(ctx) == {
        "credit": (2, 1500 + 10500),
        "several": (1, 10500),
        "twice": (1, 21000),
        "void": (1, 2000),
        "disagree": (1, -10500),
        "pending": (1, 900),
        "refund-failed": (1, -700),
    }
    shown = {g.kind.key: g.newest for g in await reconciliation.groups(ctx)}
    assert shown["disagree"][0].what == "Shows $105.00 paid, its payments come to $0.00"
    behind_it = await reconciliation.behind(ctx, {"line": "pending"})
    rows = (await behind.rows(ctx, behind_it, Query())).rows
    assert [(row.thing, row.kind) for row in rows] == [(over, "payment")]
    every = await reconciliation.find(ctx, Query(limit=3))
    rest = await reconciliation.find(ctx, Query(after=every.next))
    assert every.total == len(every.rows) + len(rest.rows) == 8
    one = (await reconciliation.find(ctx, Query(filters={"group": "void"}))).rows
    assert [(row.title, row.cents) for row in one] == [("Money on void invoices", 2000)]
    assert await reconciliation.put_right(ctx) == 1
    assert "disagree" not in await found(ctx)
    assert await reconciliation.put_right(ctx) == 0


async def test_deposits_are_held_for_visits_to_come_or_for_ones_called_off(ctx):
    await policies.change(ctx, {"deposit_enabled": True})
    client = await a_client(ctx)
    for status in ("confirmed", "cancelled"):
        booking = await a_booking(ctx, client, status="confirmed")
        deposit = await deposits.ask(ctx, booking, amount_cents=5000, tell=False)
        await deposits.record(ctx, deposit, amount_cents=5000, method="cash")
        if status == "cancelled":
            await ctx.session.execute(
                text(
                    "UPDATE bookings SET status = 'cancelled', cancelled_at = now() WHERE id = :id"
                ),
                {"id": booking},
            )
    assert await found(ctx) == {"held": (1, 5000), "called-off": (1, 5000)}


async def test_a_bank_line_is_known_by_its_expense(ctx):
    category = (await expenses.categories(ctx))[0].id
    made = await expenses.create(
        ctx, ExpenseInput(ctx.today(), category, "Cascade Fuel", 10500, 500)
    )
    batch = ImportBatch(org_id=ctx.org.id, dataset="bank", filename="b.csv", sha256=b"")
    ctx.session.add(batch)
    await ctx.session.flush()
    ctx.session.add(
        BankLine(
            org_id=ctx.org.id, batch_id=batch.id, expense_id=made, outcome="linked",
            posted_on=ctx.today(), description="CASCADE", amount_cents=-9900, fingerprint=b"1",
        )
    )  # fmt: skip
    await ctx.session.flush()
    assert await found(ctx) == {"bank": (1, 9900)}


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(booked=random_books.books.filter(random_books.fits))
async def test_whatever_disagrees_is_put_right_by_its_rows(office, booked):
    async with office.unit() as ctx:
        save = await ctx.session.begin_nested()
        await random_books.write(ctx, booked)
        await reconciliation.put_right(ctx)
        assert "disagree" not in await found(ctx)
        await save.rollback()


async def test_only_finance_looks_and_only_who_writes_invoices_mends(office):
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await reconciliation.groups(ctx)
        with pytest.raises(Forbidden):
            await reconciliation.put_right(ctx)
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await reconciliation.behind(ctx, {"line": "moon"})
