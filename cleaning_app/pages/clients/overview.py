"""Clients: the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, table, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.clients.form import address_of, client_form, fields_of
from cleaning_app.services import clients, listing


@dataclass
class Row:
    """A client in the list."""

    id: str
    name: str
    kind: str
    area: str
    contact: str
    next_visit: str
    bookings: str
    owed: str
    owes: bool
    blocked: bool


class ClientsState(ListState, forms.FormState, rx.State):
    """The clients on the screen, and the form for a new one."""

    _permission = "contacts.view"
    _things = ("client", "clients")
    _default_sort = "name"

    rows: list[Row] = []
    may_edit: bool = False
    may_see_owed: bool = False
    adding: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await clients.find(ctx, query)
        self.may_edit = ctx.can("contacts.edit")
        self.may_see_owed = clients.sees_money(ctx)
        self.rows = [_row(ctx, client) for client in page.rows]
        self.adding = self.may_edit and self._asks_for_new()
        return page

    @handler("contacts.edit")
    async def add(self, ctx: Ctx, on: bool):
        """Open or close the form for a new client."""
        self.adding = on
        return self._go(replace=True) if self._asks_for_new() else None

    @handler("contacts.edit", once=())
    async def create(self, ctx: Ctx, form: dict[str, Any]):
        """Add the client, with the address when one was typed, and go to their page."""
        address = address_of(form)
        if any(address.values()) and not address["street"].strip():
            raise Invalid("Look at the address.", errors=[FieldError("street", "Add the street.")])
        client_id = await clients.create(ctx, **fields_of(form))
        if address["street"].strip():
            await clients.add_address(ctx, client_id, **address)
        self.adding = False
        return [toast.done("Client added."), rx.redirect(f"/clients/{client_id}")]


def _row(ctx: Ctx, client: clients.ClientRow) -> Row:
    owed = client.owed_cents
    return Row(
        id=str(client.id),
        name=client.name,
        kind="Company" if client.is_company else "",
        area=client.area,
        contact=format.phone(client.phone or "") or client.email or "",
        next_visit=format.moment(client.next_visit, ctx.zone) if client.next_visit else "",
        bookings=f"{client.bookings:,}",
        owed="" if owed is None else format.money(owed),
        owes=bool(owed),
        blocked=client.is_blocked,
    )


_COLUMNS = [
    table.Column(
        "Client",
        lambda r: rx.el.span(
            pieces.link(r.name, href="/clients/" + r.id, class_name="name"),
            rx.cond(r.blocked, pieces.badge("Blocked", "red")),
            class_name="row",
        ),
        "name",
    ),
    table.Column("Kind", lambda r: r.kind, css="muted", phone="hidden"),
    table.Column("Area", lambda r: r.area, css="muted"),
    table.Column("Contact", lambda r: r.contact, css="muted"),
    table.Column("Next visit", lambda r: r.next_visit, css="num"),
    table.Column("Bookings", lambda r: r.bookings, right=True, phone="hidden"),
    table.Column(
        "Owes",
        lambda r: rx.el.span(r.owed, class_name=rx.cond(r.owes, "", "faint")),
        right=True,
        when=ClientsState.may_see_owed,
    ),
]


@page(
    "/clients",
    title="Clients",
    icon="users",
    group="Clients",
    permission="contacts.view",
    key="c",
    on_load=ClientsState.load,
)
def overview() -> rx.Component:
    new = pieces.button("New client", kind="primary", on_click=ClientsState.add(True))
    return rx.el.div(
        pieces.page_head("Clients", rx.cond(ClientsState.may_edit, new)),
        table.data_table(
            ClientsState,
            _COLUMNS,
            label="Clients",
            find="Find by name, e-mail or phone",
            nothing=pieces.empty(
                "users",
                "No clients yet",
                "Add one, or bring them all over from your old system.",
                pieces.link_button("Import clients", "/import"),
            ),
            filters=[
                table.Filter(
                    "company", "Kind", [("", "Everyone"), ("yes", "Companies"), ("no", "People")]
                ),
                table.Filter("blocked", "Blocked", [("", "Blocked or not"), ("yes", "Blocked")]),
                table.Filter("deleted", "Deleted", [("", "Current"), ("yes", "Deleted")]),
            ],
            csv="/v1/admin/clients.csv",
        ),
        overlay.drawer(
            ClientsState.adding,
            ClientsState.add(False),
            "New client",
            client_form(
                ClientsState,
                on_submit=ClientsState.create,
                on_cancel=ClientsState.add(False),
                submit="Add client",
                with_address=True,
            ),
            label="New client",
        ),
        class_name="page wide",
    )
