"""How invoices come about and are followed up: what the page of Settings → Billing holds."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from cleaning_app.components import forms, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.domain.dunning import Stage
from cleaning_app.errors import Invalid
from cleaning_app.services import card_payments, organisations
from cleaning_app.services.invoices import reminder_letters


class BillingState(LoadState, forms.FormState, rx.State):
    """How invoices come about and are followed up."""

    auto_invoice: str = "off"
    takes_cards: bool = False
    charge_saved_card: bool = False
    reminders: bool = False
    gentle: str = ""
    second: str = ""
    final: str = ""
    shown_stage: str = ""
    subject: str = ""
    text: str = ""

    @handler("settings.manage", module="module.invoices", fills=True)
    async def load(self, ctx: Ctx):
        """Show it as it is."""
        found = await organisations.settings(ctx)
        self.auto_invoice, self.reminders = found.auto_invoice, found.remind_invoices
        self.takes_cards = card_payments.is_on()
        self.charge_saved_card = found.charge_saved_card
        self.gentle, self.second = str(found.remind_gentle_days), str(found.remind_second_days)
        self.final, self.shown_stage = str(found.remind_final_days), ""
        self.ready = True

    @handler("settings.manage", module="module.invoices")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the form."""
        before = await organisations.settings(ctx)
        undo = type(self).put_back(
            before.auto_invoice,
            before.charge_saved_card,
            before.remind_invoices,
            [before.remind_gentle_days, before.remind_second_days, before.remind_final_days],
        )
        days = [_days(form, f"remind_{stage.value}_days") for stage in Stage]
        on = bool(form.get("remind_invoices"))
        auto, charge = str(form.get("auto_invoice", "")), bool(form.get("charge_saved_card"))
        if not card_payments.is_on():
            # It isn't asked; and what isn't sent can't be charged.
            charge = before.charge_saved_card and auto == "send"
        await _store(ctx, auto, charge, on, days)
        return [toast.done("Saved.", undo=undo), BillingState.load]

    @handler("settings.manage", module="module.invoices")
    async def put_back(
        self,
        ctx: Ctx,
        auto: Literal["off", "draft", "send"],
        charge: bool,
        on: bool,
        days: list[int],
    ):
        """Undo saving."""
        if len(days) != 3:
            raise Invalid("Three reminders have three days.")
        await _store(ctx, auto, charge, on, days)
        return [toast.done("As before."), BillingState.load]

    @handler("settings.manage", module="module.invoices")
    async def preview(self, ctx: Ctx, stage: Stage):
        """Show what a reminder says."""
        written = await reminder_letters.preview(ctx, stage)
        self.shown_stage, self.subject, self.text = stage.value, written.subject, written.text

    @handler("settings.manage", module="module.invoices")
    async def close_preview(self, ctx: Ctx):
        """Put it away."""
        self.shown_stage = ""


async def _store(ctx: Ctx, auto: str, charge: bool, on: bool, days: list[int]) -> None:
    await organisations.change_settings(
        ctx,
        auto_invoice=auto,
        charge_saved_card=charge,
        remind_invoices=on,
        remind_gentle_days=days[0],
        remind_second_days=days[1],
        remind_final_days=days[2],
    )


def _days(form: dict[str, Any], name: str) -> int:
    text = str(form.get(name, "")).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Invalid.field(name, "A whole number of days.")
    return int(text)
