"""The GST export: same books, same bytes; what it refuses; what a spreadsheet never runs."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from datetime import date, timedelta
from zipfile import ZipFile

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.domain.gst import tax_in
from cleaning_app.errors import Forbidden, Invalid, Unavailable
from cleaning_app.models import Expense
from cleaning_app.services import expenses, gst, instalments, invoices, organisations
from cleaning_app.services.copy_out import BLOCK, copy_csv
from cleaning_app.services.csv_sql import cell
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.fetching import LONGEST_STATEMENT_MS
from tests import databases
from tests.services.money.books import a_client, a_code, a_sent_invoice, at, audited, line, pay
from tests.services.money.opened_zip import opened, read

Q1 = (date(2026, 1, 1), date(2026, 3, 31))
FORMULAS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("a","b")', 'a,"b"\nc']


async def some_books(ctx) -> None:
    """Two invoices, receipts at both edges of the quarter, an expense, an instalment."""
    client = await a_client(ctx, "=cmd|'/c calc'!A1")
    first = await a_sent_invoice(ctx, client, line(10001), line(1500, "exempt"))
    second = await a_sent_invoice(ctx, client, line(20000), issued_on=date(2026, 3, 31))
    await pay(ctx, first, 4000, at(2026, 1, 6))
    await pay(ctx, first, 9000, at(2026, 4, 1, 5, 40))  # 23:40 on 31 March in Edmonton
    await pay(ctx, second, 21000, at(2026, 4, 1, 6))  # 00:00 on 1 April
    category = (await expenses.categories(ctx))[0].id
    for note in FORMULAS:
        await expenses.create(
            ctx,
            expenses.ExpenseInput(date(2026, 3, 31), category, f"{note}.", 10500, 500, note or "x"),
        )
    await instalments.create(
        ctx, due_on=date(2026, 3, 31), amount_cents=150000, paid_on=date(2026, 3, 30), note="=Q1"
    )
    await instalments.create(ctx, due_on=date(2026, 2, 28), amount_cents=70000)


async def downloaded(office, first=Q1[0], last=Q1[1], basis="cash", role="accountant"):
    stream = await gst.download(office.as_(role), first, last, basis, clock=office.clock)
    return await read(stream)


async def test_the_zip_holds_every_file_and_its_hashes_hold(office):
    async with office.unit() as ctx:
        await some_books(ctx)
        await organisations.change_settings(ctx, gst_number="123456789RT0001")
    for basis in ("cash", "accrual"):
        found = opened(await downloaded(office, basis=basis))
        wanted = {
            "README.txt", "gst_summary.csv", "gst34_worksheet.csv", "quick_method.csv",
            "gst_payments.csv", "gst_expenses.csv", "tax_instalments.csv",
            "reconciliation_accrual_cash.csv", "exceptions.csv", "manifest.json",
        }  # fmt: skip
        assert set(found.files) == wanted | ({"gst_invoices.csv"} if basis == "accrual" else set())
        manifest = json.loads(found.files["manifest.json"])
        hashes = {
            name: hashlib.sha256(content).hexdigest()
            for name, content in found.files.items()
            if name != "manifest.json"
        }
        assert manifest["files"] == hashes
        assert manifest.pop("asked") == {"by": "Accountant", "at": "2026-11-23T08:00:00-07:00"}
        sha256 = manifest.pop("sha256")
        canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256 == hashlib.sha256(canonical.encode()).hexdigest()
        assert manifest["business_number"] == "123456789RT0001"


async def test_the_columns_are_those_the_accountant_was_promised(office):
    async with office.unit() as ctx:
        await some_books(ctx)
    found = opened(await downloaded(office, basis="accrual"))
    headers = {
        name: content.decode().split("\n")[0]
        for name, content in found.files.items()
        if name.endswith(".csv")
    }
    assert headers == {
        "gst_summary.csv": "from_date,to_date,basis,sales,tax_collected,tax_paid,tax_owed,"
        "instalments_paid,balance,currency_code,gst_number",
        "gst_payments.csv": "payment_id,invoice_number,paid_at,amount,allocated_tax,currency,method",
        "gst_expenses.csv": "expense_id,occurred_on,vendor,category,description,amount,tax",
        "tax_instalments.csv": "instalment_id,tax_type,due_on,amount,paid_on,note",
        "gst_invoices.csv": "invoice_number,issue_date,client,taxable,exempt,tax,total,status",
        "gst34_worksheet.csv": "line,label,amount",
        "reconciliation_accrual_cash.csv": "invoice_number,tax_collectible,tax_in_receipts,"
        "difference,reason",
        "quick_method.csv": "item,amount,note",
        "exceptions.csv": "question,subject,detail,amount",
    }
    lines = [row["line"] for row in found.rows("gst34_worksheet.csv")]
    assert lines == ["101", "103", "104", "105", "106", "107", "108", "109", "110", "113 A"]


async def test_the_local_day_decides_and_all_files_tie(office):
    async with office.unit() as ctx:
        await some_books(ctx)
    found = opened(await downloaded(office))
    rows = found.rows("gst_payments.csv")
    assert [row["paid_at"] for row in rows] == [
        "2026-01-06T11:00:00-07:00",
        "2026-03-31T23:40:00-06:00",
    ]
    next_quarter = opened(await downloaded(office, date(2026, 4, 1), date(2026, 6, 30)))
    assert [row["paid_at"] for row in next_quarter.rows("gst_payments.csv")] == [
        "2026-04-01T00:00:00-06:00"
    ]
    # $105.01 of it taxed: 5.00 in all, of which 4000 of 12001 cents carry 1.67.
    assert [row["allocated_tax"] for row in rows] == ["1.67", "3.33"]
    [summary] = found.rows("gst_summary.csv")
    assert summary == {
        "from_date": "2026-01-01",
        "to_date": "2026-03-31",
        "basis": "cash",
        "sales": "125.00",
        "tax_collected": "5.00",
        "tax_paid": "40.00",
        "tax_owed": "-35.00",
        "instalments_paid": "1500.00",
        "balance": "-1535.00",
        "currency_code": "CAD",
        "gst_number": "",
    }
    assert found.total("gst_expenses.csv", "tax") == 4000
    paid = [row for row in found.rows("tax_instalments.csv") if row["paid_on"]]
    assert [row["amount"] for row in paid] == ["1500.00"]
    [other] = [row for row in found.rows("tax_instalments.csv") if not row["paid_on"]]
    assert (other["due_on"], other["amount"]) == ("2026-02-28", "700.00")
    [differing] = found.rows("reconciliation_accrual_cash.csv")
    assert (differing["difference"], differing["reason"]) == (
        "10.00",
        "not paid by the end of the period",
    )


@pytest.mark.parametrize("basis", ["cash", "accrual"])
async def test_what_goes_to_a_province_is_no_sale_and_the_readme_says_where_it_stands(
    office, basis
):
    async with office.unit() as ctx:
        made = await a_sent_invoice(ctx, await a_client(ctx), line(10_000, await a_code(ctx)))
        await pay(ctx, made, 11_200, at(2026, 2, 3))
    found = opened(await downloaded(office, basis=basis))
    [summary] = found.rows("gst_summary.csv")
    assert (summary["sales"], summary["tax_collected"]) == ("100.00", "5.00")
    assert found.rows("gst34_worksheet.csv")[0]["amount"] == "100.00"
    assert b"PST, RST or QST" in found.files["README.txt"]


async def test_the_same_books_give_the_same_bytes(office):
    async with office.unit() as ctx:
        await some_books(ctx)
    first, again = await downloaded(office), await downloaded(office)
    assert first == again
    with ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    office.clock.advance(timedelta(days=40))
    later, before = opened(await downloaded(office, role="owner")), opened(first)
    differing = {name for name in before.files if before.files[name] != later.files[name]}
    assert differing == {"manifest.json"}
    stamps = [json.loads(found.files["manifest.json"])["sha256"] for found in (before, later)]
    assert stamps[0] == stamps[1]


async def test_formulas_are_text_in_every_file(office):
    async with office.unit() as ctx:
        await some_books(ctx)
    found = opened(await downloaded(office, basis="accrual"))
    descriptions = [row["description"] for row in found.rows("gst_expenses.csv")]
    assert sorted(descriptions) == sorted(neutralise_cell(note.strip()) for note in FORMULAS)
    assert found.rows("tax_instalments.csv")[1]["note"] == "'=Q1"
    assert {row["client"] for row in found.rows("gst_invoices.csv")} == {"'=cmd|'/c calc'!A1"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
@example(cells=["", "-12.50", "+1", "-", "=", "-1.", "-1e5", "\r\n", "-12\n", "١", "-١"])
async def test_the_database_neutralises_cells_as_the_rule_does(ctx, cells):
    connection = await ctx.session.connection()
    rows = await connection.exec_driver_sql(
        f"SELECT {cell('t.x')} FROM unnest(%(cells)s::text[]) WITH ORDINALITY t(x, n) ORDER BY n",
        {"cells": cells},
    )
    assert [row[0] for row in rows] == [neutralise_cell(cell) or None for cell in cells]


_cents = st.integers(-(2**31) + 1, 2**31 - 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cases=st.lists(st.tuples(st.integers(-(2**40), 2**40), _cents, _cents), max_size=300))
@example(cases=[(2**31 - 1, 2**31 - 1, 2**31 - 1), (1, -1, 2), (1, 1, 2), (-5, 5, 10), (5, 5, 0)])
async def test_the_database_rounds_tax_as_the_rule_does(ctx, cases):
    connection = await ctx.session.connection()
    running, tax, total = ([case[n] for case in cases] for n in range(3))
    rows = await connection.exec_driver_sql(
        f"SELECT {queries.tax_inside('i.running')} FROM unnest(%(r)s::bigint[], %(t)s::int[],"
        " %(s)s::int[]) WITH ORDINALITY i(running, tax_cents, total_cents, n) ORDER BY n",
        {"r": running, "t": tax, "s": total},
    )
    assert [row[0] for row in rows] == [tax_in(*case) for case in cases]


@pytest.mark.parametrize(
    ("first", "last", "basis"),
    [
        (date(2026, 3, 31), date(2026, 3, 30), "cash"),
        (date(2021, 1, 1), date(2026, 1, 2), "cash"),
        (date(1, 1, 1), date(9999, 12, 31), "cash"),
        (Q1[0], Q1[1], "barter"),
    ],
)
async def test_a_wrong_range_or_basis_is_refused_before_anything_is_sent(
    office, first, last, basis
):
    with pytest.raises(Invalid):
        await downloaded(office, first, last, basis)


@pytest.mark.parametrize("given_dates", [("2026-02-30", "2026-03-31"), ("", ""), ("1", "x" * 99)])
def test_a_wrong_date_is_named(given_dates):
    with pytest.raises(Invalid) as refused:
        gst.read_range(*given_dates)
    assert refused.value.errors[0].field == "from"


async def test_five_years_are_not_too_many(office):
    assert opened(await downloaded(office, date(2021, 3, 31), date(2026, 3, 31)))


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_only_finance_downloads(office, role):
    with pytest.raises(Forbidden):
        await downloaded(office, role=role)


async def test_a_download_is_in_the_audit_log_whether_or_not_it_was_read(office):
    stream = await gst.download(office.as_("accountant"), *Q1, "cash", clock=office.clock)
    async with office.unit() as ctx:
        assert (await audited(ctx))[-1] == "gst.export"
    await read(stream)


async def test_an_export_sees_one_state_of_the_books(office):
    async with office.unit() as ctx:
        await some_books(ctx)
    stream = await gst.download(office.as_("accountant"), *Q1, "cash", clock=office.clock)
    begun = await anext(stream)
    async with office.unit() as ctx:
        made = await a_sent_invoice(ctx, await a_client(ctx))
        await pay(ctx, made, 10500, at(2026, 2, 1))
    found = opened(begun + await read(stream))
    assert found.rows("gst_summary.csv")[0]["tax_collected"] == "5.00"
    assert found.total("gst_payments.csv", "allocated_tax") == 500
    again = opened(await downloaded(office))
    assert again.rows("gst_summary.csv")[0]["tax_collected"] == "10.00"


@pytest.fixture
def many_payments(office, server, clean_database):
    """Puts so many receipts on one invoice that they do not fit into one block."""

    async def put(count: int) -> None:
        async with office.unit() as ctx:
            made = await a_sent_invoice(ctx, await a_client(ctx))
        everything = databases.superuser_conninfo(server, databases.name_of(clean_database))
        with psycopg.connect(everything) as connection:
            # Checking every row's keys would take longer than the test.
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "INSERT INTO payments (id, org_id, invoice_id, amount_cents, currency, method,"
                " status, received_at, provider, note) SELECT gen_random_uuid(), %s, %s, 1, 'CAD',"
                " 'cash', 'succeeded', timestamptz '2026-01-01 12:00Z' + n * interval '1 minute',"
                " 'import', '' FROM generate_series(1, %s) n",
                [office.identity.org.id, made, count],
            )

    return put


async def test_whoever_stops_reading_half_way_leaves_a_connection_that_works(office, many_payments):
    await many_payments(30_000)
    for _ in range(3):
        stream = await gst.download(office.as_("owner"), *Q1, "cash", clock=office.clock)
        for _ in range(8):
            await anext(stream)
        await stream.aclose()
    pool = db.engine("app").pool
    assert pool.checkedout() == 0
    found = opened(await downloaded(office))
    assert len(found.rows("gst_payments.csv")) == 30_000


async def test_a_database_that_goes_away_half_way_is_said_so_and_comes_back(
    office, clean_database, many_payments
):
    await many_payments(60_000)
    stream = await gst.download(office.as_("owner"), *Q1, "cash", clock=office.clock)
    for _ in range(7):
        await anext(stream)
    with psycopg.connect(clean_database.conninfo("app"), autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'COPY%' AND pid <> pg_backend_pid()"
            " AND datname = current_database()"
        ).fetchall()
    assert ended == [(True,)]
    with pytest.raises(Unavailable):
        await read(stream)
    assert opened(await downloaded(office))


async def test_an_export_may_take_longer_than_a_page(office):
    async with office.unit() as ctx:
        for_pages = await ctx.session.scalar(text("SHOW statement_timeout"))
        stream = gst.export(ctx, *Q1, "cash")
        await anext(stream)
        limit = await ctx.session.scalar(text("SHOW statement_timeout"))
        await stream.aclose()
    assert (for_pages, limit) == ("5s", f"{LONGEST_STATEMENT_MS // 60_000}min")


async def test_other_work_gets_its_turn_between_any_two_blocks(office, many_payments):
    await many_payments(30_000)
    turns = 0

    async def neighbour() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(neighbour())
    waits = []
    async with office.unit() as ctx:
        before = turns
        async for block in copy_csv(ctx, "SELECT * FROM payments", {}):
            assert len(block) < 2 * BLOCK
            waits.append(turns - before)
            before = turns
    task.cancel()
    assert len(waits) > 20
    assert all(waits[1:])


async def test_questions_an_accountant_would_ask(office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        numbers = []
        for _ in range(4):
            made = await a_sent_invoice(ctx, client, line(10000))
            numbers.append((await invoices.get(ctx, made)).number)
        mixed = await invoices.create(
            ctx, client_id=client, lines=[line(3333), line(999, "exempt")], discount_cents=100,
            issued_on=date(2026, 1, 9),
        )  # fmt: skip
        await invoices.send(ctx, mixed, without_email=True)
        await ctx.session.execute(
            text("UPDATE invoices SET tax_cents = 502, total_cents = 10502 WHERE number = :n"),
            {"n": numbers[3]},
        )
        await ctx.session.execute(
            text("UPDATE invoices SET number = 'X-1' WHERE number = :n"), {"n": numbers[1]}
        )
        categories = {entry.key: entry.id for entry in await expenses.categories(ctx)}
        for key, cents, supplier in (
            ("fuel", 10500, ""), ("fuel", 10500, "1RT"), ("fuel", 9999, ""), ("meals", 2100, ""),
        ):  # fmt: skip
            ctx.session.add(
                Expense(
                    org_id=ctx.org.id, occurred_on=date(2026, 2, 1), category_id=categories[key],
                    vendor="Petro", net_cents=cents - 100, tax_cents=100, total_cents=cents,
                    supplier_gst_number=supplier,
                )
            )  # fmt: skip
    found = opened(await downloaded(office)).rows("exceptions.csv")
    assert [(row["question"], row["amount"]) for row in found] == [
        ("tax_mismatch", "0.02"),
        ("number_gap", "0.00"),
        ("missing_supplier_number", "1.00"),
        ("meals_half_credit", "0.50"),
    ]
    assert found[0]["detail"] == "Tax is 5.02; 5% of 100.00 is 5.00."
    assert found[1]["subject"] == numbers[1]
