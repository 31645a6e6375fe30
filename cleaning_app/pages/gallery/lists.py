"""Tables: filled and ticked, with pages before and after, empty, waiting, without a match, in trouble."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import pieces, table
from cleaning_app.components.format import STATUS_COLOURS, money, words
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.list_state import ListState
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import listing

_PEOPLE = ("Tomás Roy", "Elif Cho", "Ueda Dental", "Zoë Lavoie", "Kofi Singh", "Siobhán O'Brien")
_STATUSES = ("sent", "paid", "overdue", "partial", "draft", "void")


@dataclass
class Sample:
    """A row of a sample table."""

    id: str
    number: str
    client: str
    status: str
    colour: str
    total: str


def samples(search: str = "") -> list[Sample]:
    """Six invoices, or those of the people a search means."""
    return [
        Sample(str(n), f"INV-2026-{n:05}", who, words(s), STATUS_COLOURS[s], money(n * 43_21))
        for n, (s, who) in enumerate(zip(_STATUSES, _PEOPLE, strict=True), start=1)
        if search.lower() in who.lower()
    ]


class Samples(ListState, rx.State, mixin=True):
    """A list without a database."""

    _permission = SIGNED_IN
    _things = ("invoice", "invoices")
    _default_sort = "number"

    rows: list[Sample] = []

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        self.rows = samples(query.search)
        return listing.Page(self.rows, 18, capped=False, next="later", previous="earlier")


class FullList(Samples, rx.State):
    """Rows, some of them ticked, and neighbouring pages."""

    @handler(SIGNED_IN)
    async def tick(self, ctx: Ctx):
        """Tick two rows."""
        self.selected = ["2", "4"]


class EmptyList(Samples, rx.State):
    """Nothing yet."""

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        return listing.Page([], 0, capped=False)


class NoMatchList(Samples, rx.State):
    """Nothing that fits the filters."""

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        self.filters = {"status": "void"}
        return listing.Page([], 0, capped=False)


class WaitingList(Samples, rx.State):
    """Never loaded."""


class TroubledList(Samples, rx.State):
    """Refused."""

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        raise Invalid("Can't sort by 'moon'. Known: number, client, total.")


LOADS = [FullList.load, FullList.tick, EmptyList.load, NoMatchList.load, TroubledList.load]

_COLUMNS = [
    table.Column("Invoice", lambda r: pieces.link(r.number, href="#", class_name="name"), "number"),
    table.Column("Client", lambda r: r.client, "client"),
    table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
    table.Column("Total", lambda r: r.total, "total", right=True),
]


def tables() -> rx.Component:
    """Each state of the list, and the plain one of detail pages."""
    plain = pieces.card("Plain table", table.plain_table(_COLUMNS, FullList.rows, label="Plain"))
    foot = rx.el.tr(rx.el.td("Together", col_span=3), rx.el.td(money(907_41), class_name="right"))
    summed = pieces.card(
        "With a foot", table.plain_table(_COLUMNS, FullList.rows, label="Summed", foot=foot)
    )
    return rx.fragment(
        _list(FullList, "Filled, ticked, paged"),
        rx.el.div(_list(EmptyList, "Empty"), _list(NoMatchList, "No match"), class_name="two"),
        rx.el.div(
            _list(WaitingList, "Waiting"), _list(TroubledList, "In trouble"), class_name="two"
        ),
        rx.el.div(plain, summed, class_name="two"),
    )


def _list(state: Any, label: str) -> rx.Component:
    return table.data_table(
        state,
        _COLUMNS,
        label=label,
        nothing=pieces.empty("receipt-text", "No invoices yet", "Finish a job and bill it."),
        filters=[table.Filter("status", "Status", [("", "Any status"), ("void", "Void")])],
        bulk=[pieces.button("Send", icon_name="send")],
        csv="/v1/admin/invoices.csv",
    )
