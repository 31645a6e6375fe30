"""Expenses for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, ListQuery, SignedAmount, unset
from cleaning_app.context import Ctx
from cleaning_app.services import expenses, listing
from cleaning_app.services.expenses import ExpenseInput, ExpenseRow

MODULE = "module.finance"
_Vendor = Annotated[str, Field(min_length=1, max_length=200)]


class ExpenseFilters(ListQuery):
    """Sorts: `occurred_on`, `total_cents`, `vendor`. `from` and `to` are days, both included."""

    category_id: UUID | None = None
    deleted: bool | None = None
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")
    month: str = Field(default="", max_length=7, description="A month or year: 2026-11, 2026.")
    vendor: str = Field(default="", max_length=200, description="Exactly as entered.")
    recurring_id: UUID | None = Field(default=None, description="Those of a recurring expense.")
    receipt: bool | None = Field(default=None, description="Whether one is attached.")
    number: Literal["", "missing"] = Field(
        default="", description="`missing`: claims from $100 without the supplier's GST number."
    )


class ExpenseNew(Body):
    """Money spent. `total_cents` includes `tax_cents`; a supplier's refund is negative."""

    occurred_on: Day
    category_id: UUID
    vendor: _Vendor
    total_cents: SignedAmount
    tax_cents: SignedAmount
    description: Annotated[str, Field(max_length=500)] = ""
    supplier_gst_number: Annotated[str, Field(max_length=20)] = ""


class ExpensePatch(Body):
    """What may change about an expense."""

    occurred_on: Day = unset()
    category_id: UUID = unset()
    vendor: _Vendor = unset()
    total_cents: SignedAmount = unset()
    tax_cents: SignedAmount = unset()
    description: Annotated[str, Field(max_length=500)] = unset()
    supplier_gst_number: Annotated[str, Field(max_length=20)] = unset()


class Categories(BaseModel):
    """What money is spent on here."""

    items: list[expenses.CategoryView]


@endpoint(
    "GET", "/v1/admin/expenses", module=MODULE, needs="finance.view", answer=Listing[ExpenseRow]
)
async def find(ctx: Ctx, query: ExpenseFilters) -> listing.Page[ExpenseRow]:
    """List expenses, newest first."""
    return await expenses.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/expenses",
    module=MODULE,
    needs="finance.manage",
    answer=ExpenseRow,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: ExpenseNew) -> ExpenseRow:
    """Enter an expense."""
    made = await expenses.create(ctx, ExpenseInput(**body.model_dump()))
    return await expenses.get(ctx, made)


@endpoint("GET", "/v1/admin/expenses/{id}", module=MODULE, needs="finance.view", answer=ExpenseRow)
async def get(ctx: Ctx, id: UUID) -> ExpenseRow:
    """One expense, also from the bin."""
    return await expenses.get(ctx, id)


@endpoint(
    "PATCH", "/v1/admin/expenses/{id}", module=MODULE, needs="finance.manage", answer=ExpenseRow
)
async def update(ctx: Ctx, id: UUID, body: ExpensePatch, version: int | None) -> ExpenseRow:
    """Change an expense; what isn't named stays."""
    before = await expenses.get(ctx, id)
    kept = {name: asdict(before)[name] for name in ExpenseNew.model_fields}
    await expenses.update(
        ctx,
        id,
        ExpenseInput(**(kept | body.given())),
        version=before.version if version is None else version,
    )
    return await expenses.get(ctx, id)


@endpoint(
    "GET", "/v1/admin/expense-categories", module=MODULE, needs="finance.view", answer=Categories
)
async def categories(ctx: Ctx) -> Categories:
    """The expense categories, with how much of their GST may be claimed."""
    return Categories(items=await expenses.categories(ctx))
