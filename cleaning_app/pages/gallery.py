"""Every piece in every state on one page, to look at while building; not served in production."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import chart, forms, overlay, pieces, table, toast
from cleaning_app.components.format import STATUS_COLOURS, money, words
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import listing

_PERSON = ("Tomás Roy", "Elif Cho", "Ueda Dental", "Zoë Lavoie", "Kofi Singh", "Siobhán O'Brien")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep")
_COLLECTED = (3020, 3310, 3990, 3400, 3550, 4050, 3200, 3400, 3980)
_CREDITS = (240, 280, 260, 310, 270, 300, 360, 330, 360)


@dataclass
class Sample:
    """A row of the sample table."""

    id: str
    number: str
    client: str
    status: str
    colour: str
    total: str


class GalleryState(ListState, rx.State):
    """A list without a database, and switches for what opens and closes."""

    _permission = SIGNED_IN
    _things = ("invoice", "invoices")
    _default_sort = "number"

    rows: list[Sample] = []
    drawer_open: bool = False
    dialog_open: bool = False
    view: str = "board"
    as_table: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Sample]:
        statuses = ("sent", "paid", "overdue", "partial", "draft", "void")
        rows = [
            Sample(
                str(n),
                f"INV-2026-{n:05}",
                _PERSON[n % 6],
                words(s),
                STATUS_COLOURS[s],
                money(n * 4321),
            )
            for n, s in enumerate(statuses, start=1)
            if query.search.lower() in _PERSON[n % 6].lower()
        ]
        self.rows = rows
        return listing.Page(rows, len(rows), capped=False)

    @handler(SIGNED_IN)
    async def open_drawer(self, ctx: Ctx, on: bool):
        """Show or hide the drawer."""
        self.drawer_open = on

    @handler(SIGNED_IN)
    async def open_dialog(self, ctx: Ctx, on: bool):
        """Show or hide the dialog."""
        self.dialog_open = on

    @handler(SIGNED_IN)
    async def choose(self, ctx: Ctx, view: str):
        """Press a segment."""
        self.view = view

    @handler(SIGNED_IN)
    async def show_table(self, ctx: Ctx, on: bool):
        """Chart or table."""
        self.as_table = on

    @handler(SIGNED_IN)
    async def say(self, ctx: Ctx, undo: bool):
        """Show a toast, with undo or without."""
        again = GalleryState.say(False) if undo else None
        return toast.done("Moved Jia Nguyen to 10:45 with Chloé", undo=again)


@page("/_gallery", title="Gallery", permission=SIGNED_IN, on_load=GalleryState.load)
def gallery() -> rx.Component:
    return rx.el.div(
        pieces.page_head(
            "Gallery",
            pieces.button("Plain"),
            pieces.button("Primary", kind="primary", kbd="N"),
            under="Every piece, in every state.",
        ),
        _figures(),
        rx.el.div(_buttons(), _badges(), class_name="two"),
        _list(),
        rx.el.div(_chart(), _form(), class_name="two"),
        rx.el.div(_states(), _detail(), class_name="two"),
        _overlays(),
        class_name="page",
    )


def _figures() -> rx.Component:
    line = "0,18 14,12 28,15 42,9 56,11 70,6 86,2"
    return pieces.kpi_strip(
        pieces.kpi("Jobs today", "14", "of 46h, 73% full", line),
        pieces.kpi("Revenue this week", "$9,412", rx.el.span("+6%", class_name="good"), line),
        pieces.kpi("Unassigned", "2", rx.el.span("first at 10:00", class_name="warn-text"), line),
        pieces.kpi(
            "Owed to you",
            "$78,204",
            rx.el.span("$37,210 over 90 days", class_name="bad-text"),
            line,
        ),
    )


def _buttons() -> rx.Component:
    choices = [("board", "Board"), ("week", "Week"), ("month", "Month"), ("list", "List")]
    return pieces.card(
        "Buttons",
        rx.el.div(
            rx.el.div(
                pieces.button("Plain"),
                pieces.button("Primary", kind="primary"),
                pieces.button("Quiet", kind="quiet"),
                pieces.button("Void", kind="danger"),
                pieces.button("Waiting", disabled=True),
                pieces.icon_button("chevron-left", "Earlier"),
                class_name="row",
                style={"flexWrap": "wrap"},
            ),
            pieces.segmented(choices, GalleryState.view, GalleryState.choose, "View"),
            rx.el.div(
                pieces.button("Toast", on_click=GalleryState.say(False)),
                pieces.button("Toast with undo", on_click=GalleryState.say(True)),
                pieces.button("Drawer", on_click=GalleryState.open_drawer(True)),
                pieces.button("Dialog", on_click=GalleryState.open_dialog(True)),
                class_name="row",
                style={"flexWrap": "wrap"},
            ),
            class_name="card-body stack",
        ),
    )


def _badges() -> rx.Component:
    shown = [pieces.badge(words(status), colour) for status, colour in STATUS_COLOURS.items()]
    return pieces.card(
        "Statuses", rx.el.div(*shown, class_name="card-body row", style={"flexWrap": "wrap"})
    )


def _list() -> rx.Component:
    columns = [
        table.Column(
            "Invoice", lambda r: pieces.link(r.number, href="#", class_name="name"), "number"
        ),
        table.Column("Client", lambda r: r.client, "client"),
        table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
        table.Column("Total", lambda r: r.total, "total", right=True),
    ]
    return table.data_table(
        GalleryState,
        columns,
        label="Sample invoices",
        nothing=pieces.empty("receipt-text", "No invoices yet", "Finish a job and bill it."),
        filters=[table.Filter("status", "Status", [("", "Any status"), ("sent", "Sent")])],
        bulk=[pieces.button("Send")],
        csv="/v1/admin/invoices.csv",
    )


def _chart() -> rx.Component:
    series = [("Collected", _COLLECTED, "accent"), ("Credits", _CREDITS, "text-3")]
    light, dark = (chart.bars(_MONTHS, series, dark=d) for d in (False, True))
    behind = pieces.empty("table", "The table stands here", "Each chart has one.")
    return chart.chart_frame(
        "By month",
        GalleryState,
        chart.chart(light, dark, label="GST collected and credits by month"),
        behind,
        legend=rx.el.span(rx.el.i(), "collected", class_name="legend"),
    )


def _form() -> rx.Component:
    return pieces.card(
        "Form",
        rx.el.div(
            forms.form(
                forms.field("Name", forms.text_input("name", placeholder="Zoë Lavoie")),
                forms.columns(
                    forms.field("Amount", forms.money_input("amount"), problem=rx.Var.create("")),
                    forms.field("Day", forms.date_input("day")),
                ),
                forms.field(
                    "Phone",
                    forms.text_input("phone", default_value="12", aria_invalid=True),
                    problem=rx.Var.create("That number is too short for Canada."),
                ),
                forms.field("Method", forms.select("method", [("card", "Card"), ("cash", "Cash")])),
                forms.checkbox("send", "Send a receipt"),
                on_submit=rx.prevent_default,
                submit="Save",
            ),
            class_name="card-body",
        ),
    )


def _states() -> rx.Component:
    return rx.el.div(
        pieces.card("Waiting", pieces.skeleton(5)),
        pieces.card("Empty", pieces.empty("calendar", "Nothing booked", "Press N to book a job.")),
        rx.el.div(
            pieces.progress(
                62, "Importing bookings, 2,180 of 3,515", cancel=GalleryState.say(False)
            ),
            class_name="card card-body",
        ),
        class_name="stack",
    )


def _detail() -> rx.Component:
    return pieces.card(
        "Priya MacNeil",
        rx.el.div(
            pieces.warning("Tight: 14 min drive, 30 min gap. Snow may add about 10 min."),
            pieces.facts(
                ("Address", "10180 Windsor Ave NW, Glenora"),
                ("Crew", "Amara Vasquez"),
                ("Price", "$329.00 + $16.45 GST"),
            ),
            rx.el.ul(
                rx.el.li("Amara assigned by Priya Fri 16:42"),
                rx.el.li("Created from series 12 Oct"),
                class_name="timeline",
            ),
            class_name="card-body stack",
        ),
        note="B-03291",
        action=pieces.badge("Confirmed", "blue"),
    )


def _overlays() -> rx.Component:
    text = rx.el.p("Escape, the cross, or a click outside closes it.", class_name="muted")
    return rx.fragment(
        overlay.drawer(GalleryState.drawer_open, GalleryState.open_drawer(False), "A drawer", text),
        overlay.dialog(GalleryState.dialog_open, GalleryState.open_dialog(False), "A dialog", text),
    )
