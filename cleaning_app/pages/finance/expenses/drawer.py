"""The form of one expense, in a drawer."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.pages.finance.expenses.amounts import amount_fields, number_field
from cleaning_app.pages.finance.expenses.receipt import receipt_field
from cleaning_app.pages.finance.expenses.state import ExpensesState

_VENDORS = "known-vendors"


def drawer() -> rx.Component:
    """A new expense or one to be changed."""
    s = ExpensesState
    f = s.form
    title = rx.cond(f.id != "", "Change expense", "New expense")
    body = forms.form(
        _vendor(s),
        forms.columns(_day(s), _category(s)),
        amount_fields(s),
        number_field(s),
        forms.field(
            "Description",
            forms.text_input("description", default_value=f.description, max_length=500),
            problem=s.problems["description"],
        ),
        on_submit=s.save,
        on_cancel=s.close,
        submit="Save",
    )
    remove = rx.cond(
        f.id != "",
        pieces.button("Remove", kind="danger", on_click=s.set_deleted(f.id, True)),
    )
    return overlay.drawer(
        s.open, s.close, title, receipt_field(s), body, rx.el.div(remove), label="Expense"
    )


def _vendor(s: Any) -> rx.Component:
    known = rx.el.datalist(
        rx.foreach(s.vendors, lambda one: rx.el.option(value=one.value)), id=_VENDORS
    )
    box = forms.text_input(
        "vendor",
        default_value=s.form.vendor,
        required=True,
        max_length=200,
        list=_VENDORS,
        on_blur=s.recall,
    )
    return rx.fragment(known, forms.field("Vendor", box, problem=s.problems["vendor"]))


def _day(s: Any) -> rx.Component:
    return forms.field(
        "Day",
        forms.date_input("occurred_on", default_value=s.form.occurred_on, required=True),
        problem=s.problems["occurred_on"],
    )


def _category(s: Any) -> rx.Component:
    box = forms.select(
        "category_id",
        s.categories,
        key=s.form.category_id,
        default_value=s.form.category_id,
        on_change=s.chose_category,
    )
    another = rx.el.button(
        "New category…",
        type="button",
        class_name="link",
        on_click=s.name_category(True),
        style={"justifySelf": "start"},
    )
    return rx.el.div(
        forms.field("Category", box, problem=s.problems["category_id"]),
        another,
        class_name="stack",
        style={"gap": "5px"},
    )
