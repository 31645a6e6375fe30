"""Papers: what the company hands out as PDF. One way to make one.

A paper is a frozen data class (`Paper`) with amounts in cents and days as days, loaded in a
unit of work; `typeset` turns it into a PDF outside of one, by the typst template it names. Text that
people typed is data all the way: no template ever reads it as markup. The same paper gives the same
bytes.

    async with unit(identity) as ctx:
        paper = await papers.invoice(ctx, invoice_id)
    pdf = await papers.typeset(paper)

A new kind: a data class beside its `load`, and a template in `templates/` that begins with
`#import "base.typ": *`.
"""

from cleaning_app.services.papers.bundle import MOST_AT_ONCE, bundle
from cleaning_app.services.papers.credit_note_paper import CreditNotePaper
from cleaning_app.services.papers.credit_note_paper import load as credit_note
from cleaning_app.services.papers.invoice_paper import InvoicePaper
from cleaning_app.services.papers.invoice_paper import load as invoice
from cleaning_app.services.papers.paper import Paper
from cleaning_app.services.papers.receipt_paper import ReceiptPaper
from cleaning_app.services.papers.receipt_paper import load as receipt
from cleaning_app.services.papers.showing import shown
from cleaning_app.services.papers.statement_paper import StatementPaper
from cleaning_app.services.papers.statement_paper import load as statement
from cleaning_app.services.papers.typesetting import typeset

__all__ = [
    "MOST_AT_ONCE",
    "CreditNotePaper",
    "InvoicePaper",
    "Paper",
    "ReceiptPaper",
    "StatementPaper",
    "bundle",
    "credit_note",
    "invoice",
    "receipt",
    "shown",
    "statement",
    "typeset",
]
