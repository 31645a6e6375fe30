"""The forms of Settings → Taxes."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms
from cleaning_app.pages.settings.tax_state import PRESETS, TaxesState

_KINDS = [
    ("taxable", "Taxable"),
    ("zero_rated", "Zero-rated: 0%, but on the return"),
    ("exempt", "Exempt: no tax, not on line 101's taxable part"),
]


def add_form() -> rx.Component:
    s, wrong = TaxesState, TaxesState.problems
    new = s.drawer == "add"
    return forms.form(
        rx.cond(
            new,
            forms.field(
                "Begin from",
                rx.el.select(
                    rx.el.option("An empty form", value=""),
                    *[rx.el.option(preset[0], value=key) for key, preset in PRESETS.items()],
                    class_name="input",
                    value=s.preset,
                    on_change=s.use_preset,
                ),
            ),
            rx.el.p(
                "The rate before it ends the day before. Invoices keep what they were issued with.",
                class_name="muted",
            ),
        ),
        rx.el.div(
            forms.field(
                "Name",
                forms.text_input("name", default_value=s.name, required=True, max_length=60),
                problem=wrong["name"],
                help="Stands on invoices.",
            ),
            rx.cond(
                new,
                forms.field("Kind", forms.select("kind", _KINDS), problem=wrong["kind"]),
            ),
            forms.columns(
                forms.field(
                    "GST or HST",
                    forms.measure("rate", "%", default_value=s.rate),
                    problem=wrong["rate"],
                ),
                forms.field(
                    "Valid from",
                    forms.date_input("valid_from", default_value=s.today),
                    problem=wrong["valid_from"],
                ),
            ),
            forms.columns(
                forms.field(
                    "Provincial tax beside it",
                    forms.measure("provincial_rate", "%", default_value=s.provincial),
                    problem=wrong["provincial_rate"],
                ),
                forms.field(
                    "Called",
                    forms.text_input(
                        "provincial_name",
                        default_value=s.provincial_name,
                        max_length=20,
                        placeholder="PST 7%",
                    ),
                    problem=wrong["provincial_name"],
                ),
            ),
            rx.el.p(
                "PST, RST and QST go to the province: they stand on the invoice, and the GST return"
                " doesn't count them.",
                class_name="faint",
            ),
            class_name="stack tight",
            key=s.preset + s.drawer,
        ),
        on_submit=s.add,
        on_cancel=s.open_form("", ""),
        submit="Add",
    )


def close_form() -> rx.Component:
    s = TaxesState
    return forms.form(
        rx.el.p(
            rx.el.strong(s.chosen.name),
            " is offered on no invoice issued after that day.",
            class_name="muted",
        ),
        forms.field(
            "Last day",
            forms.date_input("valid_to", default_value=s.today),
            problem=s.problems["valid_to"],
        ),
        on_submit=s.close,
        on_cancel=s.open_form("", ""),
        submit="Close it",
    )
