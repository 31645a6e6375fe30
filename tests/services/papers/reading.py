"""What a PDF says, read back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pypdf import PdfReader

from cleaning_app.services.papers.invoice_paper import InvoicePaper, Line, Paying, Tax
from cleaning_app.services.papers.paper import Company, Party

NORTHLIGHT = Company(
    name="Northlight Cleaning",
    lines=("10180 101 Street NW", "Edmonton, AB T5J 3S4"),
    gst_number="812345678 RT0001",
)

AN_INVOICE = InvoicePaper(
    company=NORTHLIGHT,
    made_on=date(2026, 11, 24),
    number="INV-2026-00412",
    status="sent",
    client=Party(name="Gwen Abbott", lines=("8315 101 St NW", "Edmonton, AB")),
    issued_on=date(2026, 11, 24),
    due_on=date(2026, 12, 8),
    paid_on=None,
    lines=(
        Line(
            description="Standard clean",
            quantity=Decimal(1),
            unit_price_cents=18900,
            tax="GST 5%",
            amount_cents=18900,
        ),
    ),
    subtotal_cents=18900,
    discount_cents=None,
    taxes=(Tax(name="GST 5%", base_cents=18900, tax_cents=945),),
    total_cents=19845,
    payments=(),
    balance_cents=19845,
    is_owed=True,
    pay=Paying(),
    notes="",
    terms="",
)


def with_text(text: str) -> InvoicePaper:
    """An invoice on which people typed this wherever they may type."""
    company = replace(NORTHLIGHT, name=text, lines=(text,), footer=text, phone=text, email=text)
    line = replace(AN_INVOICE.lines[0], description=text, tax=text)
    client = Party(name=text, lines=(text, text), email=text)
    pay = Paying(etransfer=text, instructions=text)
    tax = Tax(name=text, base_cents=18900, tax_cents=945)
    return replace(
        AN_INVOICE, company=company, client=client, lines=(line,), notes=text, terms=text,
        number=text, pay=pay, taxes=(tax,),
    )  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    """The text of each page, squeezed: where letters are kerned, readers see spaces."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Text without spaces of any kind."""
    return re.sub(r"\s+", "", text)


def count(pdf: bytes, text: str) -> int:
    """How often a text stands in a PDF."""
    return "".join(pages(pdf)).count(squeezed(text))


def says(pdf: bytes, *texts: str) -> bool:
    """Whether every one of these texts stands in a PDF; a missing one is named."""
    missing = [text for text in texts if not count(pdf, text)]
    assert not missing, (missing, pages(pdf))
    return True


def links_of(pdf: bytes) -> set[str]:
    """Where its links lead."""
    found: set[str] = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for annotation in page.get("/Annots") or []:
            action = annotation.get_object().get("/A")
            if action is not None:
                found.add(str(action["/URI"]))
    return found
