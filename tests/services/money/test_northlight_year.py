"""A whole year of a real-looking company: what an import brings, and its GST to the cent.

The figures of the first quarter are the known ones; those of every quarter are worked out here a
second time, from the files alone, in plain decimals.
"""

from __future__ import annotations

import csv
import io
import time
from collections import defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from cleaning_app import db
from cleaning_app.domain.invoices import AgeingBucket, ageing_bucket
from cleaning_app.services import finance, gst, imports
from cleaning_app.services.finance import ageing
from tests.factories import Office

BOOKS = Path(__file__).parents[2] / "data" / "northlight.zip"
EDMONTON = ZoneInfo("America/Edmonton")
CENT = Decimal("0.01")
QUARTERS = [(date(2026, m, 1), date(2026, m + 2, d)) for m, d in ((1, 31), (4, 30), (7, 30))]
ORDER = ("clients", "workers", "bookings", "invoices", "payments", "expenses", "gst_instalments")
ROWS = {"clients": 240, "workers": 18, "bookings": 3515, "invoices": 3062, "payments": 3092,
        "expenses": 467, "gst_instalments": 3}  # fmt: skip


def content(name: str) -> bytes:
    return ZipFile(BOOKS).read(f"{name}.csv")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(name).decode("utf-8-sig"))))


async def test_the_year_comes_in_whole_and_every_quarter_is_right_on_both_bases(
    office: Office, capsys
):
    began = time.perf_counter()
    for name in ORDER:
        async with office.unit() as ctx:
            done = await imports.run(ctx, name, content(name), f"{name}.csv")
        assert (done.counts.created, done.counts.refused) == (ROWS[name], 0)
    seconds = time.perf_counter() - began
    receipts, issued = _tax_in_receipts(), _issued()
    async with db.unit(office.identity, clock=office.clock) as ctx:
        for first, last in QUARTERS:
            cash = await gst.summary(ctx, first, last, "cash")
            accrual = await gst.summary(ctx, first, last, "accrual")
            assert (cash.rows, cash.gross_cents, cash.collected_cents) == _sums(
                receipts, first, last
            )
            assert (accrual.rows, accrual.gross_cents, accrual.collected_cents) == _sums(
                issued, first, last
            )
            for basis, moved in (("cash", receipts), ("accrual", issued)):
                earned = await finance.profit_loss(ctx, first, last, basis)
                _, amounts, taxes = _sums(moved, first, last)
                assert sum(earned.revenue) == amounts - taxes
            if first.month == 1:
                assert (cash.rows, cash.gross_cents, cash.collected_cents) == (
                    767, 182_931_33, 8_653_03,
                )  # fmt: skip
                assert (accrual.rows, accrual.collected_cents) == (797, 10_320_37)
                assert (cash.expenses, cash.credits_cents) == (125, 784_35)
        for day in (date(2026, 11, 22), date(2026, 6, 30), date(2026, 3, 31)):
            owed = await ageing.totals(ctx, day)
            assert {bucket: one.cents for bucket, one in owed.buckets.items()} == _owed(day)
            assert day.month != 11 or (owed.total.invoices, owed.total.cents) == (349, 78_207_02)
    with capsys.disabled():
        print(f"\nnorthlight: {sum(ROWS.values()):,} rows in {seconds:.1f} s, three quarters exact")


Moved = tuple[date, Decimal, Decimal]
"""A day, an amount, and the tax inside it."""


def _tax_in_receipts() -> list[Moved]:
    """Tax inside each payment: what is due after it less what was due before it (spec: cumulative,
    the running total kept between nothing and the whole invoice)."""
    invoices = {row["invoice_number"]: row for row in rows("invoices")}
    paid = defaultdict(list)
    for row in rows("payments"):
        if row["status"] == "succeeded":
            paid[row["invoice_number"]].append(row)
    found: list[Moved] = []
    for number, payments in paid.items():
        tax, total = (Decimal(invoices[number][n]) for n in ("gst_amount", "total_amount"))
        running = allotted = Decimal(0)
        for row in sorted(payments, key=lambda row: (row["received_at"], row["external_id"])):
            running += Decimal(row["amount"])
            share = tax * min(max(running, Decimal(0)), total) / total if total else Decimal(0)
            due = share.quantize(CENT, ROUND_HALF_UP)
            day = datetime.fromisoformat(row["received_at"]).astimezone(EDMONTON).date()
            found.append((day, Decimal(row["amount"]), due - allotted))
            allotted = due
    return found


def _owed(day: date) -> dict[AgeingBucket, int]:
    """What the files say was unpaid at the end of a day in Edmonton, by how long it was due."""
    paid = defaultdict(Decimal)
    for row in rows("payments"):
        received = datetime.fromisoformat(row["received_at"]).astimezone(EDMONTON).date()
        if row["status"] == "succeeded" and received <= day:
            paid[row["invoice_number"]] += Decimal(row["amount"])
    found = dict.fromkeys(AgeingBucket, 0)
    for row in rows("invoices"):
        left = Decimal(row["total_amount"]) - paid[row["invoice_number"]]
        if row["status"] == "sent" and date.fromisoformat(row["issued_on"]) <= day and left > 0:
            found[ageing_bucket(date.fromisoformat(row["due_on"]), day)] += int(left * 100)
    return found


def _issued() -> list[Moved]:
    return [
        (
            date.fromisoformat(row["issued_on"]),
            Decimal(row["total_amount"]),
            Decimal(row["gst_amount"]),
        )
        for row in rows("invoices")
        if row["status"] not in ("draft", "void")
    ]


def _sums(moved: list[Moved], first: date, last: date) -> tuple[int, int, int]:
    inside = [(amount, tax) for day, amount, tax in moved if first <= day <= last]
    amounts, taxes = (sum(column) for column in zip(*inside, strict=True))
    return len(inside), int(amounts * 100), int(taxes * 100)
