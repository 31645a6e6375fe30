"""Form fields, each as it stands at rest, refused and disabled; the lines of an invoice."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, money_lines, pieces
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.money_lines import Draft, LinesState, Sums
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx

_METHODS = [("card", "Card"), ("e_transfer", "E-transfer"), ("cash", "Cash")]


class SampleLines(LinesState, rx.State):
    """An invoice being written."""

    @handler(SIGNED_IN)
    async def write(self, ctx: Ctx):
        """Begin with two lines."""
        self.tax_codes = [Option("gst", "GST 5%"), Option("exempt", "Exempt")]
        self.drafts = [
            Draft("a", "Move-out clean", "1", "329.00"),
            Draft("b", "Windows, inside", "6", "8.50", "exempt"),
        ]
        self.sums = Sums("$380.00", "", "$16.45", "$396.45")


def fields() -> rx.Component:
    """Every kind of field."""
    return pieces.card(
        "Form",
        rx.el.div(
            forms.form(
                forms.field("Name", forms.text_input("name", placeholder="Zoë Lavoie")),
                forms.columns(
                    forms.field("Amount", forms.money_input("amount")),
                    forms.field("Notice", forms.measure("notice", "hours", default_value="24")),
                ),
                forms.columns(
                    forms.field("Day", forms.date_input("day", default_value="2026-12-16")),
                    forms.field("Another day", forms.date_input("other")),
                ),
                forms.columns(
                    forms.field("Starts at", forms.time_input("time", default_value="15:00")),
                    forms.field("Fee", forms.measure("fee", "$", default_value="45.00")),
                ),
                forms.field(
                    "Phone",
                    forms.text_input("phone", default_value="12", aria_invalid=True),
                    problem=rx.Var.create("That number is too short for Canada."),
                ),
                forms.field(
                    "Number",
                    forms.text_input("number", default_value="INV-2026-00610", disabled=True),
                    help="Numbers have no gaps, so they can't be changed.",
                ),
                forms.field("Method", forms.select("method", _METHODS)),
                forms.field("Notes", forms.textarea("notes", placeholder="Side door, dog is kind")),
                forms.checkbox("send", "Send a receipt", default_checked=True),
                forms.checkbox("later", "Remind me later"),
                on_submit=rx.prevent_default,
                on_cancel=rx.prevent_default,
                submit="Save",
            ),
            class_name="card-body",
        ),
    )


def lines() -> rx.Component:
    """The editor of an invoice's lines, and its words for one that can't be read."""
    problem = rx.Var.create("Line 2: Enter a price.")
    return pieces.card(
        "Invoice lines",
        rx.el.div(money_lines.editor(SampleLines, problem=problem), class_name="card-body"),
    )
