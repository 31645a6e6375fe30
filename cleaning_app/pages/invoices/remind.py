"""Reminding a client of an invoice from its page, with the words before they are sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, forms, overlay, pieces
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.dunning import Stage, next_stage
from cleaning_app.services.invoices import remind, reminder_letters

_LABELS = [("gentle", "Gentle"), ("second", "Second"), ("final", "Final")]


class RemindActions(rx.State, mixin=True):
    """Mix in on the page of one invoice."""

    remind_stage: str = "gentle"
    remind_subject: str = ""
    remind_text: str = ""

    async def _changed(self, ctx: Ctx, words: str, undo: Any = None) -> Any:
        """The page's own."""
        raise NotImplementedError

    def _open_form(self, name: str) -> None:
        """The page's own."""
        raise NotImplementedError

    @handler("invoices.edit", module="module.invoices")
    async def start_remind(self, ctx: Ctx):
        """Show what the next reminder would say."""
        invoice_id = address.path_id(self)
        stage = next_stage(await remind.stages_sent(ctx, invoice_id))
        await self._write_reminder(ctx, invoice_id, stage)
        self._open_form("remind")

    @handler("invoices.edit", module="module.invoices")
    async def choose_stage(self, ctx: Ctx, stage: Stage):
        """Another of the three."""
        await self._write_reminder(ctx, address.path_id(self), stage)

    async def _write_reminder(self, ctx: Ctx, invoice_id: UUID, stage: Stage) -> None:
        written = await reminder_letters.preview(ctx, stage, invoice_id)
        self.remind_stage = stage.value
        self.remind_subject, self.remind_text = written.subject, written.text

    @handler("invoices.edit", module="module.invoices", once=("invoice.id",))
    async def send_reminder(self, ctx: Ctx, form: dict[str, Any]):
        """Send it."""
        invoice_id = address.path_id(self)
        done = await remind.remind(ctx, invoice_id, stage=Stage(self.remind_stage))
        undo = type(self).take_reminder_back(str(done.id))
        return await self._changed(ctx, "The reminder is on its way.", undo=undo)

    @handler("invoices.edit", module="module.invoices")
    async def take_reminder_back(self, ctx: Ctx, reminder_id: UUID):
        """Undo sending it."""
        await remind.withdraw(ctx, reminder_id)
        return await self._changed(ctx, "The reminder isn't sent.")


def remind_drawer(state: Any) -> rx.Component:
    """The words, and the button that sends them."""
    close = state.open("")
    return overlay.drawer(
        state.drawer == "remind",
        close,
        "Remind",
        forms.form(
            pieces.segmented(_LABELS, state.remind_stage, state.choose_stage, "Which reminder"),
            rx.el.p("To ", state.invoice.email, class_name="muted"),
            rx.el.div(
                rx.el.p(state.remind_subject, class_name="strong"),
                rx.el.pre(state.remind_text, class_name="letter"),
                class_name="stack tight",
            ),
            on_submit=state.send_reminder,
            on_cancel=close,
            submit="Send reminder",
        ),
        label="Remind",
    )
