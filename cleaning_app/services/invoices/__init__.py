"""Invoices: what a client owes, from draft to paid. One verb, one file."""

from cleaning_app.services.invoices.create import create, create_from_booking
from cleaning_app.services.invoices.edit import edit
from cleaning_app.services.invoices.find import find, tiles
from cleaning_app.services.invoices.get import balance_of, get
from cleaning_app.services.invoices.links import by_token, link_of, new_link
from cleaning_app.services.invoices.send import Sent, send
from cleaning_app.services.invoices.state import flip_overdue, restate
from cleaning_app.services.invoices.tax_lines import MOST_LINES, NewLine, reckon
from cleaning_app.services.invoices.unbilled import Unbilled, unbilled
from cleaning_app.services.invoices.views import (
    InvoiceRow,
    InvoiceView,
    LineView,
    PaymentView,
    Tile,
)
from cleaning_app.services.invoices.void import void

__all__ = [
    "MOST_LINES",
    "InvoiceRow",
    "InvoiceView",
    "LineView",
    "NewLine",
    "PaymentView",
    "Sent",
    "Tile",
    "Unbilled",
    "balance_of",
    "by_token",
    "create",
    "create_from_booking",
    "edit",
    "find",
    "flip_overdue",
    "get",
    "link_of",
    "new_link",
    "reckon",
    "restate",
    "send",
    "tiles",
    "unbilled",
    "void",
]
