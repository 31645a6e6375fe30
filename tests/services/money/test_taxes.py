"""Tax codes over time, and two taxes on one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import credit_notes, gst, invoices, organisations, taxes
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.taxes import NewCode
from tests.services.money.books import BC, a_booking, a_client, a_code, a_sent_invoice, line


async def key_of(ctx, code_id):
    """The key under which lines name a code."""
    return next(row.key for row in await taxes.listed(ctx) if row.id == code_id)


async def test_gst_and_pst_stand_apart_and_the_return_counts_only_gst(ctx):
    key = await a_code(ctx)
    made = await a_sent_invoice(ctx, await a_client(ctx), line(10_010, key), issued_on=ctx.today())
    view = await invoices.get(ctx, made)
    assert (view.tax_cents, view.provincial_tax_cents, view.total_cents) == (501, 701, 11_212)
    await credit_notes.issue(ctx, made, Asked(amount_cents=5_606), reason="Half of it")
    (note,) = await credit_notes.of_invoice(ctx, made)
    for basis, sales in (("accrual", 10_010 - 5_004), ("cash", 0)):
        found = await gst.summary(ctx, ctx.today(), ctx.today(), basis)
        assert found.sales_cents == sales
    assert (note.taxable_cents, note.tax_cents, note.provincial_tax_cents) == (5_004, 251, 351)
    await credit_notes.issue(ctx, made, reason="The rest")
    notes = await credit_notes.of_invoice(ctx, made)
    assert sum(one.provincial_tax_cents for one in notes) == 701
    assert sum(one.tax_cents for one in notes) == 501


async def test_a_new_rate_follows_the_old_one_and_an_invoice_uses_that_of_its_day(ctx):
    changed = NewCode("GST 6%", date(2026, 7, 1), rate=Decimal("0.06"), key="gst")
    code_id = await taxes.add(ctx, changed)
    client = await a_client(ctx)
    for day, tax in ((date(2026, 6, 30), 500), (date(2026, 7, 1), 600)):
        made = await a_sent_invoice(ctx, client, issued_on=day)
        assert (await invoices.get(ctx, made)).tax_cents == tax
    with pytest.raises(Conflict, match="carry"):
        await taxes.remove(ctx, code_id)
    with pytest.raises(Conflict, match="begins on"):
        await taxes.add(ctx, changed)


async def test_one_that_nobody_used_is_removed_and_the_old_rate_goes_on(ctx):
    code_id = await taxes.add(
        ctx, NewCode("GST 6%", date(2027, 1, 1), rate=Decimal("0.06"), key="gst")
    )
    await taxes.remove(ctx, code_id)
    (row,) = [row for row in await taxes.listed(ctx) if row.key == "gst"]
    assert (row.rate, row.valid_to) == (Decimal("0.05"), None)


async def test_a_closed_code_is_offered_no_more_and_opens_again(ctx):
    code_id = await taxes.add(ctx, BC)
    key = await key_of(ctx, code_id)
    await taxes.close(ctx, code_id, date(2026, 1, 31))
    client = await a_client(ctx)
    await a_sent_invoice(ctx, client, line(100, key), issued_on=date(2026, 1, 31))
    with pytest.raises(Invalid):
        await a_sent_invoice(ctx, client, line(100, key), issued_on=date(2026, 2, 1))
    await taxes.close(ctx, code_id, None)
    await a_sent_invoice(ctx, client, line(100, key), issued_on=date(2026, 2, 1))
    with pytest.raises(Conflict):
        await taxes.rename(ctx, code_id, "Something else")


async def test_the_only_taxable_code_stays(ctx):
    (row,) = [row for row in await taxes.listed(ctx) if row.key == "gst"]
    with pytest.raises(Conflict, match="only taxable"):
        await taxes.close(ctx, row.id, ctx.today())
    with pytest.raises(Conflict):
        await taxes.remove(ctx, row.id)


@pytest.mark.parametrize(
    "wrong",
    [
        NewCode(" ", date(2026, 1, 1)),
        NewCode("A", date(2026, 1, 1), rate=Decimal(1)),
        NewCode("A", date(2026, 1, 1), "exempt", Decimal("0.05")),
        NewCode("A", date(2026, 1, 1), provincial_rate=Decimal("0.07")),
        NewCode("A", date(1066, 1, 1)),
        NewCode("A", date(2026, 1, 1), key="nobody"),
    ],
)
async def test_what_cannot_be_a_tax_code_is_refused(ctx, wrong):
    with pytest.raises(Invalid):
        await taxes.add(ctx, wrong)


async def test_a_booking_is_billed_what_is_charged_at_home_and_the_list_says_which(ctx):
    client = await a_client(ctx)
    ontario = await taxes.add(ctx, NewCode("HST 13%", date(2020, 1, 1), rate=Decimal("0.13")))
    made = await invoices.create_from_booking(ctx, await a_booking(ctx, client, price=100_00))
    assert (await invoices.get(ctx, made)).tax_cents == 5_00
    assert [row.name for row in await taxes.listed(ctx) if row.is_usual] == ["GST 5%"]
    await organisations.change_settings(ctx, province="ON")
    made = await invoices.create_from_booking(ctx, await a_booking(ctx, client, price=100_00))
    assert (await invoices.get(ctx, made)).tax_cents == 13_00
    assert [row.id for row in await taxes.listed(ctx) if row.is_usual] == [ontario]
