"""A change that breaks soft rules: each of them in words, and a reason for doing it all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.booking.times import FewIds, TimeRow, time_choice, time_row
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import bookings
from cleaning_app.services.bookings import NeedsReason


@dataclass
class Doubt:
    """What waits for a reason; `may` says whether this person can give one."""

    wish: str = ""
    may: bool = False


class Overriding(forms.FormState, mixin=True):
    """Mix in before rx.State. Where a service raises NeedsReason, call `_ask_why` with the deed;
    `_again` does it once more, with the reason, and `_instead` at one of the free times."""

    doubt: Doubt = Doubt()
    doubts: list[str] = []
    free_times: list[TimeRow] = []
    _waiting: dict[str, Any] = {}

    async def _ask_why(self, ctx: Ctx, refused: NeedsReason, wish: str, **deed: Any) -> None:
        """Keep the deed and open the dialog."""
        free = await bookings.free_instead(ctx, refused)
        self.free_times = [time_row(ctx, slot) for slot in free]
        self.doubts = [str(warned["message"]) for warned in refused.extra["warnings"]]
        self.doubt = Doubt(wish, bool(refused.extra["may_override"]))
        self._waiting = deed

    def _no_doubt(self) -> None:
        self.doubt, self.doubts, self.free_times, self._waiting = Doubt(), [], [], {}

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """Do the deed with its reason."""
        raise NotImplementedError

    async def _instead(
        self, ctx: Ctx, deed: dict[str, Any], starts_at: datetime, crew: list[UUID]
    ) -> Any:
        """Do the deed at another time, with who is free then."""
        raise NotImplementedError

    def _held_back(self) -> dict[str, Any]:
        if not self._waiting:
            raise Invalid("There is nothing waiting for a reason. Try your change again.")
        return self._waiting

    @handler("bookings.edit")
    async def take_free(self, ctx: Ctx, starts_at: datetime, joining: FewIds):
        """Do it at one of the free times the dialog offers."""
        deed = self._held_back()
        self._no_doubt()
        return await self._instead(ctx, deed, starts_at, joining)

    @handler("bookings.edit")
    async def insist(self, ctx: Ctx, form: dict[str, Any]):
        """Do it all the same, for a reason."""
        deed, reason = self._held_back(), str(form.get("override_reason", "")).strip()
        if not reason:
            raise Invalid.field("override_reason", "Say why; the reason stays with the booking.")
        self._no_doubt()
        return await self._again(ctx, deed, reason)

    @handler("bookings.view")
    async def let_be(self, ctx: Ctx):
        """Leave everything as it is."""
        self._no_doubt()


def override_dialog(
    state: Any, *instead: rx.Component, example: str = "The client insists on this time"
) -> rx.Component:
    """The dialog of a State with `Overriding`; once on a page. `instead` is what else can be done
    about it, `example` what a reason may look like."""
    ask = forms.form(
        forms.field(
            "Reason",
            forms.text_input(
                "override_reason",
                required=True,
                max_length=500,
                auto_focus=True,
                placeholder=example,
            ),
            help="Stays in the booking's history, with your name.",
            problem=state.problems["override_reason"],
        ),
        on_submit=state.insist,
        on_cancel=state.let_be,
        submit="Do it anyway",
    )
    refuse = rx.fragment(
        rx.el.p(
            "Somebody who makes bookings and puts crews together has to decide this.",
            class_name="muted",
        ),
        rx.el.div(pieces.button("Leave it", on_click=state.let_be), class_name="form-foot"),
    )
    return overlay.dialog(
        state.doubts.length() > 0,
        state.let_be,
        "This needs a reason",
        rx.cond(state.doubt.wish != "", rx.el.p(state.doubt.wish, class_name="muted")),
        pieces.warning(
            rx.el.ul(rx.foreach(state.doubts, lambda said: rx.el.li(said)), class_name="doubts")
        ),
        rx.cond(
            state.free_times.length() > 0,
            rx.el.div(
                rx.el.h2("Free nearby, and no rule in the way"),
                rx.foreach(state.free_times, lambda row: _free(state, row)),
                class_name="choices",
            ),
        ),
        *instead,
        rx.cond(state.doubt.may, ask, refuse),
        label="This needs a reason",
    )


def _free(state: Any, row: Any) -> rx.Component:
    return time_choice(row, state.take_free(row.starts_at, row.workers))
