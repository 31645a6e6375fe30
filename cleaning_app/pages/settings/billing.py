"""Settings → Billing: what becomes of finished visits, and how clients are reminded."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.settings.billing_state import BillingState
from cleaning_app.pages.settings.sections import sections

_AUTO = [
    ("off", "Nothing: I bill it myself"),
    ("draft", "A draft is written for me to look over"),
    ("send", "The invoice is sent at once"),
]
_STAGES = (
    ("gentle", "Gentle reminder"),
    ("second", "Second reminder"),
    ("final", "Final reminder"),
)


@page(
    "/settings/billing",
    title="Billing",
    permission="settings.manage",
    module="module.invoices",
    parent="/settings",
    on_load=BillingState.load,
)
def billing() -> rx.Component:
    return rx.fragment(
        sections("/settings/billing"),
        rx.el.div(
            pieces.page_head(
                "Billing", under="What happens by itself when a visit is done and a bill is late."
            ),
            shown(BillingState, _form(), 10),
            _preview(),
            class_name="page",
            style={"maxWidth": "760px"},
        ),
    )


def _form() -> rx.Component:
    s = BillingState
    return forms.form(
        pieces.card(
            "When a visit is finished",
            rx.el.div(
                forms.field(
                    "Its invoice",
                    forms.select("auto_invoice", _AUTO, default_value=s.auto_invoice),
                    problem=s.problems["auto_invoice"],
                    help="Within ten minutes, for single visits and visits of series alike. Clients"
                    " without an e-mail address get a draft.",
                ),
                rx.cond(s.takes_cards, _charge()),
                class_name="card-body stack",
            ),
        ),
        pieces.card(
            "When an invoice is late",
            rx.el.div(
                forms.checkbox(
                    "remind_invoices", "Remind clients by e-mail", default_checked=s.reminders
                ),
                *[_stage(stage, label) for stage, label in _STAGES],
                rx.el.p(
                    "Sent between nine and five, each once for an invoice. Nobody is reminded who has"
                    " paid, is blocked, or wants no reminders.",
                    class_name="faint",
                ),
                class_name="card-body stack tight",
            ),
        ),
        on_submit=s.save,
        submit="Save",
    )


def _charge() -> rx.Component:
    s = BillingState
    return rx.el.div(
        forms.checkbox(
            "charge_saved_card",
            "Charge the client's card on file, where there is one",
            default_checked=s.charge_saved_card,
        ),
        rx.el.p(
            "Clients leave it on Stripe's page and agree to this. A card that is declined is told on"
            " the dashboard, and the client gets the invoice to pay as usual.",
            class_name="faint",
        ),
        rx.cond(
            s.problems["charge_saved_card"],
            rx.el.span(s.problems["charge_saved_card"], class_name="problem", role="alert"),
        ),
    )


def _stage(stage: str, label: str) -> rx.Component:
    name = f"remind_{stage}_days"
    return rx.el.div(
        forms.field(
            f"{label}, days after it was due",
            forms.measure(name, "days", default_value=getattr(BillingState, stage)),
            problem=BillingState.problems[name],
        ),
        pieces.button(
            "Preview", on_click=BillingState.preview(stage), aria_label=f"Preview: {label}"
        ),
        class_name="stage-row",
    )


def _preview() -> rx.Component:
    s = BillingState
    return overlay.dialog(
        s.shown_stage != "",
        s.close_preview,
        "What it says",
        rx.el.p(s.subject, class_name="strong"),
        rx.el.pre(s.text, class_name="letter"),
        label="What it says",
    )
