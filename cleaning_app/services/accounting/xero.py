"""Xero's import formats: sales invoices, credit notes, bills and bank statements.

Sources: Xero Help, “Import invoices, bills and credit notes into Xero” (its template's headings, *
required; credit notes are invoices with negative amounts; everything comes in as a draft) and the
advice to import at most 500 invoices a file; “Import a CSV bank statement”: at most 1,000 lines,
money out negative. TaxType is the tax rate's display name. Days as the organisation's region writes
them, DD/MM/YYYY in Canada.
"""

from __future__ import annotations

from cleaning_app.domain.accounting import Use
from cleaning_app.services.accounting import documents, movements, spending
from cleaning_app.services.accounting.names import Names
from cleaning_app.services.accounting.parts import Limit
from cleaning_app.services.accounting.sheets import Format, Sheet
from cleaning_app.services.csv_sql import cell, dollars

_LIMIT = Limit(500, 5000)
_STATEMENT = Limit(1000, 1000)


def _day(day: str) -> str:
    return f"to_char({day}, %(dates)s)"


_ADDRESS = """
    NULL AS "POAddressLine1", NULL AS "POAddressLine2", NULL AS "POAddressLine3",
    NULL AS "POAddressLine4", NULL AS "POCity", NULL AS "PORegion", NULL AS "POPostalCode",
    NULL AS "POCountry"
"""
_TRACKING = """
    NULL AS "TrackingName1", NULL AS "TrackingOption1", NULL AS "TrackingName2",
    NULL AS "TrackingOption2"
"""

_INVOICE = f"""
    {cell("c.name")} AS "*ContactName", {cell("c.email")} AS "EmailAddress", {_ADDRESS},
    {cell("d.number")} AS "*InvoiceNumber",
    {cell("CASE WHEN d.kind <> 'invoice' THEN d.invoice ELSE '' END")} AS "Reference",
    {_day("d.day")} AS "*InvoiceDate", {_day("d.due_on")} AS "*DueDate",
    {dollars("d.total_cents")} AS "Total", NULL AS "InventoryItemCode",
    {cell(f"({documents.DESCRIPTION})")} AS "*Description",
    CASE WHEN l.is_plain THEN trim_scale(l.quantity) ELSE 1 END AS "*Quantity",
    {dollars("CASE WHEN l.is_plain THEN l.unit_price_cents ELSE l.net END")} AS "*UnitAmount",
    NULL AS "Discount", {cell("n.account")} AS "*AccountCode", {cell("n.tax_name")} AS "*TaxType",
    {dollars("l.tax + l.provincial")} AS "TaxAmount", {_TRACKING}, d.currency AS "Currency",
    NULL AS "BrandingTheme"
"""
_BILL = f"""
    {cell("e.vendor")} AS "*ContactName", NULL AS "EmailAddress", {_ADDRESS},
    {spending.NUMBER} AS "*InvoiceNumber", {_day("e.occurred_on")} AS "*InvoiceDate",
    {_day("e.occurred_on")} AS "*DueDate", {dollars("e.total_cents")} AS "Total",
    NULL AS "InventoryItemCode", {cell("v.words")} AS "Description", 1 AS "*Quantity",
    {dollars("v.cents")} AS "*UnitAmount", {cell("n.account")} AS "*AccountCode",
    {cell("n.tax_name")} AS "*TaxType", {dollars("v.tax")} AS "TaxAmount", {_TRACKING},
    %(currency)s::text AS "Currency"
"""
_STATEMENT_LINE = f"""
    {_day("m.day")} AS "*Date", {dollars("v.cents")} AS "*Amount", {cell("c.name")} AS "Payee",
    {cell("CASE WHEN v.is_fee THEN 'Card fee' ELSE m.kind || ', ' || m.method END")}
        AS "Description",
    {cell(movements.SUBJECT)} AS "Reference", NULL AS "Cheque Number"
"""

SHEETS = (
    Sheet(
        "sales_invoices",
        documents.keys(documents.CHARGES),
        documents.lines(documents.CHARGES, _INVOICE),
        _LIMIT,
        "Business → Invoices → Import; amounts are tax exclusive",
    ),
    Sheet(
        "credit_notes",
        documents.keys(documents.CREDITS),
        documents.lines(documents.CREDITS, _INVOICE),
        _LIMIT,
        "Business → Invoices → Import; negative, so they become credit notes",
    ),
    Sheet(
        "bills",
        spending.keys("true"),
        spending.lines("true", _BILL),
        _LIMIT,
        "Business → Bills to pay → Import; suppliers' refunds are negative",
    ),
    Sheet(
        "bank_statement",
        movements.BANK_KEYS,
        movements.bank_lines(_STATEMENT_LINE),
        _STATEMENT,
        "Accounting → Bank accounts → Manage account → Import a statement",
    ),
)


def steps(names: Names) -> str:
    """How to import, in order."""
    account = names.of(Use.ACCOUNT)
    dates = names.of(Use.DATES)["dates"]
    deposits = account["deposits"] or "the liability account of client deposits"
    return f"""\
Days are written {dates}, which must be the format of your organisation's region in Xero.
1. Sales invoices: say that amounts are tax exclusive. They come in as drafts: look, then approve.
2. Credit notes, the same way. Reference says which invoice to allocate each to.
3. Bills, if expenses are not taken from your bank's own feed already: never both.
4. Bank statement: into a bank account called "{account["clearing"]}", not into the account of your
   own bank's feed, which has the payouts. Reconcile each line with the invoice in its reference.
   Lines called "Card fee" belong to {account["fees"] or "the account of card fees"}; deposits are
   money received into {deposits}. Payouts to your bank are transfers out of this account; then it
   comes to nothing.
A contact that Xero doesn't know by exactly this name is made new.
Import no file twice: Xero refuses invoice numbers it has, but not bank lines.
"""


FORMAT = Format(SHEETS, steps)
