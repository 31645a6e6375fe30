"""Bookings: every visit, by status, worker, service, client and days."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces, table
from cleaning_app.components.booking.bulk import BulkActions, bulk_buttons
from cleaning_app.components.booking.bulk_forms import bulk_dialogs
from cleaning_app.components.booking.rows import COLUMNS, STATUSES, Row, row
from cleaning_app.components.list_state import ListState
from cleaning_app.components.options import Option
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import bookings, catalogue, listing, workers


class BookingsState(BulkActions, ListState, rx.State):
    """The bookings on the screen."""

    _permission = "bookings.view"
    _things = ("booking", "bookings")
    _default_sort = "-starts_at"

    rows: list[Row] = []
    workers: list[Option] = []
    services: list[Option] = []
    client: str = ""
    may_edit: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await bookings.find(ctx, query)
        self.rows = [row(ctx, one) for one in page.rows]
        self.workers = [Option(str(id), name) for id, name in await workers.names(ctx)]
        kinds = await catalogue.services(ctx, all=True)
        self.services = [Option(str(kind.id), kind.name) for kind in kinds]
        # The address names the client by id; the first row knows what they are called.
        self.client = page.rows[0].client if query.filters.get("client_id") and page.rows else ""
        self.may_edit = ctx.can("bookings.edit")
        return page


def _day(name: str, label: str) -> rx.Component:
    """A day that narrows the list down."""
    day = forms.date_input(
        name,
        value=BookingsState.filters[name].to(str),
        on_change=lambda value: BookingsState.set_filter(name, value),
        placeholder=f"{label} any day",
        aria_label=label,
    )
    return rx.el.span(day, class_name="inline-field")


@page(
    "/bookings",
    title="Bookings",
    icon="list",
    group="Work",
    permission="bookings.view",
    key="b",
    position=20,
    on_load=BookingsState.load,
)
def overview() -> rx.Component:
    new = pieces.link_button("New booking", "/bookings/new", kind="primary")
    of_client = rx.cond(
        BookingsState.client != "",
        rx.el.button(
            "Only ",
            BookingsState.client,
            pieces.icon("x", 13),
            type="button",
            class_name="btn",
            on_click=BookingsState.set_filter("client_id", ""),
        ),
    )
    return rx.el.div(
        pieces.page_head("Bookings", rx.cond(BookingsState.may_edit, new)),
        table.data_table(
            BookingsState,
            COLUMNS,
            label="Bookings",
            find="Find by number or client",
            nothing=pieces.empty(
                "list",
                "No bookings yet",
                "Book the first visit with N, or import last year's books.",
                pieces.link_button("New booking", "/bookings/new"),
            ),
            filters=[
                table.Filter("status", "Status", STATUSES),
                table.Filter("worker_id", "Any worker", BookingsState.workers),
                table.Filter("service_id", "Any service", BookingsState.services),
                table.Filter(
                    "unassigned",
                    "Crew",
                    [("", "Assigned or not"), ("yes", "Unassigned"), ("no", "Assigned")],
                ),
            ],
            tools=[_day("from", "From"), _day("to", "To"), of_client],
            bulk=bulk_buttons(BookingsState),
            csv="/v1/admin/bookings.csv",
        ),
        bulk_dialogs(BookingsState),
        class_name="page wide",
    )
