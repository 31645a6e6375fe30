"""The gallery's page."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import chart, overlay, pieces, toast
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.gallery import board, fields, lists, small

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep")
_COLLECTED = (3020, 3310, 3990, 3400, 3550, 4050, 3200, 3400, 3980)
_CREDITS = (240, 280, 260, 310, 270, 300, 360, 330, 360)


class GalleryState(rx.State):
    """Switches for what opens and closes."""

    drawer_open: bool = False
    dialog_open: bool = False
    view: str = "board"
    as_table: bool = False

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

    @handler(SIGNED_IN)
    async def refuse(self, ctx: Ctx):
        """Show what a refusal looks like."""
        why = [FieldError("price", "Enter an amount such as 120.00.")]
        return toast.refused(Invalid("The invoice was not saved.", errors=why))

    @handler(SIGNED_IN)
    async def fail(self, ctx: Ctx):
        """Show what a fault of ours looks like."""
        return toast.failed()


@page(
    "/_gallery",
    title="Gallery",
    permission=SIGNED_IN,
    on_load=[*lists.LOADS, fields.SampleLines.write],
)
def gallery() -> rx.Component:
    return rx.el.div(
        pieces.page_head(
            "Gallery",
            pieces.button("Plain"),
            pieces.button("Primary", kind="primary", kbd="N"),
            under="Every piece, in every state.",
            extra=pieces.badge("Beside the title", "violet"),
        ),
        small.figures(),
        rx.el.div(small.buttons(GalleryState), small.badges(), class_name="two"),
        _over_the_page(),
        lists.tables(),
        board.board(),
        rx.el.div(fields.fields(), board.phone_cards(), class_name="two"),
        fields.lines(),
        rx.el.div(_chart(), small.detail(), class_name="two"),
        small.waits(GalleryState.say(False)),
        class_name="page",
    )


def _over_the_page() -> rx.Component:
    """Toasts, a drawer and a dialog, each behind a button."""
    text = rx.el.p("Escape, the cross, or a click outside closes it.", class_name="muted")
    opens = [
        pieces.button("Toast", on_click=GalleryState.say(False)),
        pieces.button("Toast with undo", on_click=GalleryState.say(True)),
        pieces.button("Refused", on_click=GalleryState.refuse),
        pieces.button("Failed", on_click=GalleryState.fail),
        pieces.button("Drawer", on_click=GalleryState.open_drawer(True)),
        pieces.button("Dialog", on_click=GalleryState.open_dialog(True)),
    ]
    return rx.fragment(
        pieces.card("Over the page", rx.el.div(*opens, class_name="card-body row wrap")),
        overlay.drawer(GalleryState.drawer_open, GalleryState.open_drawer(False), "A drawer", text),
        overlay.dialog(GalleryState.dialog_open, GalleryState.open_dialog(False), "A dialog", text),
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
