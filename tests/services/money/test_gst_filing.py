"""A return that was filed: kept as it was, its days closed on every way in, withdrawn with a reason."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.services import audit, expenses, gst, instalments, invoices, payments
from cleaning_app.services.invoices import many
from cleaning_app.services.payments.annotate import annotate
from tests.services.money.books import a_client, a_sent_invoice, at, audited, pay
from tests.services.money.opened_zip import opened

Q1 = date(2026, 1, 1), date(2026, 3, 31)
Q2 = date(2026, 4, 1), date(2026, 6, 30)


@pytest.fixture
async def books(office):
    """An invoice of January paid in March, and the return of that quarter."""
    async with office.unit() as ctx:
        client = await a_client(ctx)
        invoice = await a_sent_invoice(ctx, client)
        paid = await pay(ctx, invoice, 10500, at(2026, 3, 31))
        category = (await expenses.categories(ctx))[0].id
        spent = await expenses.create(
            ctx, expenses.ExpenseInput(date(2026, 2, 1), category, "Costco", 2100, 100)
        )
        filing = await gst.file(ctx, *Q1, basis="accrual", confirmation="CRA-1")
    return {
        "client": client, "invoice": invoice, "payment": paid.payment_id,
        "category": category, "expense": spent, "filing": filing,
    }  # fmt: skip


async def test_a_return_keeps_its_figures_and_its_export(office, books):
    async with office.unit("accountant") as ctx:
        [filing] = await gst.filings(ctx)
        assert (filing.net_cents, filing.confirmation, filing.stands) == (400, "CRA-1", True)
        copy = await gst.copy_of(ctx, filing.id)
        kept = opened(b"".join([piece async for piece in copy.pieces]))
        assert copy.name == "gst_filed_2026-01-01_2026-03-31.zip"
        assert json.loads(kept.files["manifest.json"])["sha256"] == filing.digest
        assert kept.rows("gst_summary.csv")[0]["tax_collected"] == "5.00"
        statuses = {one.key: one.status for one in await gst.calendar(ctx)}
        assert (statuses["2026-Q1"], statuses["2026-Q2"]) == ("filed", "overdue")
        assert "gst.file" in await audited(ctx)


def closing(books):
    """Every way to change what was filed, by name."""
    day, moment = date(2026, 3, 15), at(2026, 3, 15)

    async def send_a_draft_of_then(ctx):
        made = await invoices.create(
            ctx, client_id=books["client"], lines=[invoices.NewLine("x", 100)], issued_on=day
        )
        await invoices.send(ctx, made, without_email=True)

    async def raw(ctx, statement):
        await ctx.session.execute(text(statement), books)

    spent = expenses.ExpenseInput(day, books["category"], "Costco", 1050, 50)
    return {
        "an earlier payment": lambda ctx: pay(ctx, books["invoice"], 100, moment),
        "an earlier refund": lambda ctx: payments.refund(
            ctx, books["payment"], amount_cents=100, received_at=at(2026, 3, 31, 20)
        ),
        "an earlier invoice": send_a_draft_of_then,
        "a void": lambda ctx: invoices.void(ctx, books["invoice"], "Wrong"),
        "an earlier expense": lambda ctx: expenses.create(ctx, spent),
        "another expense figure": lambda ctx: expenses.update(
            ctx, books["expense"], replace(spent, occurred_on=date(2026, 2, 1))
        ),
        "an expense deleted": lambda ctx: expenses.delete(ctx, books["expense"]),
        "an instalment paid then": lambda ctx: instalments.create(
            ctx, due_on=day, amount_cents=100, paid_on=day
        ),
        "a payment moved away": lambda ctx: raw(
            ctx, "UPDATE payments SET received_at = now() WHERE id = :payment"
        ),
        "a payment that failed after all": lambda ctx: raw(
            ctx, "UPDATE payments SET status = 'failed' WHERE id = :payment"
        ),
        "a row deleted": lambda ctx: raw(ctx, "DELETE FROM payments WHERE id = :payment"),
    }


async def test_nothing_dated_in_a_filed_period_is_written_or_changed(office, books):
    for name, deed in closing(books).items():
        with pytest.raises(Conflict) as refused:
            async with office.unit() as ctx:
                await deed(ctx)
        assert "filed" in refused.value.detail, name
    async with office.unit() as ctx:
        found = await gst.summary(ctx, *Q1, "accrual")
        assert (found.collected_cents, found.credits_cents) == (500, 100)


async def test_many_at_once_leave_out_what_is_closed_and_do_the_rest(office, books):
    async with office.unit() as ctx:
        later = await a_sent_invoice(ctx, books["client"], issued_on=date(2026, 4, 2))
        await payments.take_back(ctx, books["payment"])
        done = await many.void(ctx, [books["invoice"], later], "Wrong client")
        assert [one.id for one in done.refused] == [books["invoice"]]
        assert "filed" in done.refused[0].reason
    async with office.unit() as ctx:
        assert (await invoices.get(ctx, later)).status == "void"
        assert (await invoices.get(ctx, books["invoice"])).status != "void"


async def test_what_does_not_change_a_figure_may_still_be_changed(office, books):
    async with office.unit() as ctx:
        given = expenses.ExpenseInput(
            date(2026, 2, 1), books["category"], "Costco Wholesale", 2100, 100
        )
        await expenses.update(ctx, books["expense"], given)
        await annotate(ctx, books["payment"], "by cheque 12")
        found = await expenses.get(ctx, books["expense"])
        assert (found.vendor, found.tax_cents) == ("Costco Wholesale", 100)


async def test_corrections_are_rows_of_today(office, books):
    async with office.unit() as ctx:
        await payments.take_back(ctx, books["payment"])
        late = await payments.record(
            ctx, books["invoice"], amount_cents=10500, method="card",
            received_at=at(2026, 3, 15), provider="stripe", provider_ref="pi_1",
        )  # fmt: skip
        moments = dict(
            (await ctx.session.execute(text("SELECT id, received_at FROM payments"))).all()
        )
        assert moments[late.payment_id] == ctx.now()
        assert sorted(moments.values())[1:] == [ctx.now(), ctx.now()]
        assert (await gst.summary(ctx, *Q1, "cash")).collected_cents == 500


async def test_what_a_person_dates_in_closed_days_is_refused_and_never_dated_anew(office, books):
    for provider in ("office", "api"):
        with pytest.raises(Conflict, match="filed"):
            async with office.unit() as ctx:
                await payments.record(
                    ctx, books["invoice"], amount_cents=100, method="cheque",
                    received_at=at(2026, 3, 15), provider=provider,
                )  # fmt: skip


async def test_returns_are_filed_in_order_and_withdrawn_from_the_end(office, books):
    first = books["filing"].id
    async with office.unit() as ctx:
        second = (await gst.file(ctx, *Q2)).id
    for period in (Q1, Q2):
        with pytest.raises(Conflict, match="closed through 30 June 2026"):
            async with office.unit() as ctx:
                await gst.file(ctx, *period)
    with pytest.raises(Conflict, match="later return"):
        async with office.unit() as ctx:
            await gst.withdraw(ctx, first, "Wrong")
    async with office.unit() as ctx:
        await gst.withdraw(ctx, second, "Wrong")
        await gst.withdraw(ctx, first, "Wrong too")
        await pay(ctx, books["invoice"], 100, at(2026, 3, 15))
        again = await gst.file(ctx, *Q1, basis="accrual")
        assert again.digest != books["filing"].digest
        assert [one.stands for one in await gst.filings(ctx)] == [False, True, False]


@pytest.mark.parametrize(
    ("first", "last", "more", "words"),
    [
        (date(2026, 4, 1), date(2026, 5, 31), {}, "whole period"),
        (date(2026, 10, 1), date(2026, 12, 31), {}, "not ended"),
        (*Q2, {"filed_on": date(2026, 6, 30)}, "after the period's end"),
        (*Q2, {"filed_on": date(2027, 1, 1)}, "not after today"),
        (*Q2, {"confirmation": "x" * 61}, "60 characters"),
    ],
)
async def test_a_return_that_can_not_be_is_refused_in_words(office, first, last, more, words):
    with pytest.raises(Invalid, match=words):
        async with office.unit() as ctx:
            await gst.file(ctx, first, last, **more)


async def test_filing_waits_for_who_is_writing_and_counts_them(office, books):
    """A payment that was being written when the return was filed is either in it or refused."""
    async with office.unit() as ctx:
        late = await a_sent_invoice(ctx, books["client"], issued_on=date(2026, 4, 2))
    writing, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with office.unit() as ctx:
            await pay(ctx, late, 10500, at(2026, 5, 1))
            writing.set()
            await go_on.wait()

    async def file() -> gst.Filing:
        await writing.wait()
        async with office.unit() as ctx:
            asyncio.get_running_loop().call_later(0.3, go_on.set)
            return await gst.file(ctx, *Q2, basis="cash")

    _, filing = await asyncio.gather(write(), file())
    assert filing.net_cents == 500


async def test_another_company_files_for_itself(office, new_office, books):
    other = await new_office("Elsewhere")
    async with other.unit() as ctx:
        assert await gst.filings(ctx) == []
        invoice = await a_sent_invoice(ctx, await a_client(ctx))
        await pay(ctx, invoice, 100, at(2026, 3, 15))


@pytest.mark.parametrize("role", ["dispatcher", "worker"])
async def test_only_finance_files(office, role):
    with pytest.raises(Forbidden):
        async with office.unit(role) as ctx:
            await gst.file(ctx, *Q1)


async def test_the_log_names_the_period(office, books):
    async with office.unit() as ctx:
        [entry] = await audit.history(ctx, "gst", books["filing"].id)
        assert entry.action == "gst.file"


async def test_a_return_whose_days_changed_after_it_was_filed_is_asked_about(office, books):
    async def asked_about(ctx) -> list[dict[str, str]]:
        pieces = gst.export(ctx, *Q1, "accrual")
        found = opened(b"".join([piece async for piece in pieces])).rows("exceptions.csv")
        return [row for row in found if row["question"] == "edited_after_filing"]

    async with office.unit() as ctx:
        await gst.withdraw(ctx, books["filing"].id, "A receipt was missing")
        assert await asked_about(ctx) == []
        spent = expenses.ExpenseInput(date(2026, 3, 1), books["category"], "Uline", 1050, 50)
        await expenses.create(ctx, spent)
        [row] = await asked_about(ctx)
        assert (row["amount"], row["subject"]) == ("-0.50", "Return 2026-01-01 to 2026-03-31")
        await gst.file(ctx, *Q1, basis="accrual")
        # Who compares the two returns with the CRA finds why still.
        assert await asked_about(ctx) == [row]
