"""Expenses as the screen shows them, and the form as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from cleaning_app.components import format
from cleaning_app.components.options import Option
from cleaning_app.domain.expenses import Split, lacks_number
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services import expenses

MONTHS_BACK = 18


@dataclass
class Row:
    """An expense in the list."""

    id: str
    day: str
    vendor: str
    category: str
    description: str
    net: str
    tax: str
    total: str
    receipt: str
    lacks_number: bool
    deleted: bool


@dataclass
class Share:
    """What a category comes to, and where its rows are."""

    category: str
    amount: str
    percent: int
    href: str


@dataclass
class Form:
    """The expense in the drawer, beside its amounts."""

    id: str = ""
    occurred_on: str = ""
    vendor: str = ""
    category_id: str = ""
    description: str = ""
    version: int = 0


def row(e: expenses.ExpenseRow) -> Row:
    """An expense in words."""
    return Row(
        str(e.id),
        format.day(e.occurred_on),
        e.vendor,
        e.category,
        e.description,
        format.money(e.net_cents),
        format.money(e.tax_cents),
        format.money(e.total_cents),
        f"/receipts/{e.receipt_id}" if e.receipt_id else "",
        lacks_number(e.total_cents, e.tax_cents, e.supplier_gst_number),
        e.deleted,
    )


def shares(totals: Sequence[expenses.CategoryTotal], asked: dict[str, str]) -> list[Share]:
    """Categories with their part of the whole; each leads to its own rows."""
    whole = sum(one.total_cents for one in totals)
    return [
        Share(
            one.category,
            format.money(one.total_cents),
            _percent(one.total_cents, whole),
            "/finance/expenses?" + urlencode(asked | {"category_id": str(one.category_id)}),
        )
        for one in totals
    ]


def months(today: date) -> list[Option]:
    """This month and those before it, then whole years."""
    found: list[Option] = []
    first = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        found.append(Option(f"{first:%Y-%m}", f"{first:%B %Y}"))
        first = (first - timedelta(days=1)).replace(day=1)
    years = [Option(str(today.year - n), f"All of {today.year - n}") for n in range(3)]
    return found + years


def _percent(part: int, whole: int) -> int:
    return max(1, round(100 * part / whole)) if whole > 0 and part > 0 else 0


def read(text: dict[str, str], split: Callable[[dict[str, str]], Split]) -> expenses.ExpenseInput:
    """The submitted form; `split` reads its amounts.

    Raises:
        Invalid: naming the fields that can't be read.
    """
    problems: list[FieldError] = []
    money, day, category = Split(0, 0), date.min, UUID(int=0)
    try:
        money = split(text)
    except Invalid as error:
        problems += error.errors
    try:
        day = date.fromisoformat(text.get("occurred_on", ""))
    except ValueError:
        problems.append(FieldError("occurred_on", "Choose a day."))
    try:
        category = UUID(text.get("category_id", ""))
    except ValueError:
        problems.append(FieldError("category_id", "Choose a category."))
    if problems:
        raise Invalid("Look at the form.", errors=problems)
    return expenses.ExpenseInput(
        day,
        category,
        text.get("vendor", ""),
        money.total,
        money.tax,
        text.get("description", ""),
        text.get("supplier_gst_number", ""),
    )


def stripped(form: dict[str, Any]) -> dict[str, str]:
    """A submitted form as text without blanks around it."""
    return {name: str(value).strip() for name, value in form.items()}
