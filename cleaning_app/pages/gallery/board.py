"""The dispatch board with a card in every state, the dialog of a time that is taken, the phone's card."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.board import (
    BoardBlock,
    BoardDay,
    BoardDrive,
    BoardJob,
    BoardRow,
    dispatch_board,
)
from cleaning_app.components.booking.clash import Alternative, Clash, clash_dialog
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.context import Ctx

_DAY = "2026-11-23"
_ROWS = [
    BoardRow("1", "Amara Vasquez", "AV", "deep"),
    BoardRow("2", "Bilal Kovalenko", "BK", "move-out"),
    BoardRow("3", "Chloé Roy", "CR", "office"),
]


def _job(id: str, worker: str, at: str, minutes: int, title: str, colour: str, **more: object):
    return BoardJob(
        id, worker, f"{_DAY}T{at}", minutes, title, "Glenora", "Deep clean", colour, **more
    )  # pyright: ignore[reportArgumentType]


_JOBS = [
    _job("a", "", "10:00", 120, "Xin Petrov", "accent", status="pending"),
    _job("b", "", "13:00", 180, "Ngozi Baptiste", "blue", status="pending", window="13:00–17:00"),
    _job("c", "1", "08:30", 120, "Léa Tremblay", "accent", status="completed", locked=True),
    _job("d", "1", "11:00", 180, "Priya MacNeil", "blue", warning="Tight: 14 min drive, 5 min gap"),
    _job("e", "2", "09:00", 300, "Rosa Singh", "violet", status="in_progress"),
    _job("f", "2", "15:00", 120, "Hana Ito", "amber"),
    _job("g", "3", "08:00", 90, "Gwen Abbott", "rose", status="cancelled"),
    _job("h", "3", "10:45", 120, "Jia Nguyen", "green", status="no_show"),
]


class TakenTime(rx.State):
    """A move that was refused."""

    clash: Clash = Clash()
    alternatives: list[Alternative] = []

    @handler(SIGNED_IN)
    async def refuse(self, ctx: Ctx):
        """Open the dialog."""
        self.clash = Clash(
            "Amara Vasquez is with Léa Tremblay until 10:30.", "Xin Petrov, 10:00", "1"
        )
        self.alternatives = [
            Alternative("1", "Amara Vasquez", "AV", f"{_DAY}T18:00Z", "Today, 11:00–13:00", True),
            Alternative("3", "Chloé Roy", "CR", f"{_DAY}T17:00Z", "Today, 10:00–12:00", False),
        ]

    @handler(SIGNED_IN)
    async def close_clash(self, ctx: Ctx):
        """Close the dialog."""
        self.clash = Clash()

    @handler(SIGNED_IN)
    async def take(self, ctx: Ctx, worker_id: str, starts_at: str):
        """Take one of the alternatives."""
        self.clash = Clash()


def board() -> rx.Component:
    """A day, a day on its way, and a day without anybody."""
    drawn = dispatch_board(
        view="day",
        days=[BoardDay(_DAY, "Monday, 23 November")],
        rows=_ROWS,
        jobs=_JOBS,
        travel=[BoardDrive("1", "c", "d", 14)],
        blocks=[BoardBlock("3", f"{_DAY}T13:30", 270, "Dentist, off")],
        opens="08:00",
        closes="18:00",
        now=f"{_DAY}T10:40",
        zone="MST",
        selected="d",
        editable=False,
        label="Sample day",
    )
    waiting = dispatch_board(view="day", days=[], rows=[], jobs=[], loading=True, label="Waiting")
    clash = pieces.button("Taken time", on_click=TakenTime.refuse)
    return rx.fragment(
        pieces.card("Board", rx.el.div(drawn, style={"height": "300px"}), action=clash),
        pieces.card("Board on its way", rx.el.div(waiting, style={"height": "200px"})),
        clash_dialog(TakenTime),
    )


def phone_cards() -> rx.Component:
    """A worker's jobs: done, next, later."""
    jobs = (
        ("visit done", "9:00 – 11:00", "Done · 2h 10m", "green", "Gwen Abbott · Move-out"),
        ("visit next", "12:30 – 15:00", "Next", "blue", "Ueda Dental · Office"),
        ("visit", "16:00 – 18:00", "Confirmed", "grey", "Zoë Lavoie · Standard"),
    )
    cards = [
        rx.el.article(
            rx.el.span(
                rx.el.b(span),
                rx.el.span(pieces.badge(word, colour, plain=True), class_name="push"),
                class_name="row",
            ),
            rx.el.span(what),
            class_name=css,
        )
        for css, span, word, colour, what in jobs
    ]
    return pieces.card("On the phone", rx.el.div(*cards, class_name="card-body stack"))
