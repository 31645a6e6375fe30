"""Credit notes: whole, by lines, by amount; bad debts; reversals; never more than is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain import credit_notes as rules
from cleaning_app.domain.credit_notes import Part
from cleaning_app.domain.tax import TaxKind
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.ids import new_id
from cleaning_app.models import Invoice
from cleaning_app.services import clients, credit_notes, invoices
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.listing import Query
from tests.services.money.books import a_client, a_sent_invoice, audited, line, pay


async def an_invoice(ctx, *lines, discount: int = 0):
    """$100 + GST, unless lines are given."""
    client = await a_client(ctx)
    return await a_sent_invoice(ctx, client, *lines, issued_on=ctx.today(), discount=discount)


async def test_a_whole_credit_settles_an_invoice_nobody_paid(ctx):
    made = await an_invoice(ctx, line(10_000), line(5_000, "exempt"))
    note_id = await credit_notes.issue(ctx, made, reason="Never happened")
    view = await invoices.get(ctx, made)
    assert (view.status, view.balance_cents, view.credit_cents) == ("paid", 0, 0)
    note = await credit_notes.get(ctx, note_id)
    assert note.number == f"CN-{ctx.today().year}-00001"
    assert (note.taxable_cents, note.exempt_cents, note.tax_cents, note.total_cents) == (
        10_000,
        5_000,
        500,
        15_500,
    )
    assert [(one.tax_code, one.amount_cents, one.tax_cents) for one in note.lines] == [
        ("gst", 10_000, 500),
        ("exempt", 5_000, 0),
    ]
    with pytest.raises(Conflict, match="Nothing is left"):
        await credit_notes.issue(ctx, made, reason="Again")


async def test_an_amount_is_spread_over_the_codes_with_the_tax_the_invoice_had(ctx):
    made = await an_invoice(ctx, line(10_000), line(5_000, "exempt"))
    await credit_notes.issue(ctx, made, Asked(amount_cents=3_100), reason="A window")
    view = await invoices.get(ctx, made)
    assert (view.credited_cents, view.balance_cents, view.status) == (3_100, 12_400, "sent")
    (note,) = await credit_notes.of_invoice(ctx, made)
    assert (note.taxable_cents, note.tax_cents, note.exempt_cents) == (2_000, 100, 1_000)
    assert (await clients.get(ctx, view.client_id)).billed_cents == 12_400


async def test_lines_are_credited_before_tax_and_never_beyond_what_is_left(ctx):
    made = await an_invoice(ctx, line(8_000), line(2_000, description="Oven"), discount=1_000)
    await credit_notes.issue(ctx, made, Asked(lines={1: 1_800}), reason="Oven not done")
    (note,) = await credit_notes.of_invoice(ctx, made)
    assert (note.taxable_cents, note.tax_cents, note.total_cents) == (1_800, 90, 1_890)
    with pytest.raises(Invalid, match=r"Oven: at most 18\.00"):
        await credit_notes.issue(ctx, made, Asked(lines={1: 1_801}), reason="Too much")
    with pytest.raises(Invalid, match=r"At most 75\.60 is left"):
        await credit_notes.issue(ctx, made, Asked(amount_cents=7_561), reason="Too much")


async def test_a_credit_on_a_paid_invoice_becomes_the_clients_credit(ctx):
    made = await an_invoice(ctx)
    await pay(ctx, made, 10_500)
    seen = await credit_notes.preview(ctx, made, Asked(amount_cents=2_100))
    assert (seen.base_cents, seen.tax_cents, seen.to_client_cents) == (2_000, 100, 2_100)
    await credit_notes.issue(ctx, made, Asked(amount_cents=2_100), reason="Goodwill")
    view = await invoices.get(ctx, made)
    assert (view.status, view.balance_cents, view.credit_cents) == ("paid", 0, 2_100)


async def test_a_reversal_is_another_note_and_the_invoice_is_owed_again(ctx):
    made = await an_invoice(ctx)
    note_id = await credit_notes.issue(ctx, made, Asked(amount_cents=4_200), reason="Wrong one")
    back = await credit_notes.reverse(ctx, note_id)
    view = await invoices.get(ctx, made)
    assert (view.credited_cents, view.balance_cents) == (0, 10_500)
    first, second = await credit_notes.of_invoice(ctx, made)
    assert (first.reversed_by, second.reversal_of_id) == (second.number, first.id)
    assert (second.total_cents, second.tax_cents) == (-first.total_cents, -first.tax_cents)
    with pytest.raises(Conflict):
        await credit_notes.reverse(ctx, note_id)
    with pytest.raises(Conflict):
        await credit_notes.reverse(ctx, back)
    await credit_notes.issue(ctx, made, reason="All of it after all")
    assert (await invoices.get(ctx, made)).balance_cents == 0
    await ctx.session.flush()
    numbers = [note.number for note in (await credit_notes.find(ctx, Query(sort="number"))).rows]
    assert [number[-5:] for number in numbers] == ["00001", "00002", "00003"]


async def test_a_bad_debt_is_what_is_owed_and_no_more(ctx):
    made = await an_invoice(ctx)
    await pay(ctx, made, 4_000)
    with pytest.raises(Invalid, match=r"65\.00"):
        await credit_notes.write_off(ctx, made, reason="Gone", amount_cents=6_501)
    await credit_notes.write_off(ctx, made, reason="Moved away")
    (note,) = await credit_notes.of_invoice(ctx, made)
    assert (note.kind, note.total_cents, note.tax_cents) == ("bad_debt", 6_500, 310)
    view = await invoices.get(ctx, made)
    assert (view.status, view.balance_cents, view.credit_cents) == ("paid", 0, 0)
    with pytest.raises(Invalid):
        await credit_notes.write_off(ctx, made, reason="Again")


async def test_drafts_and_voids_are_not_credited_and_a_reason_is_asked_for(ctx):
    client = await a_client(ctx)
    draft = await invoices.create(ctx, client_id=client, lines=[line(10_000)])
    with pytest.raises(Conflict, match="draft"):
        await credit_notes.issue(ctx, draft, reason="No")
    made = await an_invoice(ctx)
    with pytest.raises(Invalid, match="Say why"):
        await credit_notes.issue(ctx, made, reason=" ")
    with pytest.raises(NotFound):
        await credit_notes.issue(ctx, new_id(), reason="Nobody's")
    await invoices.void(ctx, made, "Wrong client")
    with pytest.raises(Conflict, match="void"):
        await credit_notes.issue(ctx, made, reason="No")


async def test_tax_an_imported_invoice_charged_comes_back_as_it_was_charged(ctx):
    made = await an_invoice(ctx)
    row = await ctx.session.get(Invoice, made)
    row.tax_cents, row.total_cents = 498, 10_498
    await ctx.session.flush()
    await credit_notes.issue(ctx, made, reason="All of it")
    (note,) = await credit_notes.of_invoice(ctx, made)
    assert (note.taxable_cents, note.tax_cents) == (10_000, 498)


async def test_it_is_written_down_who_credited_what(ctx):
    made = await an_invoice(ctx)
    note_id = await credit_notes.issue(ctx, made, reason="A window")
    await credit_notes.reverse(ctx, note_id)
    assert {entry.action for entry in (await invoices.get(ctx, made)).history} >= {"invoice.send"}
    written = [row.action for row in ctx.written_last]
    assert written[-2:] == ["credit_note.issue", "credit_note.reverse"] or await audited(ctx)


PARTS = st.lists(
    st.tuples(st.integers(1, 10**6), st.sampled_from([0, 5, 12, 13, 15]), st.sampled_from([0, 7])),
    min_size=1,
    max_size=4,
)


@given(PARTS, st.lists(st.integers(1, 10**6), max_size=6))
def test_whatever_is_credited_in_steps_the_last_step_takes_exactly_the_rest(sizes, amounts):
    left = [
        Part(new_id(), TaxKind.TAXABLE, base, base * rate // 100, base * other // 100)
        for base, rate, other in sizes
    ]
    everything, gone = rules.total(left), 0
    for amount in amounts:
        rest = rules.total(left)
        if amount >= rest:
            break
        parts = rules.by_amount(left, amount)
        assert rules.total(parts) == amount
        by_code = {part.code: part for part in parts}
        left = [part.less(by_code[part.code]) if part.code in by_code else part for part in left]
        assert all(min(part.base, part.tax, part.provincial) >= 0 for part in left)
        gone += amount
    assert gone + rules.total(rules.whole(left)) == everything
