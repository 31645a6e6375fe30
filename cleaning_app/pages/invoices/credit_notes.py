"""Invoices → Credit notes: everything that was taken off invoices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.invoices.sections import sections
from cleaning_app.services import credit_notes, listing


@dataclass
class Row:
    """A credit note in the list."""

    id: str
    number: str
    invoice: str
    invoice_id: str
    client: str
    client_id: str
    kind: str
    colour: str
    state: str
    issued: str
    reason: str
    tax: str
    total: str


class CreditNotesState(ListState, rx.State):
    """The credit notes on the screen."""

    _permission = "invoices.view"
    _things = ("credit note", "credit notes")
    _default_sort = "-issued_on"

    rows: list[Row] = []

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await credit_notes.find(ctx, query)
        self.rows = [_row(one) for one in page.rows]
        return page


def _row(one: credit_notes.NoteRow) -> Row:
    reversal = one.reversal_of_id is not None
    return Row(
        id=str(one.id),
        number=one.number,
        invoice=one.invoice_number,
        invoice_id=str(one.invoice_id),
        client=one.client_name,
        client_id=str(one.client_id),
        kind="Bad debt" if one.kind == "bad_debt" else "Credit",
        colour="amber" if one.kind == "bad_debt" else "blue",
        state="reversal" if reversal else "reversed" if one.reversed_by else "",
        issued=format.day(one.issued_on),
        reason=one.reason,
        tax=format.money(-one.tax_cents),
        total=format.money(-one.total_cents),
    )


_COLUMNS = [
    table.Column(
        "Credit note",
        lambda r: pieces.link(r.number, href="/invoices/" + r.invoice_id, class_name="name"),
        "number",
    ),
    table.Column(
        "Client", lambda r: pieces.link(r.client, href="/clients/" + r.client_id), phone="lead"
    ),
    table.Column(
        "Invoice", lambda r: pieces.link(r.invoice, href="/invoices/" + r.invoice_id), css="muted"
    ),
    table.Column("Issued", lambda r: r.issued, "issued_on", css="muted num", phone="hidden"),
    table.Column(
        "Kind",
        lambda r: rx.el.span(
            pieces.badge(r.kind, r.colour),
            rx.cond(r.state != "", rx.el.span(" ", r.state, class_name="faint")),
        ),
    ),
    table.Column("Reason", lambda r: r.reason, css="muted clip", phone="hidden"),
    table.Column("GST/HST", lambda r: r.tax, right=True, phone="hidden"),
    table.Column("Total", lambda r: r.total, "total_cents", right=True, phone="figure"),
]
_KINDS = [("", "Any kind"), ("credit", "Credit"), ("bad_debt", "Bad debt")]


@page(
    "/invoices/credit-notes",
    title="Credit notes",
    permission="invoices.view",
    module="module.invoices",
    parent="/invoices",
    on_load=CreditNotesState.load,
)
def overview() -> rx.Component:
    return rx.fragment(
        sections("/invoices/credit-notes"),
        rx.el.div(
            pieces.page_head(
                "Credit notes", under="What was taken off invoices, and debts that were given up."
            ),
            table.data_table(
                CreditNotesState,
                _COLUMNS,
                label="Credit notes",
                find="Find by number or client",
                nothing=pieces.empty(
                    "receipt-text",
                    "No credit notes yet",
                    "Open an invoice that was sent; its menu has “Credit note…”.",
                    pieces.link_button("All invoices", "/invoices"),
                ),
                filters=[table.Filter("kind", "Kind", _KINDS)],
                csv="/v1/admin/credit-notes.csv",
            ),
            class_name="page wide",
        ),
    )
