"""What was paid and the GST in it, as typed: with tax or before it, worked out or written over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, forms, pieces, reading
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.expenses import (
    BY_KEY,
    SALES_TAXES,
    SalesTax,
    Split,
    add_tax,
    lacks_number,
    split_total,
    usual_tax,
)
from cleaning_app.errors import Invalid
from cleaning_app.money import to_decimal_string
from cleaning_app.services import expenses, organisations

TAX_BOX, NUMBER_BOX = "expense_tax", "expense_number"
Typed = Annotated[str, Field(max_length=200)]


@dataclass
class Amount:
    """The amounts of a form. `before` says what `typed` is; `own_tax` that the GST was typed and is
    not ours to work out again."""

    typed: str = ""
    tax: str = ""
    own_tax: bool = False
    before: bool = False
    sales_tax: str = "gst"
    number: str = ""


class AmountForm(forms.FormState, mixin=True):
    """The amounts of the form in the drawer. The GST follows the amount as one goes along."""

    amount: Amount = Amount()
    said: str = ""
    warns: bool = False

    async def _start_amount(self, ctx: Ctx, like: Amount | None = None) -> None:
        """An empty form, or one for something that has its amounts already."""
        usual = usual_tax((await organisations.settings(ctx)).province).key
        self.amount = like or Amount()
        self.amount.sales_tax = usual
        self._say()

    @handler("finance.manage", module="module.finance")
    async def set_amount(self, ctx: Ctx, typed: Typed):
        """The amount as typed; the GST follows unless it was typed too."""
        self.amount.typed = typed.strip()
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_tax(self, ctx: Ctx, typed: Typed):
        """A GST of one's own, as the receipt says it; emptied, it is worked out again."""
        self.amount.tax = typed.strip()
        self.amount.own_tax = bool(self.amount.tax)
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_sales_tax(self, ctx: Ctx, key: Typed):
        """Say what the shop charges; the GST is worked out anew."""
        if key in BY_KEY:
            self.amount.sales_tax, self.amount.own_tax = key, False
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_before(self, ctx: Ctx, before: bool):
        """Whether the amount is before tax or with it."""
        self.amount.before, self.amount.own_tax = before, False
        return self._work_out()

    @handler("finance.manage", module="module.finance")
    async def set_number(self, ctx: Ctx, typed: Typed):
        """The supplier's number as typed, for the reminder beside it."""
        self.amount.number = typed.strip()
        self._say()
        self.amount = self.amount

    def _remember_vendor(self, last: expenses.ExpenseRow) -> list[Any]:
        """Take over what the last purchase there said of tax and number, where nothing is typed."""
        a = self.amount
        if last.tax_cents == 0 and not a.own_tax:
            a.sales_tax = "none"
        a.number = a.number or last.supplier_gst_number
        return [rx.set_value(NUMBER_BOX, a.number), self._work_out()]

    def _sales_tax(self) -> SalesTax:
        return BY_KEY[self.amount.sales_tax]

    def _read_amounts(self, form: dict[str, str]) -> Split:
        """The submitted amounts. Raises Invalid, naming the field."""
        typed, tax = form.get("total", ""), form.get("tax", "")
        return split(typed, tax, self._sales_tax(), before=self.amount.before)

    def _work_out(self) -> Any:
        """Put the GST into its box, without taking the cursor out of wherever it is."""
        a = self.amount
        self.amount = a
        if not a.own_tax:
            try:
                made = split(a.typed, "", self._sales_tax(), before=a.before)
            except Invalid:
                return None
            a.tax = to_decimal_string(made.tax) if a.typed else ""
        self._say()
        return rx.set_value(TAX_BOX, a.tax)

    def _say(self) -> None:
        """How the amount comes apart, in words, and whether a claim like it needs a number."""
        a = self.amount
        self.said, self.warns = "", False
        try:
            made = split(a.typed, a.tax, self._sales_tax(), before=a.before)
        except Invalid:
            return
        if made.total:
            net, tax, total = (format.money(c) for c in (made.net, made.tax, made.total))
            self.said = f"{net} + {tax} GST = {total}"
            self.warns = lacks_number(made.total, made.tax, a.number)


def amount_of(total_cents: int, tax_cents: int, number: str) -> Amount:
    """The form's amounts for what is in the books."""
    typed, tax = to_decimal_string(total_cents), to_decimal_string(tax_cents)
    return Amount(typed, tax, own_tax=True, number=number)


def split(typed: str, tax: str, sales_tax: SalesTax, *, before: bool) -> Split:
    """What was typed, as net and tax. A GST that was typed stands; an empty one is worked out.

    Raises:
        Invalid: naming the field that can't be read.
    """
    cents = reading.cents(typed.strip() or "0", "total_cents")
    found = add_tax(cents, sales_tax) if before else split_total(cents, sales_tax)
    if not tax.strip():
        return found
    own = reading.cents(tax, "tax_cents")
    return Split(found.net if before else cents - own, own)


def amount_fields(s: Any) -> rx.Component:
    """The amount with tax or before it, what the shop charges, and the GST in it."""
    a, wrong = s.amount, s.problems
    way = pieces.segmented(
        [("with", "With tax"), ("before", "Before tax")],
        rx.cond(a.before, "before", "with"),
        lambda key: s.set_before(key == "before"),
        "What the amount is",
    )
    charged = rx.el.select(
        *[rx.el.option(tax.words, value=tax.key) for tax in SALES_TAXES],
        value=a.sales_tax,
        on_change=s.set_sales_tax,
        class_name="input small push",
        aria_label="What the shop charges",
        style={"minWidth": "0"},
    )
    amount = forms.measure("total", "$", default_value=a.typed, on_blur=s.set_amount)
    tax = forms.measure("tax", "$", id=TAX_BOX, default_value=a.tax, on_blur=s.set_tax)
    return rx.el.div(
        rx.el.div(way, charged, class_name="row"),
        forms.columns(
            forms.field(
                rx.cond(a.before, "Amount before tax", "Total paid"),
                amount,
                problem=wrong["total_cents"],
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


def number_field(s: Any) -> rx.Component:
    """The supplier's GST number, with a reminder where a claim needs it."""
    box = forms.text_input(
        "supplier_gst_number",
        id=NUMBER_BOX,
        default_value=s.amount.number,
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
