"""Expenses: what was bought, with its receipts, and the GST inside it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces, table
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.categories import category_dialog
from cleaning_app.pages.finance.expenses.drawer import drawer
from cleaning_app.pages.finance.expenses.state import ExpensesState
from cleaning_app.pages.finance.sections import sections


def _name(row: Any) -> rx.Component:
    opens = rx.el.button(
        row.vendor, class_name="name", type="button", on_click=ExpensesState.edit(row.id)
    )
    back = pieces.button("Restore", on_click=ExpensesState.set_deleted(row.id, False))
    plain = rx.el.span(row.vendor, class_name="strong")
    return rx.cond(
        ExpensesState.may_manage,
        rx.cond(row.deleted, rx.el.span(plain, " ", back), opens),
        plain,
    )


def _proof(row: Any) -> rx.Component:
    """The receipt, and a mark where a large claim lacks the supplier's number."""
    link = rx.el.a(
        pieces.icon("paperclip", 14),
        href=row.receipt,
        target="_blank",
        rel="noopener",
        aria_label="Receipt of " + row.vendor.to(str),
        title="Open the receipt",
        class_name="proof",
    )
    missing = rx.el.span(
        pieces.icon("circle-alert", 14),
        rx.el.span("Supplier's GST number is missing", class_name="sr-only"),
        title="A claim of this size needs the supplier's GST number",
        class_name="proof lacking",
    )
    return rx.el.span(
        rx.cond(row.receipt != "", link), rx.cond(row.lacks_number, missing), class_name="proofs"
    )


_COLUMNS = [
    table.Column("Day", lambda r: r.day, "occurred_on", css="muted num"),
    table.Column("Vendor", _name, "vendor", phone="lead"),
    table.Column("Receipt", _proof),
    table.Column("Category", lambda r: r.category, css="muted"),
    table.Column("Description", lambda r: r.description, css="muted clip"),
    table.Column("Net", lambda r: r.net, right=True, phone="hidden"),
    table.Column("GST", lambda r: r.tax, right=True),
    table.Column("Total", lambda r: r.total, "total_cents", right=True),
]


@page(
    "/finance/expenses",
    title="Expenses",
    icon="wallet",
    permission="finance.view",
    module="module.finance",
    key="e",
    parent="/finance",
    on_load=ExpensesState.load,
)
def expenses_page() -> rx.Component:
    s = ExpensesState
    return rx.fragment(
        sections("/finance/expenses"),
        rx.el.div(
            pieces.page_head(
                "Expenses",
                rx.cond(
                    s.may_manage,
                    pieces.link_button("Bank file", "/finance/expenses/bank"),
                ),
                pieces.link_button("Budgets", "/finance/expenses/budgets"),
                pieces.link_button("Recurring", "/finance/expenses/recurring"),
                rx.cond(
                    s.may_manage,
                    pieces.button("New expense", kind="primary", on_click=s.new),
                ),
                under=rx.el.span(
                    s.sum_total,
                    " spent · ",
                    s.sum_claimed,
                    " GST to claim · ",
                    s.sum_cost,
                    " cost",
                    class_name="num",
                ),
            ),
            rx.el.div(_list(), _by_category(), class_name="side narrow"),
            drawer(),
            category_dialog(s),
            class_name="page wide",
        ),
    )


def _list() -> rx.Component:
    s = ExpensesState
    return table.data_table(
        s,
        _COLUMNS,
        label="Expenses",
        find="Find by vendor or description",
        nothing=pieces.empty(
            "wallet",
            "No expenses yet",
            "Photograph a receipt, or import the file from your bookkeeping.",
            rx.cond(s.may_manage, pieces.button("New expense", on_click=s.new)),
        ),
        filters=[
            table.Filter("month", "Any time", s.months),
            table.Filter("category_id", "Any category", s.categories),
            table.Filter("vendor", "Any vendor", s.vendors),
            table.Filter(
                "receipt",
                "Receipts",
                [("", "Any receipt"), ("yes", "With receipt"), ("no", "No receipt")],
            ),
            table.Filter("deleted", "Removed", [("", "Current"), ("yes", "Removed")]),
        ],
        bulk=[rx.cond(s.may_manage, _move())],
        csv="/v1/admin/expenses.csv",
    )


def _move() -> rx.Component:
    """The ticked expenses under another category."""
    return pieces.menu(
        rx.el.span("Move to category", pieces.icon("chevron-down", 14), class_name="btn"),
        rx.foreach(
            ExpensesState.categories,
            lambda one: rx.el.button(
                one.label, type="button", on_click=ExpensesState.recategorise(one.value)
            ),
        ),
        text="Move to category",
    )


def _by_category() -> rx.Component:
    def line(share: Any) -> rx.Component:
        bar = rx.el.i(style={"width": share.percent.to_string() + "%"})
        return pieces.link(
            rx.el.div(
                rx.el.div(
                    share.category, rx.el.span(share.amount, class_name="push"), class_name="row"
                ),
                rx.el.div(bar, class_name="progress", custom_attrs={"aria-hidden": "true"}),
                class_name="grow stack",
                style={"gap": "6px"},
            ),
            href=share.href,
        )

    return pieces.card(
        "By category",
        rx.cond(
            ExpensesState.shares.length() > 0,
            rx.el.div(rx.foreach(ExpensesState.shares, line), class_name="lines num"),
            rx.el.div("Nothing spent here.", class_name="card-body faint"),
        ),
        action=rx.cond(
            ExpensesState.may_manage,
            pieces.button("New category", kind="quiet", on_click=ExpensesState.name_category(True)),
        ),
    )
