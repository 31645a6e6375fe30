"""README.txt and manifest.json of an accounting export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.spans import day_words
from cleaning_app.money import to_decimal_string
from cleaning_app.services.accounting.figures import Figures
from cleaning_app.services.accounting.kinds import FORMATS
from cleaning_app.services.accounting.names import Names
from cleaning_app.services.gst.asked import Asked
from cleaning_app.services.zip_stream import Written


def readme(ctx: Ctx, asked: Asked, names: Names, files: Sequence[tuple[str, str]]) -> str:
    """What is in the ZIP, how to import it, and how everything in the books was written down.

    `files` are names with where each goes.
    """
    system = names.system
    listed = "\n".join(f"{name:<24} {where}" for name, where in files)
    unnamed = ""
    if names.missing:
        lines = "\n".join(f"- {one.label}" for one in names.missing)
        unnamed = f"""
STILL TO BE NAMED (Finance → Exports → Names). Cells that need one of these are empty:
{lines}
"""
    return f"""\
{system.label} import files of {ctx.org.name}
{day_words(asked.first)} to {day_words(asked.last)}, both included, by the clocks of {ctx.org.timezone}

{listed}
sales_ledger.csv         every event that changed what clients owe, with the running balance
payments.csv             money received and given back, with the provider's fees
deposits.csv             what happened to deposits, with what is held
voided.csv               invoices that were voided, so that no number is missing without a reason
manifest.json            totals, and the SHA-256 of every file above
{unnamed}
HOW TO IMPORT
{FORMATS[system].steps(names)}
HOW THE BOOKS WERE WRITTEN DOWN
Invoices stand under their issue date. Drafts and voided invoices are left out; voided.csv lists
  the latter. A discount on the whole invoice is taken off its lines, in proportion; such a line is
  one of its net amount and says so. Several tax codes: each line has its own. Tax per line adds up
  to the invoice's own tax to the cent; provincial tax (PST, RST, QST) is in the same amount, as it
  is in the same code. If {system.label} works out another cent, the manifest has the right one.
  Invoices brought over from other books without lines have one line for each kind of supply.
Credit notes and bad debts are credits under their own date and number, bad debts under an account
  of their own. One that was reversed is followed by a charge under the reversal's number.
Part payments are bank lines of what came; the rest stays open on the invoice.
Refunds are bank lines below zero. So is what a bank took back in a dispute; if the dispute was
  won, the money is a line again. Fees are lines of their own, so that payments are gross.
Deposits come in and go back as bank lines, against the account of client deposits: no sale, no
  tax. When one goes to an invoice, a credit without tax under the same account (DEP-…) takes it
  off what the client owes; if it is put back, a charge. A deposit that was kept is such a credit
  against the invoice written for it.
Credit that a client moved from one invoice to another changes nothing they owe in all, and is in
  sales_ledger.csv only.
Expenses are bills of their day. Where only a part of the GST can be claimed (meals: 50%), the
  rest is a line of its own without tax.

CHECKS
Opening balance + invoices − credit notes − write-offs − received − deposits used = closing
balance; charges − credits in the import files = the same without what was received; the bank lines
are what was received on invoices and deposits, less fees. "totals" in manifest.json has each.
What clients owe is less the credit they hold. A voided invoice was never owed here; the page of
receivables shows it as owed until the day it was voided.
Text that a spreadsheet would take for a formula begins with an apostrophe.
The same books, names and days give the same ZIP, byte for byte; who asked is in the audit log.
"""


def manifest(
    ctx: Ctx,
    asked: Asked,
    names: Names,
    figures: Figures,
    rows: Mapping[str, int],
    written: Mapping[str, Written],
) -> str:
    """What was exported, totals that tie the files together, and their hashes. `sha256` covers
    everything but itself, in canonical JSON (sorted keys, no spaces)."""
    content: dict[str, Any] = {
        "organisation": ctx.org.name,
        "for": names.system.label,
        "from": str(asked.first),
        "to": str(asked.last),
        "time_zone": ctx.org.timezone,
        "currency": ctx.org.currency,
        "totals": _totals(figures),
        "unnamed": [one.label for one in names.missing],
        "files": {
            name: {"sha256": entry.sha256} | ({"rows": rows[name]} if name in rows else {})
            for name, entry in sorted(written.items())
        },
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    content["sha256"] = hashlib.sha256(canonical.encode()).hexdigest()
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _totals(of: Figures) -> dict[str, Any]:
    documents = (
        of.invoiced_cents - of.credited_cents - of.written_off_cents - of.deposits_used_cents
    )
    cents = {
        "opening_balance": of.opening_cents,
        "invoiced": of.invoiced_cents,
        "gst_hst": of.tax_cents,
        "provincial_tax": of.provincial_tax_cents,
        "credited": of.credited_cents,
        "written_off": of.written_off_cents,
        "received_on_invoices": of.received_cents,
        "deposits_used": of.deposits_used_cents,
        "closing_balance": of.closing_cents,
        "charges_less_credits": documents,
        "deposits_received": of.deposits_cents,
        "deposits_held_before": of.held_before_cents,
        "deposits_held_after": of.held_after_cents,
        "card_fees": of.fees_cents,
        "bank_lines": of.received_cents + of.deposits_cents - of.fees_cents,
        "expenses": of.spent_cents,
        "gst_paid": of.tax_paid_cents,
        "gst_claimable": of.claimable_cents,
    }
    return {name: to_decimal_string(value) for name, value in cents.items()}
