"""The small files of a GST export, written out of figures that are already known."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.domain.gst import Finding
from cleaning_app.domain.spans import day_words
from cleaning_app.money import to_decimal_string
from cleaning_app.services.gst.asked import Asked, Basis
from cleaning_app.services.gst.quick import QuickComparison
from cleaning_app.services.gst.summary import Summary
from cleaning_app.services.zip_stream import Written

_FINDINGS_AT_A_TIME = 500


def _csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows as the database writes its own: quoted only where needed, lines ended by LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([neutralise_cell(c) if isinstance(c, str) else c for c in row])
    return out.getvalue()


def summary_csv(summary: Summary) -> str:
    """One row: what the period comes to."""
    figures: dict[str, object] = {
        "from_date": summary.first,
        "to_date": summary.last,
        "basis": summary.basis.value,
        "sales": to_decimal_string(summary.sales_cents),
        "tax_collected": to_decimal_string(summary.tax_cents),
        "tax_paid": to_decimal_string(summary.credits_cents),
        "tax_owed": to_decimal_string(summary.owed_cents),
        "instalments_paid": to_decimal_string(summary.instalments_cents),
        "balance": to_decimal_string(summary.balance_cents),
        "currency_code": summary.currency,
        "gst_number": summary.gst_number,
    }
    return _csv([figures.keys(), figures.values()])


def worksheet_csv(summary: Summary) -> str:
    """The lines of the return."""
    lines = [
        (line.line, line.label, to_decimal_string(line.amount)) for line in summary.worksheet()
    ]
    return _csv([("line", "label", "amount"), *lines])


def quick_csv(comparison: QuickComparison) -> str:
    """The Quick Method beside the regular one, step by step."""
    quick = comparison.method
    rate = quick.remittance.rate - quick.remittance.credit
    lines = [
        ("Taxable supplies with tax", to_decimal_string(quick.supplies), ""),
        ("Remitted", to_decimal_string(quick.remitted), f"{rate / 10:.1f}% of supplies"),
        ("Credit", to_decimal_string(-quick.credit), "1% of the year's first 30,000.00"),
        ("Credits on capital purchases", to_decimal_string(-quick.capital_credits), ""),
        ("Net tax, Quick Method", to_decimal_string(quick.net), ""),
        ("Net tax, regular method", to_decimal_string(quick.regular_net), ""),
        ("Quick Method saves", to_decimal_string(quick.better_by), "negative: costs more"),
        (
            "May be chosen",
            "yes" if comparison.eligible else "no",
            "supplies of the 365 days to the period's end up to 400,000.00 with tax",
        ),
    ]
    return _csv([("item", "amount", "note"), *lines])


async def questions_csv(findings: AsyncGenerator[Finding]) -> AsyncGenerator[bytes]:
    """What an accountant would ask, a few hundred lines at a time."""
    rows: list[tuple[str, ...]] = [("question", "subject", "detail", "amount")]
    async with aclosing(findings):
        async for found in findings:
            amount = to_decimal_string(found.amount)
            rows.append((found.question.value, found.subject, found.detail, amount))
            if len(rows) >= _FINDINGS_AT_A_TIME:
                yield _csv(rows).encode()
                rows = []
    if rows:
        yield _csv(rows).encode()


def manifest(
    ctx: Ctx, asked: Asked, both: Mapping[Basis, Summary], written: Mapping[str, Written]
) -> str:
    """What was exported, the totals that tie the files together, and their hashes.

    `sha256` covers everything but itself and `asked`, in canonical JSON (sorted keys, no spaces).
    """
    own, cash, accrual = both[asked.basis], both[Basis.CASH], both[Basis.ACCRUAL]
    content: dict[str, Any] = {
        "organisation": ctx.org.name,
        "business_number": own.gst_number,
        "from": str(asked.first),
        "to": str(asked.last),
        "time_zone": ctx.org.timezone,
        "basis": asked.basis.value,
        "method": "regular",
        "currency": own.currency,
        "totals": {
            "payments": cash.rows,
            "received": to_decimal_string(cash.gross_cents),
            "tax_in_receipts": to_decimal_string(cash.collected_cents),
            "invoices": accrual.rows,
            "invoiced": to_decimal_string(accrual.gross_cents),
            "tax_on_invoices": to_decimal_string(accrual.collected_cents),
            "tax_credited": to_decimal_string(accrual.deducted_cents - accrual.added_cents),
            "expenses": own.expenses,
            "input_tax_credits": to_decimal_string(own.credits_cents),
            "instalments_paid": to_decimal_string(own.instalments_cents),
            "balance": to_decimal_string(own.balance_cents),
        },
        "files": {name: entry.sha256 for name, entry in sorted(written.items())},
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    content["sha256"] = hashlib.sha256(canonical.encode()).hexdigest()
    when = ctx.now().astimezone(ctx.zone).isoformat(timespec="seconds")
    content["asked"] = {"by": ctx.actor.name, "at": when}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


# Said only where it is charged: elsewhere it is a riddle, and the README stays as it was filed.
_PROVINCIAL = """\
PST, RST or QST is inside "amount" of payments and "total" of invoices and credit notes, and in no
other column: it is neither GST nor part of the sales (line 101), and goes to the province.
"""


def readme(ctx: Ctx, own: Summary, *, provincial_tax: bool = False) -> str:
    """What is in the ZIP and how to check it."""
    invoices = ""
    if own.basis is Basis.ACCRUAL:
        invoices = "gst_invoices.csv                 every invoice issued in the period\n"
    if own.notes:
        invoices += (
            "gst_credit_notes.csv             every credit note and bad debt of the period\n"
        )
    provincial = _PROVINCIAL if provincial_tax else ""
    days = f"{day_words(own.first)} to {day_words(own.last)}"
    return f"""\
GST export of {ctx.org.name}
{days}, both included, in {ctx.org.timezone}; basis: {own.basis.value}

gst_summary.csv                  the period in one row
gst34_worksheet.csv              the lines of the GST34 return
gst_payments.csv                 every payment and refund received in the period, the GST inside it
{invoices}\
gst_expenses.csv                 every expense; amount is what was paid, tax included
tax_instalments.csv              instalments paid in the period, or due in it and not yet paid
reconciliation_accrual_cash.csv  every invoice on which the two bases differ, and why
quick_method.csv                 what the Quick Method would owe beside the regular method
exceptions.csv                   what an accountant would ask about
manifest.json                    totals, and the SHA-256 of every file above

Amounts are dollars with two decimals. A refund is a row of its own, negative.
Cash basis: a payment carries the growth of the tax inside all that was received on its invoice so
far, so the payments of an invoice add up to its tax to the cent; what exceeds the invoice carries
none. Accrual basis: invoices by issue date, without drafts and voided ones, less credit notes and
bad debts by their own dates (lines 104 and 107 of the return).
{provincial}\
Text that a spreadsheet would take for a formula begins with an apostrophe.
The same books and the same period give the same files, byte for byte. Only "asked" in
manifest.json differs; its "sha256" covers everything else in it.
To check: sha256sum * and compare with "files" in manifest.json.
"""
