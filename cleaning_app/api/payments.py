"""Payments and refunds for other programs. Amounts, once recorded, never change."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Amount, Body, Day, ListQuery, Moment, unset
from cleaning_app.context import Ctx
from cleaning_app.services import listing, payments
from cleaning_app.services.payments import PaymentRow
from cleaning_app.services.payments.annotate import annotate

MODULE = "module.invoices"
_Method = Literal["card", "etransfer", "cash", "cheque", "other"]
_Note = Annotated[str, Field(max_length=500)]


class PaymentFilters(ListQuery):
    """Sorts: `received_at`, `amount_cents`. `from` and `to` are days in the organisation's zone."""

    invoice_id: UUID | None = None
    client_id: UUID | None = None
    method: _Method | None = None
    status: Literal["pending", "succeeded", "failed"] | None = None
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")


class PaymentNew(Body):
    """Money received on an invoice; now, unless `received_at` says when."""

    invoice_id: UUID
    amount_cents: Amount
    method: _Method
    received_at: Moment = unset()
    note: _Note = unset()
    provider_ref: Annotated[str, Field(min_length=1, max_length=120)] = unset()
    receipt: bool = unset()


class RefundNew(Body):
    """How much goes back, as a positive amount; by the payment's own method unless told."""

    amount_cents: Amount
    method: _Method = unset()
    received_at: Moment = unset()
    note: _Note = unset()


class PaymentPatch(Body):
    """The note is all that may change about a payment."""

    note: _Note


@endpoint(
    "GET",
    "/v1/admin/payments",
    module=MODULE,
    needs=("invoices.view", "finance.view"),
    answer=Listing[PaymentRow],
)
async def find(ctx: Ctx, query: PaymentFilters) -> listing.Page[PaymentRow]:
    """List payments and refunds, newest first; refunds are negative."""
    return await payments.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/payments",
    module=MODULE,
    needs="payments.record",
    answer=PaymentRow,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: PaymentNew) -> PaymentRow:
    """Record a payment; what exceeds the invoice's balance becomes the client's credit.

    The same `provider_ref` is recorded once: again is 409.
    """
    recorded = await payments.record(ctx, provider="api", **body.given())
    return await payments.get(ctx, recorded.payment_id)


@endpoint(
    "GET",
    "/v1/admin/payments/{id}",
    module=MODULE,
    needs=("invoices.view", "finance.view"),
    answer=PaymentRow,
)
async def get(ctx: Ctx, id: UUID) -> PaymentRow:
    """One payment or refund."""
    return await payments.get(ctx, id)


@endpoint(
    "PATCH", "/v1/admin/payments/{id}", module=MODULE, needs="payments.record", answer=PaymentRow
)
async def update(ctx: Ctx, id: UUID, body: PaymentPatch) -> PaymentRow:
    """Change a payment's note. A wrong amount is refunded and recorded anew."""
    await annotate(ctx, id, body.note)
    return await payments.get(ctx, id)


@endpoint(
    "POST",
    "/v1/admin/payments/{id}/refunds",
    module=MODULE,
    needs="payments.record",
    answer=PaymentRow,
    status=201,
    idempotency="optional",
)
async def refund(ctx: Ctx, id: UUID, body: RefundNew) -> PaymentRow:
    """Give back part or all of a payment, as a row of its own."""
    recorded = await payments.refund(ctx, id, provider="api", **body.given())
    return await payments.get(ctx, recorded.payment_id)
