"""Settings → Taxes: the codes invoices use, with their rates and the days they are valid."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import overlay, pieces, table
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.settings.sections import sections
from cleaning_app.pages.settings.tax_forms import add_form, close_form
from cleaning_app.pages.settings.tax_state import TaxesState


@page(
    "/settings/taxes",
    title="Taxes",
    permission="settings.manage",
    module="module.invoices",
    parent="/settings",
    on_load=TaxesState.load,
)
def page_of_taxes() -> rx.Component:
    s = TaxesState
    return rx.fragment(
        sections("/settings/taxes"),
        rx.el.div(
            pieces.page_head(
                "Taxes",
                pieces.button("Add a tax code", kind="primary", on_click=s.open_form("add", "")),
                under="An invoice keeps the codes of its issue date. New lines carry the usual one.",
            ),
            shown(s, _codes(), 6),
            overlay.drawer(
                (s.drawer == "add") | (s.drawer == "rate"),
                s.open_form("", ""),
                rx.cond(s.drawer == "rate", "New rate", "Add a tax code"),
                add_form(),
                label="Tax code",
            ),
            overlay.dialog(
                s.drawer == "close",
                s.open_form("", ""),
                "Close tax code",
                close_form(),
                label="Close tax code",
            ),
            class_name="page",
            style={"maxWidth": "920px"},
        ),
    )


def _codes() -> rx.Component:
    s = TaxesState
    close = {"data-close": "true"}

    def more(code: Any) -> rx.Component:
        return pieces.more_menu(
            rx.cond(
                code.open,
                rx.el.button(
                    "New rate…", on_click=s.open_form("rate", code.id), custom_attrs=close
                ),
            ),
            rx.cond(
                code.open,
                rx.el.button("Close…", on_click=s.open_form("close", code.id), custom_attrs=close),
                rx.el.button("Open again", on_click=s.reopen(code.id), custom_attrs=close),
            ),
            rx.cond(
                ~code.used,
                rx.el.button(
                    "Remove", class_name="danger", on_click=s.remove(code.id), custom_attrs=close
                ),
            ),
        )

    columns = [
        table.Column("Name", _name, phone="lead"),
        table.Column("Kind", lambda c: c.kind, css="muted"),
        table.Column("Rate", lambda c: c.rate, right=True, phone="figure"),
        table.Column("From", lambda c: c.since, css="muted"),
        table.Column(
            "Until",
            lambda c: rx.cond(c.open, rx.el.span("Open", class_name="muted"), c.until),
        ),
        table.Column(
            "",
            lambda c: rx.cond(c.used, rx.el.span("On invoices", class_name="faint"), ""),
        ),
        table.Column("", more, right=True),
    ]
    return rx.el.div(table.plain_table(columns, s.codes, label="Tax codes"), class_name="card")


def _name(code: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(code.name, class_name="strong"),
        rx.cond(
            code.usual,
            rx.el.span(
                pieces.badge("Usual", "blue", plain=True),
                title="What your province charges; where no code says so, the GST alone",
            ),
        ),
        class_name="row",
    )
