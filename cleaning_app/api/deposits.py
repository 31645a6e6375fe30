"""Deposits for other programs: asked for, paid, given back, kept, waived."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, ListQuery, Moment, unset
from cleaning_app.context import Ctx
from cleaning_app.services import deposits, listing
from cleaning_app.services.deposits import DepositRow, keeping

MODULE = "module.invoices"
_Amount = Annotated[int, Field(ge=1, le=1_000_000_00)]
_Reason = Annotated[str, Field(min_length=1, max_length=300)]


class DepositFilters(ListQuery):
    """Sorts: `created_at`, `amount_cents`. `held`: money is there; `settle`: held, and the booking
    was called off."""

    status: (
        Literal["asked", "paid", "used", "returned", "kept", "waived", "held", "settle"] | None
    ) = None
    client_id: UUID | None = None
    booking_id: UUID | None = None


class DepositNew(Body):
    """A deposit for a booking: what its frozen terms ask for, unless an amount is given."""

    booking_id: UUID
    amount_cents: _Amount = unset()
    tell: bool = True


class DepositPaid(Body):
    """Money that came for it; all that is missing, unless an amount is given."""

    method: Literal["card", "etransfer", "cash", "cheque", "other"]
    amount_cents: _Amount = unset()
    received_at: Moment = unset()
    note: Annotated[str, Field(max_length=500)] = unset()


class DepositEnd(Body):
    """How it ends: `refund` gives back what is held, `keep` makes it a sale (with a reason), `waive`
    lets an unpaid one be (with a reason), `settle` does what the terms of a cancelled booking say."""

    how: Literal["refund", "keep", "waive", "settle"]
    amount_cents: _Amount = unset()
    reason: _Reason = unset()


@endpoint(
    "GET", "/v1/admin/deposits", module=MODULE, needs="invoices.view", answer=Listing[DepositRow]
)
async def find(ctx: Ctx, query: DepositFilters) -> listing.Page[DepositRow]:
    """List deposits, newest first."""
    return await deposits.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/deposits",
    module=MODULE,
    needs="invoices.edit",
    answer=DepositRow,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: DepositNew) -> DepositRow:
    """Ask a booking's client for a deposit."""
    amount = body.given().get("amount_cents")
    made = await deposits.ask(ctx, body.booking_id, amount_cents=amount, tell=body.tell)
    return await deposits.get(ctx, made)


@endpoint("GET", "/v1/admin/deposits/{id}", module=MODULE, needs="invoices.view", answer=DepositRow)
async def get(ctx: Ctx, id: UUID) -> DepositRow:
    """One deposit."""
    return await deposits.get(ctx, id)


@endpoint(
    "POST",
    "/v1/admin/deposits/{id}/payments",
    module=MODULE,
    needs="payments.record",
    answer=DepositRow,
    status=201,
    idempotency="optional",
)
async def pay(ctx: Ctx, id: UUID, body: DepositPaid) -> DepositRow:
    """Record money received for a deposit."""
    await deposits.record(ctx, id, **body.given())
    return await deposits.get(ctx, id)


@endpoint(
    "POST",
    "/v1/admin/deposits/{id}/end",
    module=MODULE,
    needs="payments.record",
    answer=DepositRow,
    status=201,
    idempotency="optional",
)
async def end(ctx: Ctx, id: UUID, body: DepositEnd) -> DepositRow:
    """Refund, keep, waive or settle a deposit."""
    given = body.given()
    amount, reason = given.get("amount_cents"), given.get("reason", "")
    if body.how == "refund":
        await deposits.refund(ctx, id, amount_cents=amount, note=reason)
    elif body.how == "keep":
        await keeping.keep(ctx, id, reason, amount_cents=amount)
    elif body.how == "waive":
        await deposits.waive(ctx, id, reason)
    else:
        await keeping.settle(ctx, id)
    return await deposits.get(ctx, id)
