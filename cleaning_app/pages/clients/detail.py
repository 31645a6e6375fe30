"""One client: contact, places, visits, invoices, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, history, overlay, pieces, table, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.history import Happening
from cleaning_app.components.loading import LoadState, named, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.clients.card import CardOnFile, card_on_file
from cleaning_app.pages.clients.form import fields_of
from cleaning_app.pages.clients.money import ClientMoney, money_card, reminders_item
from cleaning_app.pages.clients.places import PlacesCard, place_drawer, places_card
from cleaning_app.pages.clients.series import SeriesRow, repeats_of, series_card
from cleaning_app.pages.clients.statement import StatementDialog, statement_dialog
from cleaning_app.pages.clients.wishes import WishesCard, wish_dialog, wishes_card
from cleaning_app.services import audit, bookings, clients, invoices, listing


@dataclass
class Facts:
    """What the page says about the client."""

    id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    notes: str = ""
    tags: str = ""
    is_company: bool = False
    blocked: bool = False
    deleted: bool = False
    since: str = ""
    visits: str = ""
    next_visit: str = ""
    owed: str = ""
    billed: str = ""


@dataclass
class VisitRow:
    """A booking of the client."""

    id: str
    number: str
    when: str
    service: str
    crew: str
    status: str
    colour: str
    price: str


@dataclass
class InvoiceRow:
    """An invoice of the client."""

    id: str
    number: str
    issued: str
    status: str
    colour: str
    total: str
    balance: str


class ClientState(
    ClientMoney,
    CardOnFile,
    PlacesCard,
    WishesCard,
    StatementDialog,
    LoadState,
    forms.FormState,
    rx.State,
):
    """One client's page."""

    may_edit: bool = False
    sees_bills: bool = False
    client: Facts = Facts()
    repeats: list[SeriesRow] = []
    visits: list[VisitRow] = []
    bills: list[InvoiceRow] = []
    lines: list[Happening] = []
    editing: bool = False

    @handler("contacts.view", fills=True)
    async def load(self, ctx: Ctx):
        """Fill the page for the client in the address."""
        self.ready = False
        await self._refresh(ctx, address.path_id(self))
        self.ready = True

    async def _refresh(self, ctx: Ctx, client_id: UUID) -> None:
        detail = await clients.get(ctx, client_id)
        self.may_edit = ctx.can("contacts.edit")
        self.client = _facts(ctx, detail)
        self._show_places(detail.addresses)
        await self._load_wishes(ctx, client_id)
        await self._load_money(ctx, detail)
        await self._load_card(ctx, detail)
        of_client = {"client_id": str(client_id)}
        if ctx.can("bookings.view"):
            self.repeats = await repeats_of(ctx, client_id)
            query = listing.Query(sort="-starts_at", limit=12, filters=of_client)
            self.visits = [_visit(ctx, row) for row in (await bookings.find(ctx, query)).rows]
        self.sees_bills = ctx.can("invoices.view")
        if self.sees_bills:
            query = listing.Query(sort="-issued_on", limit=12, filters=of_client)
            self.bills = [_bill(row) for row in (await invoices.find(ctx, query)).rows]
        self.lines = history.happenings(ctx, await audit.history(ctx, "client", client_id))

    def _wishes_of(self) -> UUID:
        return address.known_id(self.client.id)

    def _places_of(self) -> UUID:
        return address.known_id(self.client.id)

    @handler("contacts.edit")
    async def edit(self, ctx: Ctx, on: bool):
        """Open or close the form."""
        self.editing = on

    @handler("contacts.edit")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the form."""
        client_id = address.known_id(self.client.id)
        await clients.update(ctx, client_id, **fields_of(form))
        self.editing = False
        await self._refresh(ctx, client_id)
        return toast.done("Saved.")

    @handler("contacts.edit")
    async def set_blocked(self, ctx: Ctx, blocked: bool):
        """Refuse new bookings for the client, or allow them again."""
        client_id = address.known_id(self.client.id)
        await (clients.block if blocked else clients.unblock)(ctx, client_id)
        await self._refresh(ctx, client_id)
        words = "Blocked: no new bookings." if blocked else "Unblocked."
        return toast.done(words, undo=ClientState.set_blocked(not blocked))

    @handler("contacts.edit")
    async def set_deleted(self, ctx: Ctx, deleted: bool):
        """Delete the client, or bring them back within 30 days."""
        client_id = address.known_id(self.client.id)
        await (clients.delete if deleted else clients.restore)(ctx, client_id)
        await self._refresh(ctx, client_id)
        if not deleted:
            return toast.done("Restored.")
        return toast.done("Client deleted.", undo=ClientState.set_deleted(False))


def _facts(ctx: Ctx, c: clients.ClientDetail) -> Facts:
    return Facts(
        id=str(c.id),
        name=c.name,
        email=c.email or "",
        phone=format.phone(c.phone or ""),
        notes=c.notes,
        tags=", ".join(c.tags),
        is_company=c.is_company,
        blocked=c.is_blocked,
        deleted=c.deleted_at is not None,
        since=format.day(c.since),
        visits=format.count(c.completed, "visit"),
        next_visit=format.moment(c.next_visit, ctx.zone) if c.next_visit else "None booked",
        owed="" if c.owed_cents is None else format.money(c.owed_cents),
        billed="" if c.billed_cents is None else format.money(c.billed_cents),
    )


def _visit(ctx: Ctx, b: bookings.BookingRow) -> VisitRow:
    return VisitRow(
        str(b.id),
        f"B-{b.number:05}",
        format.moment(b.starts_at, ctx.zone),
        b.service,
        ", ".join(member.name for member in b.crew),
        format.words(b.status),
        format.colour(b.status),
        format.money(b.price_cents),
    )


def _bill(i: invoices.InvoiceRow) -> InvoiceRow:
    return InvoiceRow(
        str(i.id),
        i.number,
        format.day(i.issued_on),
        format.words(i.status),
        format.colour(i.status),
        format.money(i.total_cents),
        format.money(i.balance_cents),
    )


@page(
    "/clients/[client_id]",
    title="Client",
    named=named(ClientState, ClientState.client.name),
    permission="contacts.view",
    parent="/clients",
    on_load=ClientState.load,
)
def client() -> rx.Component:
    return rx.el.div(
        shown(ClientState, _content(), 12, back=pieces.link_button("All clients", "/clients")),
        _drawers(),
        class_name="page",
    )


def _content() -> rx.Component:
    c = ClientState.client
    return rx.el.div(
        pieces.page_head(
            rx.el.span(
                c.name,
                rx.cond(c.blocked, pieces.badge("Blocked", "red")),
                rx.cond(c.deleted, pieces.badge("Deleted")),
                class_name="row",
            ),
            rx.cond(ClientState.may_edit, _actions()),
            under=rx.fragment("Client since ", c.since, " · ", c.visits),
        ),
        rx.el.div(
            rx.el.div(
                series_card(ClientState),
                _visits(),
                _bills(),
                money_card(ClientState),
                class_name="stack",
            ),
            rx.el.div(
                _contact(),
                card_on_file(ClientState),
                wishes_card(ClientState),
                places_card(ClientState),
                history.history(ClientState.lines),
                class_name="stack",
            ),
            class_name="side",
        ),
        class_name="stack",
    )


def _actions() -> rx.Component:
    c = ClientState.client
    block = rx.el.button(
        rx.cond(c.blocked, "Unblock", "Block new bookings"),
        on_click=ClientState.set_blocked(~c.blocked),
        custom_attrs={"data-close": "true"},
    )
    delete = rx.el.button(
        rx.cond(c.deleted, "Restore", "Delete"),
        class_name="danger",
        on_click=ClientState.set_deleted(~c.deleted),
        custom_attrs={"data-close": "true"},
    )
    return rx.fragment(
        pieces.button("Edit", on_click=ClientState.edit(True)),
        pieces.link_button("New booking", "/bookings/new?client=" + c.id, kind="primary"),
        pieces.more_menu(reminders_item(ClientState), block, delete),
    )


def _contact() -> rx.Component:
    c = ClientState.client
    return pieces.card(
        "Contact",
        rx.el.div(
            pieces.facts(
                ("E-mail", rx.cond(c.email != "", c.email, "None")),
                ("Phone", rx.cond(c.phone != "", c.phone, "None")),
                ("Tags", rx.cond(c.tags != "", c.tags, "None")),
                ("Next visit", c.next_visit),
                ("Owes", rx.cond(c.owed != "", c.owed, "Hidden for your role")),
                ("Billed so far", rx.cond(c.billed != "", c.billed, "Hidden for your role")),
            ),
            rx.cond(c.notes != "", rx.el.p(c.notes, class_name="muted")),
            class_name="card-body stack",
        ),
    )


def _visits() -> rx.Component:
    columns = [
        table.Column(
            "Booking", lambda r: pieces.link(r.number, href="/bookings/" + r.id, class_name="name")
        ),
        table.Column("When", lambda r: r.when),
        table.Column("Service", lambda r: r.service, css="muted"),
        table.Column("Crew", lambda r: r.crew, css="muted clip"),
        table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
        table.Column("Price", lambda r: r.price, right=True),
    ]
    none = pieces.empty("calendar", "No bookings yet", "Book the first visit with N.")
    every = pieces.link(
        "All bookings", href="/bookings?client_id=" + ClientState.client.id, class_name="link"
    )
    return pieces.card(
        "Bookings",
        rx.cond(
            ClientState.visits.length() > 0,
            table.plain_table(columns, ClientState.visits, label="Bookings"),
            none,
        ),
        action=every,
    )


def _bills() -> rx.Component:
    columns = [
        table.Column(
            "Invoice", lambda r: pieces.link(r.number, href="/invoices/" + r.id, class_name="name")
        ),
        table.Column("Issued", lambda r: r.issued),
        table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
        table.Column("Total", lambda r: r.total, right=True),
        table.Column("Balance", lambda r: r.balance, right=True),
    ]
    none = pieces.empty("receipt-text", "No invoices yet", "Finish a job and bill it.")
    every = rx.fragment(
        pieces.button(
            "Statement",
            kind="quiet",
            icon_name="file-text",
            on_click=ClientState.ask_statement(True),
        ),
        pieces.link(
            "All invoices", href="/invoices?client_id=" + ClientState.client.id, class_name="link"
        ),
    )
    return pieces.card(
        "Invoices",
        rx.cond(
            ClientState.bills.length() > 0,
            table.plain_table(columns, ClientState.bills, label="Invoices"),
            none,
        ),
        action=every,
    )


def _drawers() -> rx.Component:
    c, wrong = ClientState.client, ClientState.problems
    change = forms.form(
        forms.field(
            "Name",
            forms.text_input("name", default_value=c.name, required=True),
            problem=wrong["name"],
        ),
        forms.columns(
            forms.field(
                "E-mail", forms.text_input("email", default_value=c.email), problem=wrong["email"]
            ),
            forms.field(
                "Phone", forms.text_input("phone", default_value=c.phone), problem=wrong["phone"]
            ),
        ),
        forms.checkbox("is_company", "A company", default_checked=c.is_company),
        forms.field("Tags", forms.text_input("tags", default_value=c.tags), problem=wrong["tags"]),
        forms.field(
            "Notes", forms.textarea("notes", default_value=c.notes), problem=wrong["notes"]
        ),
        on_submit=ClientState.save,
        on_cancel=ClientState.edit(False),
        submit="Save",
    )
    return rx.fragment(
        wish_dialog(ClientState),
        statement_dialog(ClientState, c.id),
        overlay.drawer(
            ClientState.editing, ClientState.edit(False), "Edit client", change, label="Edit client"
        ),
        place_drawer(ClientState),
    )
