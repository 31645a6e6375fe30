"""Settings → Payments: whether cards are taken, and how Stripe is doing."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import format, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.settings.sections import sections
from cleaning_app.services import card_payments, policies
from cleaning_app.settings import get_settings

_MODES = {
    "off": ("Off", "grey", "No card can be charged. Everything else works as always."),
    "test": ("Test", "amber", "Stripe's test world: only its test cards work, no money moves."),
    "live": ("Live", "green", "Real cards, real money."),
}


class PaymentsState(LoadState, rx.State):
    """How taking cards stands."""

    mode: str = ""
    colour: str = "grey"
    about: str = ""
    is_on: bool = False
    heard: str = ""
    waiting: str = ""
    dead: str = ""
    webhook: str = ""
    deposit: str = ""

    @handler("settings.manage", module="module.settings", fills=True)
    async def load(self, ctx: Ctx):
        """Look at it now."""
        found = await card_payments.status(ctx)
        self.mode, self.colour, self.about = _MODES[found.mode]
        self.is_on = found.mode != "off"
        self.heard = format.ago(found.heard_at, ctx.now()) if found.heard_at else "Never yet"
        self.waiting = format.count(found.waiting, "event") if found.waiting else ""
        self.dead = format.count(found.dead, "event") if found.dead else ""
        self.webhook = f"{get_settings().base_url}/v1/webhooks/stripe"
        policy = await policies.current(ctx)
        self.deposit = (
            f"Usually {policy.deposit_percent}% of the price"
            if policy.deposit_enabled
            else "None is asked for"
        )
        self.ready = True


@page(
    "/settings/payments",
    title="Payments",
    permission="settings.manage",
    module="module.settings",
    parent="/settings",
    on_load=PaymentsState.load,
)
def payments() -> rx.Component:
    return rx.fragment(
        sections("/settings/payments"),
        rx.el.div(
            pieces.page_head("Payments", under="How clients pay you by card."),
            shown(PaymentsState, rx.el.div(_stripe(), _terms(), class_name="stack"), 8),
            class_name="page",
            style={"maxWidth": "760px"},
        ),
    )


def _stripe() -> rx.Component:
    s = PaymentsState
    on = pieces.facts(
        ("Last heard of", s.heard),
        ("Waiting", rx.cond(s.waiting != "", s.waiting, "Nothing")),
        ("Given up", rx.cond(s.dead != "", rx.el.span(s.dead, class_name="bad-text"), "Nothing")),
        (
            "Webhook",
            rx.el.span(
                rx.el.code(s.webhook, class_name="clip"),
                pieces.icon_button("copy", "Copy address", on_click=rx.set_clipboard(s.webhook)),
                class_name="row",
            ),
        ),
    )
    off = rx.el.p(
        "To take cards, whoever runs this installation sets ",
        rx.el.code("STRIPE_SECRET_KEY"),
        " and ",
        rx.el.code("STRIPE_WEBHOOK_SECRET"),
        ". The steps are in ",
        rx.el.code("deploy/docs/stripe.md"),
        ".",
        class_name="muted",
    )
    return pieces.card(
        "Cards through Stripe",
        rx.el.div(
            rx.el.p(s.about, class_name="muted"),
            rx.cond(s.is_on, on, off),
            class_name="card-body stack",
        ),
        action=pieces.badge(s.mode, s.colour),
    )


def _terms() -> rx.Component:
    return pieces.card(
        "Terms",
        rx.el.div(
            pieces.facts(
                (
                    "Deposits",
                    rx.el.span(
                        PaymentsState.deposit,
                        " · ",
                        pieces.link("Change", href="/settings/policies", class_name="link in-text"),
                    ),
                ),
            ),
            class_name="card-body",
        ),
    )
