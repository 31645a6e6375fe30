"""Invoice lines as a form: rows that can be added and taken away, totals beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents
from cleaning_app.services.invoices import NewLine

MOST_LINES = 50


@dataclass
class Draft:
    """One line as it stands in the form, in the words that were typed."""

    key: str
    description: str = ""
    quantity: str = "1"
    price: str = ""
    tax_code: str = "gst"


def read(form: dict[str, Any], drafts: list[Draft]) -> list[NewLine]:
    """The submitted lines; empty ones are left out.

    Raises:
        Invalid: naming the fields that can't be read.
    """
    problems: list[FieldError] = []
    lines: list[NewLine] = []
    for draft in drafts[:MOST_LINES]:
        text = {n: str(form.get(f"{n}-{draft.key}", "")).strip() for n in _FIELDS}
        if not text["description"] and not text["price"]:
            continue
        try:
            cents = parse_cents(text["price"])
            quantity = Decimal(text["quantity"] or "1")
            lines.append(NewLine(text["description"], cents, quantity, text["tax_code"]))
        except Invalid as error:
            problems.append(
                FieldError("lines", f"{text['description'] or 'A line'}: {error.detail}")
            )
        except InvalidOperation:
            problems.append(FieldError("lines", f"{text['quantity']!r} is not a quantity."))
    if problems:
        raise Invalid("Look at the lines.", errors=problems)
    return lines


_FIELDS = ("description", "quantity", "price", "tax_code")


def editor(drafts: Any, tax_codes: Any, *, add: Any, remove: Any, problem: Any) -> rx.Component:
    """The rows; `add` and `remove(key)` are events, `tax_codes` a Var of options."""

    def line(draft: Any) -> rx.Component:
        return rx.el.div(
            rx.el.input(
                name="description-" + draft.key,
                default_value=draft.description,
                placeholder="Description",
                aria_label="Description",
                max_length=255,
                class_name="input",
            ),
            rx.el.input(
                name="quantity-" + draft.key,
                default_value=draft.quantity,
                aria_label="Quantity",
                input_mode="decimal",
                class_name="input",
            ),
            rx.el.input(
                name="price-" + draft.key,
                default_value=draft.price,
                placeholder="0.00",
                aria_label="Unit price",
                input_mode="decimal",
                class_name="input",
            ),
            rx.el.select(
                rx.foreach(tax_codes, lambda o: rx.el.option(o.label, value=o.value)),
                name="tax_code-" + draft.key,
                default_value=draft.tax_code,
                aria_label="Tax",
                class_name="input",
            ),
            pieces.icon_button("x", "Remove this line", on_click=remove(draft.key)),
            class_name="money-line",
            key=draft.key,
        )

    return rx.el.div(
        rx.foreach(drafts, line),
        rx.cond(problem, rx.el.span(problem, class_name="problem bad-text", role="alert")),
        rx.el.div(pieces.button("Add a line", icon_name="plus", on_click=add)),
        class_name="stack",
        style={"gap": "8px"},
    )
