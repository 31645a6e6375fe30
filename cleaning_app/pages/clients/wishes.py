"""Whom the client would like to come and whom not: a card of the client's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import clients, workers

_KINDS = [("preferred", "Prefers"), ("banned", "Doesn't want")]


@dataclass
class WishRow:
    """A worker the client said something about."""

    worker_id: str
    worker: str
    initials: str
    wanted: bool
    note: str


class WishesCard(forms.FormState, mixin=True):
    """The wishes, and the form for one more."""

    wishes: list[WishRow] = []
    wishing: bool = False
    hands: list[Option] = []

    def _wishes_of(self) -> UUID:
        """Whose page this is."""
        raise NotImplementedError

    async def _load_wishes(self, ctx: Ctx, client_id: UUID) -> None:
        self.wishes = [
            WishRow(
                str(one.worker_id),
                one.worker,
                format.initials(one.worker),
                one.kind == "preferred",
                one.note,
            )
            for one in await clients.wishes(ctx, client_id)
        ]

    @handler("contacts.edit")
    async def ask_wish(self, ctx: Ctx, on: bool):
        """Open or close the form."""
        if on:
            self.hands = [Option(str(id), name) for id, name in await workers.names(ctx)]
        self.wishing = on

    @handler("contacts.edit")
    async def save_wish(self, ctx: Ctx, form: dict[str, Any]):
        """Note what the client said."""
        chosen, client_id = str(form.get("worker", "")), self._wishes_of()
        if not chosen:
            raise Invalid.field("worker", "Choose a worker.")
        worker_id = known_id(chosen)
        note = str(form.get("note", ""))
        await clients.wish(ctx, client_id, worker_id, str(form.get("kind", "")), note=note)
        self.wishing = False
        await self._load_wishes(ctx, client_id)
        return toast.done("Noted. New bookings follow it.")

    @handler("contacts.edit")
    async def drop_wish(self, ctx: Ctx, worker_id: UUID):
        """Forget it."""
        client_id = self._wishes_of()
        gone = await clients.unwish(ctx, client_id, worker_id)
        await self._load_wishes(ctx, client_id)
        undo = type(self).wish_again(str(worker_id), gone.kind, gone.note)
        return toast.done(f"Nothing noted about {gone.worker} any more.", undo=undo)

    @handler("contacts.edit")
    async def wish_again(self, ctx: Ctx, worker_id: UUID, kind: str, note: str):
        """Undo forgetting it."""
        client_id = self._wishes_of()
        await clients.wish(ctx, client_id, worker_id, kind, note=note)
        await self._load_wishes(ctx, client_id)
        return toast.done("Noted again.")


def wishes_card(s: Any) -> rx.Component:
    """Preferred workers first, then those who shouldn't come."""

    def line(row: Any) -> rx.Component:
        drop = pieces.icon_button("x", "Forget it", on_click=s.drop_wish(row.worker_id))
        return rx.el.div(
            pieces.avatar(row.initials),
            rx.el.div(
                rx.el.span(row.worker, class_name="strong"),
                rx.cond(row.note != "", rx.el.div(row.note, class_name="faint")),
                class_name="grow",
            ),
            rx.cond(
                row.wanted,
                pieces.badge("Preferred", "green", plain=True),
                pieces.badge("Not wanted", "red", plain=True),
            ),
            rx.cond(s.may_edit, drop),
        )

    none = rx.el.p("No wishes. Whoever fits best comes.", class_name="muted card-body")
    return pieces.card(
        "Workers they like",
        rx.cond(
            s.wishes.length() > 0, rx.el.div(rx.foreach(s.wishes, line), class_name="lines"), none
        ),
        action=rx.cond(s.may_edit, pieces.button("Add", kind="quiet", on_click=s.ask_wish(True))),
    )


def wish_dialog(s: Any) -> rx.Component:
    """The form for one wish."""
    form = forms.form(
        forms.field(
            "Worker",
            forms.select("worker", s.hands, default_value=""),
            problem=s.problems["worker"],
        ),
        forms.field(
            "The client", forms.select("kind", _KINDS, default_value="preferred"),
            problem=s.problems["kind"],
        ),
        forms.field(
            "Why",
            forms.text_input("note", max_length=200, placeholder="Knows the alarm"),
            problem=s.problems["note"],
        ),
        on_submit=s.save_wish,
        on_cancel=s.ask_wish(False),
        submit="Note it",
    )  # fmt: skip
    return overlay.dialog(s.wishing, s.ask_wish(False), "Workers they like", form, label="Wish")
