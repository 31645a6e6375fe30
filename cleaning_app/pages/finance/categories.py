"""A new category of expenses: a small form over the page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import expenses


class CategoryForm(forms.FormState, mixin=True):
    """The categories to choose from, and the form for one more."""

    categories: list[Option] = []
    naming: bool = False

    async def _load_categories(self, ctx: Ctx) -> None:
        self.categories = [Option(str(c.id), c.name) for c in await expenses.categories(ctx)]

    def _choose(self, category_id: str) -> None:
        """Take the new one where it was missing."""

    @handler("finance.manage", module="module.finance")
    async def name_category(self, ctx: Ctx, on: bool):
        """Open or close the form."""
        self.naming, self.problems = on, {}

    @handler("finance.manage", module="module.finance", once=())
    async def save_category(self, ctx: Ctx, form: dict[str, Any]):
        """Add it."""
        made = await expenses.add_category(ctx, str(form.get("name", "")), _percent(form))
        await self._load_categories(ctx)
        self._choose(str(made))
        self.naming = False
        return toast.done("Category added.")


def _percent(form: dict[str, Any]) -> int:
    text = str(form.get("itc_percent", "")).strip()
    try:
        return int(text) if text else 100
    except ValueError as error:
        raise Invalid.field("itc_percent", "A whole number from 0 to 100.") from error


def category_dialog(s: Any) -> rx.Component:
    """What it is called, and how much of its GST comes back."""
    wrong = s.problems
    form = forms.form(
        forms.field(
            "Name",
            forms.text_input("name", max_length=100, placeholder="Vehicle repairs"),
            problem=wrong["name"],
        ),
        forms.field(
            "GST that may be claimed",
            forms.measure("itc_percent", "%", default_value="100", input_mode="numeric"),
            problem=wrong["itc_percent"],
            help="All of it for most things; 50% for meals and entertainment.",
        ),
        on_submit=s.save_category,
        on_cancel=s.name_category(False),
        submit="Add category",
    )
    return overlay.dialog(
        s.naming, s.name_category(False), "New category", form, label="New category"
    )
