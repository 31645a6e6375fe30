"""A client's statement: for which days, and the file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx


class StatementDialog(rx.State, mixin=True):
    """Which days a statement covers. `statement_spans` are those people ask for, as "from/to"."""

    statement_open: bool = False
    statement_from: str = ""
    statement_to: str = ""
    statement_spans: list[Option] = []

    @handler("invoices.view", module="module.invoices")
    async def ask_statement(self, ctx: Ctx, on: bool):
        """Open or close the dialog; it begins with the last three months."""
        self.statement_open = on
        if on:
            self.statement_spans = _spans(ctx.today())
            self.statement_from, self.statement_to = self.statement_spans[1].value.split("/")

    @handler("invoices.view", module="module.invoices")
    async def span_statement(self, ctx: Ctx, span: str):
        """Cover one of the usual spans."""
        if span in {one.value for one in self.statement_spans}:
            self.statement_from, self.statement_to = span.split("/")

    @handler("invoices.view", module="module.invoices")
    async def begin_statement(self, ctx: Ctx, day: str):
        """Cover from this day."""
        self.statement_from = day[:10]

    @handler("invoices.view", module="module.invoices")
    async def end_statement(self, ctx: Ctx, day: str):
        """Cover up to this day."""
        self.statement_to = day[:10]


def _spans(today: date) -> list[Option]:
    month = today.replace(day=1)
    last = (month - timedelta(days=1)).replace(day=1)
    before = (last - timedelta(days=1)).replace(day=1)
    year = today.replace(month=1, day=1)
    spans = [
        ("This month", month, today),
        ("Last 3 months", before, today),
        ("This year", year, today),
        ("Last year", year.replace(year=year.year - 1), year - timedelta(days=1)),
    ]
    return [Option(f"{first}/{end}", words) for words, first, end in spans]


def statement_dialog(state: Any, client_id: Any) -> rx.Component:
    """The dialog; once on the page."""
    first, last = state.statement_from, state.statement_to
    href = "/v1/admin/clients/" + client_id + "/statement?from=" + first + "&to=" + last
    spans = rx.el.div(
        rx.foreach(
            state.statement_spans,
            lambda one: rx.el.button(
                one.label,
                type="button",
                class_name=rx.cond(one.value == first + "/" + last, "on", ""),
                aria_pressed=one.value == first + "/" + last,
                on_click=state.span_statement(one.value),
            ),
        ),
        class_name="seg",
        role="group",
        aria_label="Period",
    )
    days = forms.columns(
        forms.field("From", forms.date_input("from", value=first, on_change=state.begin_statement)),
        forms.field("To", forms.date_input("to", value=last, on_change=state.end_statement)),
    )
    file = pieces.download(
        pieces.icon("download"), "Download PDF", href=href, class_name="btn primary"
    )
    none = pieces.button("Download PDF", icon_name="download", kind="primary", disabled=True)
    return overlay.dialog(
        state.statement_open,
        state.ask_statement(False),
        "Statement",
        rx.el.div(
            spans,
            days,
            rx.el.p(
                "What was billed and paid, the balance after each, and how old what is owed is.",
                class_name="muted",
            ),
            rx.el.div(
                pieces.button("Close", on_click=state.ask_statement(False)),
                rx.cond((first != "") & (last != "") & (first <= last), file, none),
                class_name="form-foot",
            ),
            class_name="form",
        ),
        label="Statement",
    )
