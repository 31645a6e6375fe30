"""Invoices: what is owed, by status and age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.pages.invoices.bulk import BulkInvoices
from cleaning_app.pages.invoices.bulk_view import bulk_buttons, bulk_dialogs
from cleaning_app.pages.invoices.sections import sections
from cleaning_app.services import invoices, listing, papers
from cleaning_app.services.finance import ageing


@dataclass
class Row:
    """An invoice in the list."""

    id: str
    number: str
    client_id: str
    client: str
    issued: str
    due: str
    late: str
    status: str
    colour: str
    total: str
    balance: str


@dataclass
class Figures:
    """The strip above the list."""

    owed: str = ""
    owed_under: str = ""
    overdue: str = ""
    overdue_under: str = ""
    old: str = ""
    old_under: str = ""
    drafts: str = ""
    drafts_under: str = ""


class InvoicesState(ListState, BulkInvoices, rx.State):
    """The invoices on the screen."""

    _permission = "invoices.view"
    _things = ("invoice", "invoices")
    _default_sort = "-issued_on"

    rows: list[Row] = []
    figures: Figures = Figures()
    may_edit: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await invoices.find(ctx, query)
        self.rows = [_row(invoice) for invoice in page.rows]
        self.figures = await _figures(ctx)
        self.may_edit = ctx.can("invoices.edit")
        self.may_record = ctx.can("payments.record")
        return page

    @handler("invoices.view", module="module.invoices")
    async def download_selected(self, ctx: Ctx):
        """The ticked invoices as PDF, in one ZIP."""
        chosen = await self._chosen(ctx, invoices.find)
        if len(chosen) > papers.MOST_AT_ONCE:
            raise Invalid(f"At most {papers.MOST_AT_ONCE} at once. Narrow the list down first.")
        ids = ",".join(str(id) for id in chosen)
        return rx.download(url=f"/v1/admin/invoices.zip?ids={ids}", filename="invoices.zip")


def _row(i: invoices.InvoiceRow) -> Row:
    return Row(
        id=str(i.id),
        number=i.number,
        client_id=str(i.client_id),
        client=i.client_name,
        issued=format.day(i.issued_on),
        due=format.day(i.due_on),
        late=format.count(i.days_late, "day") + " late" if i.days_late else "",
        status=format.words(i.status),
        colour=format.colour(i.status),
        total=format.money(i.total_cents),
        balance=format.money(0 if i.status == "void" else i.balance_cents),
    )


async def _figures(ctx: Ctx) -> Figures:
    owed = await ageing.totals(ctx)
    drafts = (await invoices.tiles(ctx))["draft"]
    return Figures(
        owed=format.money(owed.total.cents),
        owed_under=format.count(owed.total.invoices, "invoice"),
        overdue=format.money(owed.overdue.cents),
        overdue_under=format.count(owed.overdue.invoices, "invoice"),
        old=format.money(owed.over_90.cents),
        old_under=format.count(owed.over_90.invoices, "invoice"),
        drafts=format.money(drafts.total_cents),
        drafts_under=format.count(drafts.count, "draft"),
    )


_COLUMNS = [
    table.Column(
        "Invoice",
        lambda r: pieces.link(r.number, href="/invoices/" + r.id, class_name="name"),
        "number",
    ),
    table.Column(
        "Client",
        lambda r: pieces.link(r.client, href="/clients/" + r.client_id),
        phone="lead",
    ),
    table.Column("Issued", lambda r: r.issued, "issued_on", css="muted num", phone="hidden"),
    table.Column(
        "Due",
        lambda r: rx.el.span(
            rx.el.span(r.due, " ", class_name="at-wide"), rx.el.span(r.late, class_name="bad-text")
        ),
        "due_on",
        css="muted num",
    ),
    table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
    table.Column("Total", lambda r: r.total, "total_cents", right=True, phone="figure"),
    table.Column("Balance", lambda r: r.balance, right=True),
]

_STATUSES = [
    ("", "Any status"),
    ("open", "Owed"),
    ("declined", "Payment declined"),
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("partial", "Part paid"),
    ("overdue", "Overdue"),
    ("paid", "Paid"),
    ("void", "Void"),
]
_AGES = [
    ("", "Any age"),
    ("current", "Not due yet"),
    ("1-30", "1–30 days late"),
    ("31-60", "31–60 days late"),
    ("61-90", "61–90 days late"),
    ("90+", "Over 90 days late"),
]


@page(
    "/invoices",
    title="Invoices",
    icon="receipt-text",
    group="Money",
    permission="invoices.view",
    module="module.invoices",
    key="i",
    position=10,
    on_load=InvoicesState.load,
)
def overview() -> rx.Component:
    f = InvoicesState.figures
    return rx.fragment(
        sections("/invoices"),
        rx.el.div(
            pieces.page_head(
                "Invoices",
                rx.cond(
                    InvoicesState.may_edit,
                    pieces.link_button("New invoice", "/invoices/new", kind="primary"),
                ),
            ),
            pieces.kpi_strip(
                pieces.kpi("Owed to you", f.owed, f.owed_under, href="/invoices?status=open"),
                pieces.kpi("Overdue", f.overdue, f.overdue_under, href="/invoices?status=overdue"),
                pieces.kpi("Over 90 days late", f.old, f.old_under, href="/invoices?age=90%2B"),
                pieces.kpi("In drafts", f.drafts, f.drafts_under, href="/invoices?status=draft"),
            ),
            table.data_table(
                InvoicesState,
                _COLUMNS,
                label="Invoices",
                find="Find by number or client",
                nothing=pieces.empty(
                    "receipt-text",
                    "No invoices yet",
                    "Finish a job and bill it from its page, or write one here.",
                    pieces.link_button("New invoice", "/invoices/new"),
                ),
                filters=[
                    table.Filter("status", "Status", _STATUSES),
                    table.Filter("age", "Age", _AGES),
                ],
                bulk=[
                    *bulk_buttons(InvoicesState),
                    pieces.button(
                        "PDFs", icon_name="download", on_click=InvoicesState.download_selected
                    ),
                ],
                csv="/v1/admin/invoices.csv",
            ),
            bulk_dialogs(InvoicesState),
            class_name="page wide",
        ),
    )
