"""QuickBooks Online's import formats, as its Canadian edition takes them (Settings → Import data).

Sources: Intuit, QuickBooks help, “Import invoices in batches” (338729) and the columns named in the
Canadian community's answer 394876: marked * are required, days in the format chosen while importing,
amounts before tax, taxes by code; at most 100 invoices and 1,000 rows a file, nothing below zero.
“How to import credit notes” (332855). “Format CSV files to get bank transactions”: exactly Date,
Description, Amount, money out negative. Bills as the editions outside the United States take them.
Headings that are not QuickBooks' own are matched by hand once, on the import's second page.
"""

from __future__ import annotations

from cleaning_app.domain.accounting import Use
from cleaning_app.services.accounting import documents, movements, spending
from cleaning_app.services.accounting.names import Names
from cleaning_app.services.accounting.parts import Limit
from cleaning_app.services.accounting.sheets import Format, Sheet
from cleaning_app.services.csv_sql import cell, dollars

_LIMIT = Limit(100, 1000)
_BANK = Limit(1000, 1000)


def _day(day: str) -> str:
    return f"to_char({day}, %(dates)s)"


def _sale(sign: str) -> str:
    quantity = "CASE WHEN l.is_plain THEN trim_scale(l.quantity) ELSE 1 END"
    rate = "CASE WHEN l.is_plain THEN l.unit_price_cents ELSE l.net END"
    return f"""
    '' AS "Terms", {cell("d.memo")} AS "Memo", {cell("n.account")} AS "Item(Product/Service)",
    {cell(f"({documents.DESCRIPTION})")} AS "ItemDescription", {quantity} AS "ItemQuantity",
    {dollars(f"{sign}({rate})")} AS "ItemRate", {dollars(f"{sign}l.net")} AS "*ItemAmount",
    {cell("n.tax_name")} AS "*ItemTaxCode",
    {dollars(f"{sign}(l.tax + l.provincial)")} AS "ItemTaxAmount", d.currency AS "Currency"
    """


_INVOICE = f"""
    {cell("d.number")} AS "*InvoiceNo", {cell("c.name")} AS "*Customer",
    {_day("d.day")} AS "*InvoiceDate", {_day("d.due_on")} AS "*DueDate", {_sale("")}
"""
_CREDIT = f"""
    {cell("d.number")} AS "*CreditNoteNo", {cell("c.name")} AS "*Customer",
    {_day("d.day")} AS "*CreditNoteDate", {cell("d.invoice")} AS "AppliesTo", {_sale("-")}
"""
_ABOUT = f"""
    CASE WHEN v.is_fee THEN 'Card fee, ' ELSE '' END
    || {movements.SUBJECT} || ', ' || c.name || ', ' || m.kind || ', ' || m.method
"""
_BANK_LINE = f"""
    {_day("m.day")} AS "Date", {cell(f"({_ABOUT})")} AS "Description",
    {dollars("v.cents")} AS "Amount"
"""


def _bill(sign: str) -> str:
    return f"""
    {spending.NUMBER} AS "*BillNo", {cell("e.vendor")} AS "*Supplier",
    {_day("e.occurred_on")} AS "*BillDate", {_day("e.occurred_on")} AS "*DueDate",
    '' AS "Terms", {cell("e.supplier_gst_number")} AS "Memo", {cell("n.account")} AS "*Account",
    {cell("v.words")} AS "LineDescription", {dollars(f"{sign}v.cents")} AS "*LineAmount",
    {cell("n.tax_name")} AS "*LineTaxCode", {dollars(f"{sign}v.tax")} AS "LineTaxAmount",
    %(currency)s::text AS "Currency"
    """


SHEETS = (
    Sheet(
        "invoices",
        documents.keys(documents.CHARGES),
        documents.lines(documents.CHARGES, _INVOICE),
        _LIMIT,
        "Import data → Invoices; amounts exclude tax",
    ),
    Sheet(
        "credit_notes",
        documents.keys(documents.CREDITS),
        documents.lines(documents.CREDITS, _CREDIT),
        _LIMIT,
        "Import data → Credit notes; amounts exclude tax and are positive",
    ),
    Sheet(
        "bills",
        spending.keys(spending.BOUGHT),
        spending.lines(spending.BOUGHT, _bill("")),
        _LIMIT,
        "Import data → Bills; amounts exclude tax",
    ),
    Sheet(
        "supplier_credits",
        spending.keys(spending.REFUNDED),
        spending.lines(spending.REFUNDED, _bill("-")),
        _LIMIT,
        "refunds from suppliers, positive: QuickBooks imports none, enter them as supplier credits",
    ),
    Sheet(
        "bank",
        movements.BANK_KEYS,
        movements.bank_lines(_BANK_LINE),
        _BANK,
        "Transactions → Bank transactions → Upload from file",
    ),
)


def steps(names: Names) -> str:
    """How to import, in order."""
    account = names.of(Use.ACCOUNT)
    dates = names.of(Use.DATES)["dates"]
    return f"""\
Before: in Account and settings → Sales, turn on custom transaction numbers, so that invoices keep
theirs. The import's first page offers to make new customers and products as it goes.
1. Invoices: choose {dates} for the days and "exclusive of tax"; match each tax code once.
2. Credit notes, the same way. Column AppliesTo says which invoice to set each against.
3. Bills, if expenses are not taken from your bank's own feed already: never both.
4. Bank: into an account of type Bank called "{account["clearing"]}", not into the account of your
   own bank's feed, which has the payouts. Match each line to the invoice it names. Lines that begin
   with "Card fee" belong to "{account["fees"]}", deposits to "{account["deposits"]}". Record
   payouts to your bank as transfers out of this account; then it comes to nothing.
QuickBooks has no import for payments of invoices; matching bank lines is its own way.
The product "{account["deposits"]}" must post to the liability account of client deposits, and
"{account["bad_debts"]}" to the account of bad debts.
A line below zero (a price of one's own on an invoice) is refused by QuickBooks: enter such an
invoice by hand.
"""


FORMAT = Format(SHEETS, steps)
