"""Invoices from draft to void: what works, then each refusal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from cleaning_app import crypto
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.models import Invoice, TaxCode
from cleaning_app.services import invoices, payments
from tests.services.money.books import (
    JANUARY,
    a_booking,
    a_client,
    a_sent_invoice,
    audited,
    line,
    pay,
    queued,
)


async def test_a_draft_adds_up_its_lines_tax_and_discount(ctx):
    client = await a_client(ctx)
    lines = [line(10000, quantity="1.5"), line(1500, "exempt"), line(2000, "zero_rated")]
    made = await invoices.create(ctx, client_id=client, lines=lines, discount_cents=1850)
    found = await invoices.get(ctx, made)
    assert found.number == "INV-2026-00001"
    assert found.status is InvoiceStatus.DRAFT
    assert (found.subtotal_cents, found.discount_cents) == (18500, 1850)
    assert (found.taxable_cents, found.exempt_cents, found.zero_rated_cents) == (13500, 1350, 1800)
    assert (found.tax_cents, found.total_cents, found.balance_cents) == (675, 17325, 17325)
    assert [entry.amount_cents for entry in found.lines] == [15000, 1500, 2000]
    assert found.lines[0].quantity == Decimal("1.5")
    assert found.issued_on == ctx.today()
    assert found.due_on == ctx.today() + timedelta(days=14)


async def test_a_booking_is_invoiced_once(ctx):
    client = await a_client(ctx)
    booking = await a_booking(ctx, client)
    first = await invoices.create_from_booking(ctx, booking)
    found = await invoices.get(ctx, first)
    assert found.lines[0].description == "Standard clean, 23 November 2026"
    assert (found.total_cents, found.booking_id, found.booking_number) == (15750, booking, 1)
    with pytest.raises(Conflict) as refused:
        await invoices.create_from_booking(ctx, booking)
    assert refused.value.extra["number"] == found.number
    await invoices.void(ctx, first, "wrong price")
    assert await invoices.create_from_booking(ctx, booking) != first


@pytest.mark.parametrize(
    ("status", "price"), [("cancelled", 15000), ("no_show", 15000), ("completed", 0)]
)
async def test_a_booking_that_earned_nothing_is_not_invoiced(ctx, status, price):
    booking = await a_booking(ctx, await a_client(ctx), status=status, price=price)
    with pytest.raises(Invalid):
        await invoices.create_from_booking(ctx, booking)


async def test_sending_queues_an_email_and_stores_only_the_links_hash(ctx):
    client = await a_client(ctx)
    made = await invoices.create(ctx, client_id=client, lines=[line(10000)])
    sent = await invoices.send(ctx, made)
    assert sent.emailed
    assert sent.status is InvoiceStatus.SENT
    [message] = await queued(ctx)
    assert (message.kind, message.payload["template"]) == ("email", "invoice")
    assert message.payload["to"] == "a@example.com"
    token = (await invoices.link_of(ctx, made)).rpartition("/")[2]
    assert len(token) >= 43
    assert token not in str(message.payload)
    stored = await ctx.session.scalar(select(Invoice.public_token_hash))
    assert stored == crypto.token_hash(token)
    with pytest.raises(Conflict):
        await invoices.send(ctx, made)


async def test_a_client_without_email_gets_paper(ctx):
    client = await a_client(ctx, email=None)
    made = await invoices.create(ctx, client_id=client, lines=[line(10000)])
    with pytest.raises(Invalid, match="no e-mail"):
        await invoices.send(ctx, made)
    assert (await invoices.get(ctx, made)).status is InvoiceStatus.DRAFT
    assert not (await invoices.send(ctx, made, without_email=True)).emailed
    assert await queued(ctx) == []


async def test_an_invoice_sent_after_its_due_date_is_overdue(ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx), issued_on=JANUARY)
    assert (await invoices.get(ctx, made)).status is InvoiceStatus.OVERDUE


async def test_only_drafts_change_and_only_as_they_were_seen(ctx):
    made = await invoices.create(ctx, client_id=await a_client(ctx), lines=[line(10000)])
    seen = await invoices.get(ctx, made)
    await invoices.edit(
        ctx, made, lines=[line(20000), line(500)], notes="Thanks", version=seen.version
    )
    changed = await invoices.get(ctx, made)
    assert (changed.total_cents, changed.notes, len(changed.lines)) == (21525, "Thanks", 2)
    with pytest.raises(PreconditionFailed):
        await invoices.edit(ctx, made, lines=[line(1)], version=seen.version)
    with pytest.raises(Invalid, match="2026"):
        await invoices.edit(ctx, made, lines=[line(1)], issued_on=date(2025, 12, 31))
    await invoices.send(ctx, made)
    with pytest.raises(Conflict):
        await invoices.edit(ctx, made, lines=[line(1)])


async def test_voiding_needs_a_reason_and_no_money(ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx))
    with pytest.raises(Invalid):
        await invoices.void(ctx, made, "  ")
    paid = await pay(ctx, made, 4000)
    with pytest.raises(Conflict, match=r"40\.00"):
        await invoices.void(ctx, made, "mistake")
    await payments.refund(ctx, paid.payment_id, amount_cents=4000)
    await invoices.void(ctx, made, "mistake")
    found = await invoices.get(ctx, made)
    assert (found.status, found.void_reason) == (InvoiceStatus.VOID, "mistake")
    with pytest.raises(Conflict):
        await invoices.void(ctx, made, "again")
    with pytest.raises(Conflict):
        await pay(ctx, made, 100)


async def test_tax_codes_hold_on_the_issue_date_only(ctx):
    gst = await ctx.session.scalar(select(TaxCode).where(TaxCode.key == "gst"))
    gst.valid_to = date(2026, 6, 30)
    ctx.session.add(
        TaxCode(
            org_id=ctx.org.id,
            key="gst",
            name="GST 6%",
            kind="taxable",
            rate=Decimal("0.06"),
            valid_from=date(2026, 7, 1),
        )
    )
    await ctx.session.flush()
    client = await a_client(ctx)
    taxes = {}
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        made = await invoices.create(ctx, client_id=client, lines=[line(10000)], issued_on=day)
        taxes[day.month] = (await invoices.get(ctx, made)).tax_cents
    assert taxes == {6: 500, 7: 600}


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([], "lines"),
        ([line(100, "nope")], "lines.0.tax_code"),
        ([line(100), line(100, quantity="0")], "lines.1.quantity"),
        ([line(100, quantity="1.0001")], "lines.0.quantity"),
        ([line(100, quantity="NaN")], "lines.0.quantity"),
        ([line(100, quantity="1e30")], "lines.0.quantity"),
        ([line(100, description=" ")], "lines.0.description"),
        ([line(100, description="x" * 256)], "lines.0.description"),
        ([line(10**12)], "lines.0.unit_price"),
    ],
)
async def test_a_wrong_line_is_named(ctx, lines, field):
    with pytest.raises(Invalid) as refused:
        await invoices.create(ctx, client_id=await a_client(ctx), lines=lines)
    assert field in {problem.field for problem in refused.value.errors}


@pytest.mark.parametrize(
    "wrong",
    [
        {"discount_cents": 10001},
        {"discount_cents": -1},
        {"due_on": date(2026, 1, 1), "issued_on": date(2026, 1, 2)},
        {"issued_on": date(1, 1, 1)},
        {"notes": "x" * 1001},
        {"lines": [line(-10000)]},
        {"lines": [line(2_000_000_000, quantity="2")]},
    ],
)
async def test_a_wrong_invoice_is_refused(ctx, wrong):
    given = {"client_id": await a_client(ctx), "lines": [line(10000)]} | wrong
    with pytest.raises(Invalid):
        await invoices.create(ctx, **given)
    assert await ctx.session.scalar(text("SELECT count(*) FROM number_counters")) == 0


async def test_strangers_and_other_organisations_are_not_found(ctx, new_office):
    with pytest.raises(NotFound):
        await invoices.create(ctx, client_id=uuid4(), lines=[line(100)])
    with pytest.raises(NotFound):
        await invoices.get(ctx, uuid4())
    made = await a_sent_invoice(ctx, await a_client(ctx))
    await ctx.session.flush()
    other = await new_office("Southwind")
    async with other.unit() as elsewhere:
        for deed in (
            invoices.get(elsewhere, made),
            invoices.send(elsewhere, made),
            invoices.void(elsewhere, made, "x"),
            pay(elsewhere, made, 100),
        ):
            with pytest.raises(NotFound):
                await deed


@pytest.mark.parametrize("role", ["dispatcher", "worker"])
async def test_roles_without_invoices_are_refused(office, role):
    async with office.unit(role) as ctx:
        for deed in (
            invoices.get(ctx, uuid4()),
            invoices.tiles(ctx),
            invoices.create(ctx, client_id=uuid4(), lines=[]),
            invoices.create_from_booking(ctx, uuid4()),
            invoices.edit(ctx, uuid4(), lines=[]),
            invoices.send(ctx, uuid4()),
            invoices.void(ctx, uuid4(), "x"),
            invoices.flip_overdue(ctx),
            invoices.restate(ctx),
        ):
            with pytest.raises(Forbidden):
                await deed


async def test_a_viewer_reads_but_sees_no_address(office):
    async with office.unit() as ctx:
        made = await a_sent_invoice(ctx, await a_client(ctx))
    async with office.unit("viewer") as ctx:
        assert (await invoices.get(ctx, made)).client_email == ""
        with pytest.raises(Forbidden):
            await invoices.void(ctx, made, "x")


async def test_every_change_leaves_an_audit_row(office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        made = await invoices.create(ctx, client_id=client, lines=[line(10000)])
        await invoices.edit(ctx, made, lines=[line(9000)])
        await invoices.send(ctx, made)
        paid = await pay(ctx, made, 1000)
        await payments.refund(ctx, paid.payment_id, amount_cents=1000)
        await invoices.void(ctx, made, "mistake")
    async with office.unit() as ctx:
        wanted = (
            "invoice.create invoice.edit invoice.send payment.record payment.refund invoice.void"
        )
        assert (await audited(ctx))[-6:] == wanted.split()
        history = (await invoices.get(ctx, made)).history
        assert [entry.action for entry in history][:2] == ["invoice.void", "payment.refund"]


async def test_lines_are_reckoned_while_they_are_written(ctx):
    totals = await invoices.reckon(
        ctx, [line(220_00, description=""), line(35_50)], 10_00, ctx.today()
    )
    assert (totals.subtotal, totals.tax, totals.total) == (255_50, 12_28, 257_78)


async def test_finished_visits_without_an_invoice_wait_to_be_billed(ctx):
    client_id = await a_client(ctx)
    done = await a_booking(ctx, client_id)
    await a_booking(ctx, client_id, status="confirmed")
    await a_booking(ctx, client_id, price=0)
    await a_booking(ctx, await a_client(ctx, "Somebody Else"))
    assert [job.booking_id for job in await invoices.unbilled(ctx, client_id)] == [done]
    invoice_id = await invoices.create_from_booking(ctx, done)
    assert await invoices.unbilled(ctx, client_id) == []
    await invoices.void(ctx, invoice_id, "Wrong price")
    assert [job.booking_id for job in await invoices.unbilled(ctx, client_id)] == [done]
