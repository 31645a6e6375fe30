"""Invoices → Deposits: what was asked for, what is held, and what waits to be settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.booking.deposit import COLOURS, WORDS
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.pages.invoices.sections import sections
from cleaning_app.services import deposits, listing


@dataclass
class Row:
    """A deposit in the list."""

    id: str
    booking: str
    booking_id: str
    visit: str
    called_off: bool
    client: str
    client_id: str
    asked: str
    status: str
    colour: str
    amount: str
    held: str


@dataclass
class Figures:
    """The strip above the list."""

    asked: str = ""
    asked_under: str = ""
    held: str = ""
    held_under: str = ""
    settle: str = ""
    settle_under: str = ""


class DepositsState(ListState, rx.State):
    """The deposits on the screen."""

    _permission = "invoices.view"
    _things = ("deposit", "deposits")
    _default_sort = "-created_at"

    rows: list[Row] = []
    figures: Figures = Figures()

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await deposits.find(ctx, query)
        self.rows = [_row(ctx, one) for one in page.rows]
        totals = await deposits.totals(ctx)
        self.figures = Figures(
            format.money(totals.asked_cents),
            format.count(totals.asked, "deposit"),
            format.money(totals.held_cents),
            format.count(totals.held, "deposit"),
            format.money(totals.to_settle_cents),
            format.count(totals.to_settle, "booking"),
        )
        return page


def _row(ctx: Ctx, one: deposits.DepositRow) -> Row:
    return Row(
        id=str(one.id),
        booking=f"B-{one.booking_number:05}",
        booking_id=str(one.booking_id),
        visit=format.moment(one.starts_at, ctx.zone),
        called_off=one.booking_status in CALLED_OFF,
        client=one.client_name,
        client_id=str(one.client_id),
        asked=format.day(one.created_at.astimezone(ctx.zone).date()),
        status=WORDS[one.status],
        colour=COLOURS.get(one.status, "grey"),
        amount=format.money(one.amount_cents),
        held=format.money(one.held_cents) if one.held_cents else "",
    )


_COLUMNS = [
    table.Column(
        "Booking",
        lambda r: pieces.link(r.booking, href="/bookings/" + r.booking_id, class_name="name"),
    ),
    table.Column(
        "Client", lambda r: pieces.link(r.client, href="/clients/" + r.client_id), phone="lead"
    ),
    table.Column(
        "Visit",
        lambda r: rx.el.span(
            r.visit, rx.cond(r.called_off, rx.el.span(" · called off", class_name="warn-text"))
        ),
        css="muted num",
    ),
    table.Column("Asked", lambda r: r.asked, "created_at", css="muted num", phone="hidden"),
    table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
    table.Column("Amount", lambda r: r.amount, "amount_cents", right=True, phone="figure"),
    table.Column("Held", lambda r: r.held, right=True),
]
_STATUSES = [
    ("", "Any status"),
    ("asked", "Asked for"),
    ("held", "Held"),
    ("settle", "To settle"),
    ("used", "On the invoice"),
    ("returned", "Given back"),
    ("kept", "Kept"),
    ("waived", "Waived"),
]


@page(
    "/invoices/deposits",
    title="Deposits",
    permission="invoices.view",
    module="module.invoices",
    parent="/invoices",
    on_load=DepositsState.load,
)
def overview() -> rx.Component:
    f = DepositsState.figures
    return rx.fragment(
        sections("/invoices/deposits"),
        rx.el.div(
            pieces.page_head(
                "Deposits",
                under="Held for a visit until its invoice takes it. No sale and no GST until then.",
            ),
            pieces.kpi_strip(
                pieces.kpi(
                    "Asked for", f.asked, f.asked_under, href="/invoices/deposits?status=asked"
                ),
                pieces.kpi("Held", f.held, f.held_under, href="/invoices/deposits?status=held"),
                pieces.kpi(
                    "Called off, to settle",
                    f.settle,
                    f.settle_under,
                    href="/invoices/deposits?status=settle",
                ),
            ),
            table.data_table(
                DepositsState,
                _COLUMNS,
                label="Deposits",
                find="Find by client or booking",
                nothing=pieces.empty(
                    "piggy-bank",
                    "No deposits yet",
                    "A booking whose terms ask for one has a button for it on its page.",
                    pieces.link_button("What the terms say", "/settings/policies"),
                ),
                filters=[table.Filter("status", "Status", _STATUSES)],
            ),
            class_name="page wide",
        ),
    )
