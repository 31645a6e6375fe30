"""The form of one expense, in a drawer."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.domain.expenses import SALES_TAXES
from cleaning_app.pages.finance.expenses.receipt import receipt_field
from cleaning_app.pages.finance.expenses.state import NUMBER_BOX, TAX_BOX, ExpensesState

_VENDORS = "known-vendors"


def drawer() -> rx.Component:
    """A new expense or one to be changed."""
    s = ExpensesState
    f = s.form
    title = rx.cond(f.id != "", "Change expense", "New expense")
    body = forms.form(
        _vendor(s),
        forms.columns(_day(s), _category(s)),
        _amounts(s),
        _number(s),
        forms.field(
            "Description",
            forms.text_input("description", default_value=f.description, max_length=500),
            problem=s.problems["description"],
        ),
        on_submit=s.save,
        on_cancel=s.close,
        submit="Save",
        also=[],
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
        "category_id", s.categories, key=s.form.category_id, default_value=s.form.category_id
    )
    another = rx.el.button(
        "New category…", type="button", class_name="link", on_click=s.name_category(True)
    )
    return rx.el.div(
        forms.field("Category", box, problem=s.problems["category_id"]),
        another,
        class_name="stack",
        style={"gap": "5px", "justifyItems": "start"},
    )


def _amounts(s: Any) -> rx.Component:
    """The amount with tax or before it, what the shop charges, and the GST in it."""
    f, wrong = s.form, s.problems
    way = pieces.segmented(
        [("with", "With tax"), ("before", "Before tax")],
        rx.cond(f.before, "before", "with"),
        lambda key: s.set_before(key == "before"),
        "What the amount is",
    )
    charged = rx.el.select(
        *[rx.el.option(tax.words, value=tax.key) for tax in SALES_TAXES],
        value=f.sales_tax,
        on_change=s.set_sales_tax,
        class_name="input small push",
        aria_label="What the shop charges",
    )
    amount = forms.measure("total", "$", default_value=f.amount, on_blur=s.set_amount)
    tax = forms.measure("tax", "$", id=TAX_BOX, default_value=f.tax, on_blur=s.set_tax)
    return rx.el.div(
        rx.el.div(way, charged, class_name="row wrap"),
        forms.columns(
            rx.el.label(
                rx.el.span(
                    rx.cond(f.before, "Amount before tax", "Total paid"), class_name="label"
                ),
                amount,
                _problem(wrong["total_cents"]),
                class_name="field",
            ),
            forms.field("GST or HST in it", tax, problem=wrong["tax_cents"]),
        ),
        rx.el.div(
            rx.cond(s.said != "", s.said, "The GST is worked out; type over it if needed."),
            class_name="faint num",
            role="status",
        ),
        class_name="form",
        style={"gap": "8px"},
    )


def _problem(words: Any) -> rx.Component:
    return rx.cond(words, rx.el.span(words, class_name="problem", role="alert"))


def _number(s: Any) -> rx.Component:
    box = forms.text_input(
        "supplier_gst_number",
        id=NUMBER_BOX,
        default_value=s.form.supplier_gst_number,
        placeholder="123456789 RT0001",
        max_length=20,
        on_blur=s.set_number,
    )
    missing = pieces.warning(
        "From $100 the CRA accepts a claim only with the supplier's number on the receipt."
    )
    return rx.fragment(
        forms.field("Supplier's GST number", box, problem=s.problems["supplier_gst_number"]),
        rx.cond(s.warns, missing),
    )
