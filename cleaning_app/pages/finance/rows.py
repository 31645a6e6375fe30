"""The rows behind any figure of Finance: what it is made of, to the cent, with links to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import finance, listing
from cleaning_app.services.finance import Entry

ROUTE = "/finance/rows"
_KINDS = {
    "credit_note": "Credit note",
    "payment": "Payment",
    "invoice": "Invoice",
    "expense": "Expense",
    "booking": "Visit",
    "recurring": "Recurring",
    "pay": "Pay sheet",
    "return": "GST",
    "instalment": "Instalment",
    "bank": "Bank line",
}


def rows_of(address: str) -> str:
    """The page with the rows of a figure (`services.finance.address`)."""
    return f"{ROUTE}?{address}"


@dataclass
class Row:
    """One entry."""

    id: str
    day: str
    kind: str
    number: str
    who: str
    what: str
    cents: str
    href: str


class FigureState(ListState, rx.State):
    """A figure and a page of its rows; which figure is in the address."""

    _permission = "finance.view"
    _things = ("row", "rows")

    rows: list[Row] = []
    called: str = ""
    words: str = ""
    amount: str = ""
    counted: str = ""
    _arguments: dict[str, str] = {}

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        # Which figure it is stays apart from what narrows the list down: that can be cleared.
        self._arguments = {k: v for k, v in query.filters.items() if k in finance.ARGUMENTS}
        self.filters = {}
        figure = await finance.figure(ctx, query)
        self.called, self.words = figure.title, figure.words
        # All of them, whatever the list below is narrowed down to.
        self.amount = format.money(figure.cents)
        self.counted = format.count(figure.rows, *self._things)
        found = await finance.rows(ctx, query)
        self.rows = [_row(one) for one in found.rows]
        return found

    def _address_parts(self) -> dict[str, str]:
        return super()._address_parts() | self._arguments


def _row(one: Entry) -> Row:
    return Row(
        id=one.id,
        day=format.day(one.day),
        kind=_KINDS.get(one.kind, ""),
        number=one.number or _KINDS.get(one.kind, ""),
        who=one.who,
        what=format.words(one.what) if one.kind == "payment" else one.what,
        cents=format.money(one.cents),
        href=href_of(one),
    )


def href_of(one: Entry) -> str:
    """Where an entry is looked at; "" where there is no such page."""
    days = {"from": str(one.day), "to": str(one.day)}
    places = {
        "invoice": f"/invoices/{one.thing}",
        "credit_note": f"/invoices/{one.thing}",
        "payment": f"/invoices/{one.thing}",
        "booking": f"/bookings/{one.thing}",
        "expense": f"/finance/expenses?{urlencode(days | {'vendor': one.who})}",
        "recurring": "/finance/expenses/recurring",
        "bank": "/finance/expenses/bank/in",
        "pay": f"/payroll?period={one.day}",
        "return": "/finance/gst",
        "instalment": "/finance/gst",
    }
    known = one.thing is not None or one.kind in ("recurring", "return")
    return places.get(one.kind, "") if known else ""


def _name(row: Any) -> rx.Component:
    return rx.cond(
        row.href != "",
        pieces.link(row.number, href=row.href, class_name="name"),
        rx.el.span(row.number, class_name="strong"),
    )


_COLUMNS = [
    table.Column("Row", _name),
    table.Column("Day", lambda r: r.day, "day", css="muted num"),
    table.Column("Who", lambda r: r.who, "who"),
    table.Column("What", lambda r: r.what, css="muted clip"),
    table.Column("Amount", lambda r: r.cents, "cents", right=True),
]


@page(
    ROUTE,
    title="Rows",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    named=FigureState.called,
    on_load=FigureState.load,
)
def rows_page() -> rx.Component:
    s = FigureState
    head = rx.el.div(
        rx.el.div(
            rx.el.h1(rx.cond(s.called != "", s.called, "Rows behind a figure"), class_name="big"),
            rx.el.div(s.words, class_name="muted", style={"marginTop": "2px"}),
        ),
        rx.el.div(
            rx.el.span(s.amount, class_name="figure num"),
            rx.el.span("sum of ", s.counted, class_name="faint num"),
            class_name="figure-sum push",
        ),
        class_name="page-head",
    )
    listed = table.data_table(
        s,
        _COLUMNS,
        label="Rows behind the figure",
        find="Find by number, name or words",
        nothing=pieces.empty(
            "rows-3", "Nothing behind this figure", "It is zero: no row counts towards it."
        ),
        csv="/v1/admin/finance/rows.csv",
        views=False,
    )
    return rx.el.div(head, listed, class_name="page wide")
