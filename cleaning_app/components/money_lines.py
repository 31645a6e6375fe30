"""Invoice lines as a form: rows that can be added and taken away, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import reflex as rx

from cleaning_app.components import format, forms, pieces, reading
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents
from cleaning_app.services import catalogue, invoices
from cleaning_app.services.invoices import MOST_LINES, NewLine


@dataclass
class Draft:
    """One line as it stands in the form, in the words that were typed."""

    key: str
    description: str = ""
    quantity: str = "1"
    price: str = ""
    tax_code: str = ""


Cell = Literal["description", "quantity", "price", "tax_code"]


@dataclass
class Sums:
    """What the lines come to; `trouble` says why that can't be said yet."""

    subtotal: str = "$0.00"
    discount: str = ""
    tax: str = "$0.00"
    provincial: str = ""
    total: str = "$0.00"
    trouble: str = ""


class LinesState(rx.State, mixin=True):
    """Mix in for a page on which lines are written.

    The boxes belong to the browser; what is typed comes here too, so that the sums follow. What
    is saved is what the form holds when it is submitted.
    """

    drafts: list[Draft] = []
    tax_codes: list[Option] = []
    discount: str = ""
    sums: Sums = Sums()
    _made: int = 0
    _issued: date = date.min
    _usual: str = "gst"

    def _key(self) -> str:
        self._made += 1
        return str(self._made)

    def _empty(self) -> Draft:
        return Draft(self._key(), tax_code=self._usual)

    async def _write(self, ctx: Ctx, drafts: list[Draft], discount: str, issued_on: date) -> None:
        """Begin with these lines; new ones carry the tax code of ordinary work."""
        codes = await catalogue.taxes(ctx, issued_on)
        self._usual = codes[0].key if codes else "gst"
        self.tax_codes = [Option(code.key, code.name) for code in codes]
        drafts = [replace(one, tax_code=one.tax_code or self._usual) for one in drafts]
        self.drafts, self.discount, self._issued = drafts, discount, issued_on
        await self._reckon(ctx)

    async def _reckon(self, ctx: Ctx) -> None:
        typed = [d for d in self.drafts if d.description.strip() or d.price.strip()]
        if not typed:
            self.sums = Sums()
            return
        try:
            lines = [line for draft in typed if (line := _line(draft)) is not None]
            totals = await invoices.reckon(
                ctx, lines, issued_on=self._issued, **discount(self.discount)
            )
        except Invalid as wrong:
            first = wrong.errors[0].message if wrong.errors else wrong.detail
            self.sums = replace(self.sums, trouble=first)
            return
        self.sums = Sums(
            format.money(totals.subtotal),
            format.money(-totals.discount) if totals.discount else "",
            format.money(totals.tax),
            format.money(totals.provincial) if totals.provincial else "",
            format.money(totals.total),
        )

    @handler("invoices.edit")
    async def type_line(self, ctx: Ctx, key: str, cell: Cell, value: str):
        """A box of a line holds this now."""
        self.drafts = [
            replace(draft, **{cell: value[:255]}) if draft.key == key else draft
            for draft in self.drafts
        ]
        await self._reckon(ctx)

    @handler("invoices.edit")
    async def type_discount(self, ctx: Ctx, value: str):
        """The discount as it stands in its box."""
        self.discount = value[:40]
        await self._reckon(ctx)

    @handler("invoices.edit")
    async def add_line(self, ctx: Ctx):
        """One more line."""
        if len(self.drafts) < MOST_LINES:
            self.drafts = [*self.drafts, self._empty()]

    @handler("invoices.edit")
    async def remove_line(self, ctx: Ctx, key: str):
        """Take a line away."""
        self.drafts = [line for line in self.drafts if line.key != key] or [self._empty()]
        await self._reckon(ctx)


def _line(draft: Draft) -> NewLine | None:
    """A draft as a line; None while it has no price."""
    if not draft.price.strip():
        return None
    try:
        quantity = Decimal(draft.quantity.strip() or "1")
    except InvalidOperation as error:
        raise Invalid(f"{draft.quantity!r} is not a quantity.") from error
    return NewLine(draft.description.strip(), parse_cents(draft.price), quantity, draft.tax_code)


def discount(text: str) -> dict[str, Any]:
    """A discount as typed, 25 or 10%, as the services take it. Raises Invalid."""
    plain = text.strip()
    if not plain.endswith("%"):
        return {"discount_cents": reading.optional_cents(plain, "discount_cents") or 0}
    try:
        return {"discount_cents": 0, "discount_percent": Decimal(plain[:-1].strip())}
    except InvalidOperation as error:
        raise Invalid.field("discount_cents", "Write a discount like 25.00 or 10%.") from error


def terms(form: dict[str, Any]) -> dict[str, Any]:
    """The dates and the note of a form, as the services take them. Raises Invalid."""
    return {
        "issued_on": reading.optional_day(form.get("issued_on", ""), "issued_on"),
        "due_on": reading.optional_day(form.get("due_on", ""), "due_on"),
        "notes": str(form.get("notes", "")),
    }


def read(form: dict[str, Any], drafts: list[Draft]) -> list[NewLine]:
    """The submitted lines; empty ones are left out.

    Raises:
        Invalid: naming the lines that can't be read.
    """
    problems: list[FieldError] = []
    lines: list[NewLine] = []
    for draft in drafts:
        text = {n: str(form.get(f"{n}-{draft.key}", "")).strip() for n in _CELLS}
        if not text["description"] and not text["price"]:
            continue
        try:
            line = _line(Draft(draft.key, **text))
            if line is None:
                raise Invalid("Enter a price.")
            lines.append(line)
        except Invalid as error:
            said = f"{text['description'] or 'A line'}: {error.detail}"
            problems.append(FieldError("lines", said))
    if problems:
        raise Invalid("Look at the lines.", errors=problems)
    return lines


_CELLS: tuple[Cell, ...] = ("description", "quantity", "price", "tax_code")


def editor(state: Any, *, problem: Any) -> rx.Component:
    """The rows of a LinesState, and their sums."""

    def cell(draft: Any, name: Cell, label: str, **props: Any) -> rx.Component:
        box = rx.el.input(
            name=f"{name}-" + draft.key,
            default_value=getattr(draft, name),
            class_name="input",
            **forms.as_typed(lambda value: state.type_line(draft.key, name, value)),
            **props,
        )
        return rx.el.label(rx.el.span(label, class_name="label"), box, class_name=f"cell {name}")

    def line(draft: Any) -> rx.Component:
        tax = rx.el.select(
            rx.foreach(state.tax_codes, lambda o: rx.el.option(o.label, value=o.value)),
            name="tax_code-" + draft.key,
            default_value=draft.tax_code,
            on_change=lambda value: state.type_line(draft.key, "tax_code", value),
            class_name="input",
        )
        return rx.el.div(
            cell(draft, "description", "Description", max_length=255),
            cell(draft, "quantity", "Quantity", input_mode="decimal"),
            cell(draft, "price", "Price", placeholder="0.00", input_mode="decimal"),
            rx.el.label(rx.el.span("Tax", class_name="label"), tax, class_name="cell tax_code"),
            pieces.icon_button("x", "Remove this line", on_click=state.remove_line(draft.key)),
            class_name="money-line",
            key=draft.key,
        )

    return rx.el.div(
        rx.foreach(state.drafts, line),
        rx.cond(problem, rx.el.span(problem, class_name="problem bad-text", role="alert")),
        rx.el.div(
            pieces.button("Add a line", icon_name="plus", on_click=state.add_line),
            _sums(state.sums),
            class_name="money-foot",
        ),
        class_name="money-lines",
    )


def _sums(sums: Any) -> rx.Component:
    said = rx.el.dl(
        rx.el.dt("Subtotal", class_name="muted"),
        rx.el.dd(sums.subtotal),
        rx.cond(sums.discount != "", rx.el.dt("Discount", class_name="muted")),
        rx.cond(sums.discount != "", rx.el.dd(sums.discount)),
        rx.el.dt("GST/HST", class_name="muted"),
        rx.el.dd(sums.tax),
        rx.cond(sums.provincial != "", rx.el.dt("Provincial tax", class_name="muted")),
        rx.cond(sums.provincial != "", rx.el.dd(sums.provincial)),
        rx.el.dt("Total", class_name="sum"),
        rx.el.dd(sums.total, class_name="sum"),
        rx.cond(sums.trouble != "", rx.el.dd(sums.trouble, class_name="trouble warn-text")),
        class_name="totals num",
    )
    # Around the list, as a list with another role is no list any more.
    return rx.el.div(said, role="status", style={"display": "contents"})
