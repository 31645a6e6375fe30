"""What stands on papers is what stands in the books."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.db import unit
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.models import CreditNote, Deposit, Payment
from cleaning_app.money import dollars
from cleaning_app.services import (
    credit_notes,
    identities,
    invoices,
    organisations,
    papers,
    payments,
)
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.payments.credit import use
from cleaning_app.services.taxes import NewCode
from tests.factories import Office
from tests.services.money.books import (
    a_booking,
    a_client,
    a_code,
    a_sent_invoice,
    at,
    line,
    pay,
    queued,
)
from tests.services.papers.reading import count, links_of, pages, says


async def _pdf(ctx: Ctx, invoice_id) -> bytes:
    return await papers.typeset(await papers.invoice(ctx, invoice_id))


async def test_one_line_with_its_tax_and_total(ctx: Ctx):
    await organisations.change_settings(
        ctx,
        gst_number="812345678RT0001",
        postal_address="10180 101 Street NW\nEdmonton, AB",
        payment_terms="Due within 14 days.",
        paper_footer="Bonded and insured",
    )
    made = await a_sent_invoice(ctx, await a_client(ctx, "Ueda Dental"), line(18900))
    view = await invoices.get(ctx, made)
    pdf = await _pdf(ctx, made)
    assert says(
        pdf,
        "Northlight", "10180 101 Street NW", "Edmonton, AB", "GST/HST 812345678 RT0001",
        "Ueda Dental", "a@example.com", view.number, "5 January 2026", "19 January 2026",
        "Cleaning 1 $189.00 GST 5% $189.00", "Subtotal $189.00", "GST 5% on $189.00 $9.45",
        "Total $198.45", "Balance due $198.45", "Due within 14 days.", "Bonded and insured",
        "Page 1 of 1",
    )  # fmt: skip


async def test_three_codes_and_a_discount_come_to_the_invoices_own_figures(ctx: Ctx):
    hst = await a_code(ctx, NewCode("HST 13%", date(2010, 7, 1), rate=Decimal("0.13")))
    made = await a_sent_invoice(
        ctx, await a_client(ctx), line(10000), line(3333, hst, "2.5"), line(5000, "exempt"),
        discount=2500,
    )  # fmt: skip
    view, paper = await invoices.get(ctx, made), await papers.invoice(ctx, made)
    assert [tax.name for tax in paper.taxes] == ["GST 5%", "HST 13%"]
    assert sum(tax.tax_cents for tax in paper.taxes) == view.tax_cents
    assert sum(tax.base_cents for tax in paper.taxes) == view.taxable_cents
    pdf = await papers.typeset(paper)
    figures = (view.subtotal_cents, -view.discount_cents, view.total_cents, view.balance_cents)
    assert says(pdf, "2.5 $33.33 HST 13% $83.33", "Exempt", *(dollars(cents) for cents in figures))


async def test_gst_and_a_provinces_tax_stand_on_lines_of_their_own(ctx: Ctx):
    key = await a_code(ctx)
    made = await a_sent_invoice(
        ctx, await a_client(ctx), line(10010, key), line(2000), issued_on=date(2026, 11, 2)
    )
    paper = await papers.invoice(ctx, made)
    assert [(tax.name, tax.base_cents, tax.tax_cents) for tax in paper.taxes] == [
        ("GST 5%", 12010, 601), ("PST 7%", 10010, 701),
    ]  # fmt: skip
    assert paper.subtotal_cents + sum(tax.tax_cents for tax in paper.taxes) == paper.total_cents
    assert says(await papers.typeset(paper), "GST 5% on $120.10 $6.01", "PST 7% on $100.10 $7.01")
    note_id = await credit_notes.issue(ctx, made, Asked(amount_cents=5606), reason="Half of it")
    note = await papers.credit_note(ctx, note_id)
    assert note.net_cents + sum(tax.tax_cents for tax in note.taxes) == note.total_cents == 5606
    assert [tax.name for tax in note.taxes] == ["GST 5%", "PST 7%"]
    assert says(await papers.typeset(note), f"PST 7% {dollars(note.taxes[1].tax_cents)}")


async def test_the_e_mail_with_the_invoice_names_both_taxes(ctx: Ctx):
    key = await a_code(ctx)
    made = await invoices.create(ctx, client_id=await a_client(ctx), lines=[line(10010, key)])
    await invoices.send(ctx, made)
    [message] = [event for event in await queued(ctx) if event.kind == "email"]
    facts = message.payload["data"]
    assert (facts["tax_name"], facts["tax_cents"]) == ("GST 5%", 501)
    assert (facts["provincial_tax_name"], facts["provincial_tax_cents"]) == ("PST 7%", 701)


async def test_where_two_taxes_were_rounded_elsewhere_both_sums_stand(ctx: Ctx):
    key = await a_code(ctx)
    made = await a_sent_invoice(ctx, await a_client(ctx), line(10010, key))
    await ctx.session.execute(
        text("UPDATE invoices SET tax_cents = tax_cents + 1, total_cents = total_cents + 1")
    )
    paper = await papers.invoice(ctx, made)
    assert [(tax.name, tax.tax_cents) for tax in paper.taxes] == [("Tax", 502), ("PST 7%", 701)]


async def test_receipts_are_offered_for_money_that_moved_and_for_nothing_else(ctx: Ctx):
    client = await a_client(ctx)
    over, made = await a_sent_invoice(ctx, client), await a_sent_invoice(ctx, client)
    await pay(ctx, over, 12000, at(2026, 2, 3))
    await use(ctx, made, amount_cents=1500)
    await pay(ctx, made, 9000, at(2026, 2, 4))
    rows = [row for id in (over, made) for row in (await invoices.get(ctx, id)).payments]
    assert [row.has_receipt for row in rows].count(True) == 2
    for row in rows:
        if row.has_receipt:
            await papers.receipt(ctx, row.id)
        else:
            with pytest.raises(Conflict):
                await papers.receipt(ctx, row.id)


async def test_sixty_lines_go_over_pages_that_all_say_which_they_are(ctx: Ctx):
    lines = [line(1000 + n, description=f"Unit {n:02}") for n in range(60)]
    made = await a_sent_invoice(ctx, await a_client(ctx), *lines)
    found = pages(await _pdf(ctx, made))
    assert len(found) >= 2
    for n, page in enumerate(found, 1):
        assert f"Page{n}of{len(found)}" in page
    whole = "".join(found)
    assert all(f"Unit{n:02}" in whole for n in range(60))
    assert "Description" in found[1]


async def test_a_company_that_speaks_french_writes_french(office: Office):
    async with office.unit() as ctx:
        await organisations.change_settings(ctx, language="fr")
        client = await a_client(ctx, "Société Chênevert & Frères")
        lines = line(123456, description="Grand ménage d’été", quantity="1.5")
        made = await a_sent_invoice(ctx, client, lines, issued_on=date(2026, 2, 1))
    identity = await identities.as_role(office.identity.org.id, "system", "x", "owner")
    async with unit(identity, clock=office.clock) as ctx:
        pdf = await _pdf(ctx, made)
    assert says(
        pdf, "Facture", "Société Chênevert & Frères", "Grand ménage d’été", "1er février 2026",
        "1,5", "1 234,56 $", "Solde à payer 1 944,43 $", "Page 1 de 1",
    )  # fmt: skip


async def test_money_that_came_and_went_back_stands_on_it(ctx: Ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx), line(20000))
    first = await pay(ctx, made, 15000, at(2026, 2, 3))
    await payments.refund(ctx, first.payment_id, amount_cents=1000, received_at=at(2026, 2, 4))
    pdf = await _pdf(ctx, made)
    assert says(
        pdf, "Paid · Cash, 3 Feb 2026 −$150.00", "Refund, 4 Feb 2026 $10.00", "Balance due $70.00"
    )


async def test_what_is_owed_carries_its_link_and_what_is_paid_does_not(ctx: Ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx))
    link = await invoices.link_of(ctx, made)
    assert links_of(await _pdf(ctx, made)) == {link}
    await pay(ctx, made, 10500, at(2026, 2, 3))
    pdf = await _pdf(ctx, made)
    assert links_of(pdf) == set()
    assert says(pdf, "PAID", "$105.00 paid 3 February 2026", "Balance due $0.00")


async def test_drafts_and_voids_say_so(ctx: Ctx):
    client = await a_client(ctx)
    draft = await invoices.create(ctx, client_id=client, lines=[line(10000)])
    assert count(await _pdf(ctx, draft), "DRAFT") == 2
    void = await a_sent_invoice(ctx, client)
    await invoices.void(ctx, void, "mistake")
    pdf = await _pdf(ctx, void)
    assert count(pdf, "VOID") == 2
    assert not count(pdf, "Balance due")


async def test_the_last_cents_of_books_from_elsewhere_are_not_reckoned_anew(ctx: Ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx), line(10010), line(10010))
    await ctx.session.execute(
        text("UPDATE invoices SET tax_cents = tax_cents + 1, total_cents = total_cents + 1")
    )
    assert says(await _pdf(ctx, made), "Tax on $200.20 $10.02", "Total $210.22")


async def test_a_receipt_stays_as_it_was_given(ctx: Ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx), line(20000))
    first = await pay(ctx, made, 15000, at(2026, 2, 3))
    before = await papers.typeset(await papers.receipt(ctx, first.payment_id))
    last = await pay(ctx, made, 6000, at(2026, 2, 5))
    after = await papers.typeset(await papers.receipt(ctx, first.payment_id))
    assert before == after
    assert says(after, "Receipt", "$150.00", "Cash", "Left to pay $60.00", "3 February 2026")
    paid = await papers.typeset(await papers.receipt(ctx, last.payment_id))
    assert says(paid, "Left to pay $0.00", "The invoice is paid in full.")


async def test_money_given_back_has_a_paper_of_its_own(ctx: Ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx))
    paid = await pay(ctx, made, 10500, at(2026, 2, 3))
    back = await payments.refund(ctx, paid.payment_id, amount_cents=500, received_at=at(2026, 2, 4))
    paper = await papers.receipt(ctx, back.payment_id)
    assert paper.filename.startswith("refund-INV-2026-00001-2026-02-04")
    assert says(await papers.typeset(paper), "Refund", "Given back to", "$5.00")


async def test_a_credit_note_lessens_the_balance_and_has_a_paper(ctx: Ctx):
    client = await a_client(ctx)
    made = await a_sent_invoice(ctx, client, line(20000))
    note = CreditNote(
        org_id=ctx.org.id, number="CN-2026-00001", invoice_id=made, issued_on=date(2026, 2, 3),
        reason="Windows left out", taxable_cents=4000, tax_cents=200, total_cents=4200,
    )  # fmt: skip
    ctx.session.add(note)
    await ctx.session.flush()
    await pay(ctx, made, 1000, at(2026, 2, 4))
    assert says(
        await _pdf(ctx, made),
        "Credit note CN-2026-00001, 3 Feb 2026 −$42.00",
        "Balance due $158.00",
    )
    paper = await papers.credit_note(ctx, note.id)
    assert says(
        await papers.typeset(paper), "Credit note number CN-2026-00001", "For invoice INV-2026-00001",
        "Subtotal $40.00", "Tax $2.00", "Credited $42.00", "Windows left out",
    )  # fmt: skip
    account = await papers.statement(ctx, client, date(2026, 1, 1), date(2026, 2, 28))
    assert account.closing_cents == (await invoices.get(ctx, made)).balance_cents == 15800


async def test_a_deposit_has_a_receipt_before_there_is_an_invoice(ctx: Ctx):
    client = await a_client(ctx)
    booking = await a_booking(ctx, client, status="confirmed")
    deposit = Deposit(
        org_id=ctx.org.id, booking_id=booking, client_id=client, amount_cents=3750, status="paid"
    )
    ctx.session.add(deposit)
    await ctx.session.flush()
    money = Payment(
        org_id=ctx.org.id, deposit_id=deposit.id, amount_cents=3750, method="card",
        received_at=at(2026, 2, 3),
    )  # fmt: skip
    ctx.session.add(money)
    await ctx.session.flush()
    pdf = await papers.typeset(await papers.receipt(ctx, money.id))
    assert says(pdf, "$37.50", "Deposit · Card · for booking B-00001", "Ueda Dental")
    assert not count(pdf, "Left to pay")


async def test_a_card_that_was_declined_has_no_receipt(ctx: Ctx):
    made = await a_sent_invoice(ctx, await a_client(ctx))
    paid = await pay(ctx, made, 10500, at(2026, 2, 3))
    await ctx.session.execute(text("UPDATE payments SET status = 'failed'"))
    with pytest.raises(Conflict):
        await papers.receipt(ctx, paid.payment_id)


async def test_a_statement_carries_over_what_was_before(ctx: Ctx):
    client = await a_client(ctx)
    old = await a_sent_invoice(ctx, client, line(10000), issued_on=date(2026, 1, 5))
    new = await a_sent_invoice(ctx, client, line(20000), issued_on=date(2026, 3, 2))
    await a_sent_invoice(ctx, await a_client(ctx, "Others"), line(99900))
    void = await a_sent_invoice(ctx, client, line(77700), issued_on=date(2026, 3, 3))
    await invoices.void(ctx, void, "mistake")
    await pay(ctx, old, 4000, at(2026, 2, 10))
    await pay(ctx, new, 25000, at(2026, 3, 20))
    paper = await papers.statement(ctx, client, date(2026, 2, 1), date(2026, 3, 31))
    assert [(e.charge_cents, e.payment_cents, e.balance_cents) for e in paper.entries] == [
        (None, 4000, 6500),
        (21000, None, 27500),
        (None, 25000, 2500),
    ]
    assert (paper.opening_cents, paper.closing_cents, paper.in_favour) == (10500, 2500, False)
    ages = {bucket.key: bucket.owed_cents for bucket in paper.ageing}
    assert ages == {"current": 0, "1-30": 0, "31-60": 0, "61-90": 6500, "90+": 0, "credit": -4000}
    pdf = await papers.typeset(paper)
    assert says(pdf, "Opening balance $105.00", "$65.00", "Balance $25.00", "61–90 days late")
    assert not count(pdf, "$777.00")


async def test_a_payment_late_at_night_belongs_to_the_day_it_was_there(ctx: Ctx):
    client = await a_client(ctx)
    made = await a_sent_invoice(ctx, client, issued_on=date(2026, 3, 1))
    await pay(ctx, made, 10500, datetime(2026, 4, 1, 5, 40, tzinfo=UTC))  # 23:40 on 31 March
    march = await papers.statement(ctx, client, date(2026, 3, 1), date(2026, 3, 31))
    assert march.closing_cents == 0
    assert march.entries[-1].on == date(2026, 3, 31)


async def test_periods_that_make_no_sense_are_refused(ctx: Ctx):
    client = await a_client(ctx)
    for first, last in ((date(2026, 2, 1), date(2026, 1, 1)), (date(2010, 1, 1), date(2026, 1, 1))):
        with pytest.raises(Invalid):
            await papers.statement(ctx, client, first, last)


async def test_several_invoices_come_in_one_file_each_under_its_number(office: Office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        made = [await a_sent_invoice(ctx, client) for _ in range(3)]
        await ctx.session.execute(
            text("UPDATE invoices SET number = CASE number WHEN 'INV-2026-00002' THEN 'A/1'"
                 " WHEN 'INV-2026-00003' THEN 'A-1' ELSE number END")
        )  # fmt: skip
    chunks = await papers.bundle(office.identity, made)
    with ZipFile(io.BytesIO(b"".join([chunk async for chunk in chunks]))) as archive:
        assert archive.namelist() == ["INV-2026-00001.pdf", "A-1.pdf", "2-A-1.pdf"]
        assert says(archive.read("2-A-1.pdf"), "Invoice number A-1")


async def test_papers_are_for_those_who_may_see_invoices(office: Office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        made = await a_sent_invoice(ctx, client)
    async with office.unit("worker") as ctx:
        with pytest.raises(Forbidden):
            await papers.invoice(ctx, made)
        with pytest.raises(Forbidden):
            await papers.statement(ctx, client, date(2026, 1, 1), date(2026, 2, 1))


async def test_another_companys_papers_are_not_there(new_office):
    here, there = await new_office("Here"), await new_office("There")
    async with here.unit() as ctx:
        client = await a_client(ctx)
        made = await a_sent_invoice(ctx, client)
        paid = await pay(ctx, made, 100, at(2026, 2, 3))
    async with there.unit() as ctx:
        for load in (
            papers.invoice(ctx, made),
            papers.receipt(ctx, paid.payment_id),
            papers.statement(ctx, client, date(2026, 1, 1), date(2026, 2, 1)),
        ):
            with pytest.raises(NotFound):
                await load
        with pytest.raises(NotFound):
            async for _ in await papers.bundle(there.identity, [made]):
                pass
