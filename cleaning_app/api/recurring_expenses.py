"""Recurring expenses for other programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, SignedAmount, unset
from cleaning_app.context import Ctx
from cleaning_app.services.expenses import ExpenseInput, recurring
from cleaning_app.services.expenses.recurring import Recurring, RecurringInput

MODULE = "module.finance"
_PATH = "/v1/admin/recurring-expenses"
_Vendor = Annotated[str, Field(min_length=1, max_length=200)]
_Text = Annotated[str, Field(max_length=500)]
_Number = Annotated[str, Field(max_length=20)]
_Every = Literal["week", "two_weeks", "month", "quarter", "year"]


class RecurringNew(Body):
    """An expense that comes back from `starts_on` on; days that have passed are entered at once."""

    category_id: UUID
    vendor: _Vendor
    total_cents: SignedAmount
    tax_cents: SignedAmount
    every: _Every
    starts_on: Day
    ends_on: Day | None = None
    description: _Text = ""
    supplier_gst_number: _Number = ""


class RecurringPatch(Body):
    """What may change; it holds from now on."""

    category_id: UUID = unset()
    vendor: _Vendor = unset()
    total_cents: SignedAmount = unset()
    tax_cents: SignedAmount = unset()
    every: _Every = unset()
    starts_on: Day = unset()
    ends_on: Day | None = unset()
    description: _Text = unset()
    supplier_gst_number: _Number = unset()


class RecurringList(BaseModel):
    """All of them."""

    items: list[Recurring]


@endpoint("GET", _PATH, module=MODULE, needs="finance.view", answer=RecurringList, tag="expenses")
async def every(ctx: Ctx) -> RecurringList:
    """List recurring expenses: running, then paused, then ended."""
    return RecurringList(items=await recurring.every(ctx))


@endpoint(
    "POST", _PATH, module=MODULE, needs="finance.manage", answer=Recurring, status=201,
    idempotency="optional", tag="expenses",
)  # fmt: skip
async def create(ctx: Ctx, body: RecurringNew) -> Recurring:
    """Begin a recurring expense."""
    return await recurring.get(ctx, await recurring.create(ctx, _given(body.model_dump())))


@endpoint(
    "PATCH", _PATH + "/{id}", module=MODULE, needs="finance.manage", answer=Recurring,
    tag="expenses",
)  # fmt: skip
async def update(ctx: Ctx, id: UUID, body: RecurringPatch, version: int | None) -> Recurring:
    """Change what is entered from now on; what isn't named stays."""
    before = await recurring.get(ctx, id)
    kept = {name: getattr(before, name) for name in RecurringNew.model_fields}
    seen = before.version if version is None else version
    await recurring.update(ctx, id, _given(kept | body.given()), version=seen)
    return await recurring.get(ctx, id)


@endpoint(
    "POST", _PATH + "/{id}/pause", module=MODULE, needs="finance.manage", answer=Recurring,
    tag="expenses",
)  # fmt: skip
async def pause(ctx: Ctx, id: UUID) -> Recurring:
    """Enter nothing until it is resumed."""
    await recurring.pause(ctx, id)
    return await recurring.get(ctx, id)


@endpoint(
    "POST", _PATH + "/{id}/resume", module=MODULE, needs="finance.manage", answer=Recurring,
    tag="expenses",
)  # fmt: skip
async def resume(ctx: Ctx, id: UUID) -> Recurring:
    """Go on from today; the days of the pause are let pass."""
    await recurring.resume(ctx, id)
    return await recurring.get(ctx, id)


@endpoint(
    "DELETE", _PATH + "/{id}", module=MODULE, needs="finance.manage", status=204, tag="expenses"
)
async def remove(ctx: Ctx, id: UUID) -> None:
    """Remove a recurring expense; what it entered stays."""
    await recurring.remove(ctx, id)


def _given(values: dict[str, Any]) -> RecurringInput:
    every, ends_on = values.pop("every"), values.pop("ends_on")
    expense = ExpenseInput(occurred_on=values.pop("starts_on"), **values)
    return RecurringInput(expense, every, ends_on)
