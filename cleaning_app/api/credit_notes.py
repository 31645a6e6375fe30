"""Credit notes and bad debts for other programs, and putting a client's credit to an invoice."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Amount, Body, Day, ListQuery, unset
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import credit_notes, invoices, listing
from cleaning_app.services.credit_notes import Asked, NoteRow
from cleaning_app.services.invoices import InvoiceView
from cleaning_app.services.payments import credit

MODULE = "module.invoices"
_Reason = Annotated[str, Field(min_length=1, max_length=500)]
_Position = Annotated[int, Field(ge=0, le=1000)]


class NoteFilters(ListQuery):
    """Sorts: `issued_on`, `number`, `total_cents`. `from` and `to` are days of issue, included."""

    kind: Literal["credit", "bad_debt"] | None = None
    invoice_id: UUID | None = None
    client_id: UUID | None = None
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")


class LineCredited(BaseModel, extra="forbid", strict=True):
    """How much of one line, before tax."""

    position: _Position
    amount_cents: Amount


class NoteNew(Body):
    """All that is left of an invoice, an amount with its taxes, or amounts of its lines before tax.
    A `bad_debt` is at most what is owed, and takes an amount or nothing."""

    invoice_id: UUID
    reason: _Reason
    kind: Literal["credit", "bad_debt"] = "credit"
    amount_cents: Amount = unset()
    lines: Annotated[list[LineCredited], Field(min_length=1, max_length=200)] = unset()


class Reversal(Body):
    """Why it is taken back."""

    reason: _Reason


class CreditUse(Body):
    """How much of the client's credit goes to the invoice; all that is owed, unless told."""

    amount_cents: Amount = unset()


@endpoint(
    "GET", "/v1/admin/credit-notes", module=MODULE, needs="invoices.view", answer=Listing[NoteRow]
)
async def find(ctx: Ctx, query: NoteFilters) -> listing.Page[NoteRow]:
    """List credit notes, newest first; reversals are negative."""
    return await credit_notes.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/credit-notes",
    module=MODULE,
    needs="invoices.edit",
    answer=NoteRow,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: NoteNew) -> NoteRow:
    """Issue a credit note, or write a debt off. Never more than is left of each tax code."""
    amount = body.given().get("amount_cents")
    lines = {line.position: line.amount_cents for line in body.given().get("lines", [])}
    if body.kind == "bad_debt":
        if lines:
            raise Invalid.field("lines", "A bad debt is an amount, not lines.")
        made = await credit_notes.write_off(
            ctx, body.invoice_id, reason=body.reason, amount_cents=amount
        )
    else:
        asked = Asked(amount, lines)
        made = await credit_notes.issue(ctx, body.invoice_id, asked, reason=body.reason)
    return await credit_notes.get(ctx, made)


@endpoint(
    "GET", "/v1/admin/credit-notes/{id}", module=MODULE, needs="invoices.view", answer=NoteRow
)
async def get(ctx: Ctx, id: UUID) -> NoteRow:
    """One credit note with its lines."""
    return await credit_notes.get(ctx, id)


@endpoint(
    "POST",
    "/v1/admin/credit-notes/{id}/reversal",
    module=MODULE,
    needs="invoices.edit",
    answer=NoteRow,
    status=201,
    idempotency="optional",
)
async def reverse(ctx: Ctx, id: UUID, body: Reversal) -> NoteRow:
    """Take a credit note back by another one with its amounts negated, dated today."""
    return await credit_notes.get(ctx, await credit_notes.reverse(ctx, id, reason=body.reason))


@endpoint(
    "POST",
    "/v1/admin/invoices/{id}/credit",
    module=MODULE,
    needs="payments.record",
    answer=InvoiceView,
    status=201,
    idempotency="optional",
)
async def use_credit(ctx: Ctx, id: UUID, body: CreditUse) -> InvoiceView:
    """Put the client's credit to an open invoice, as a transfer from the invoices it sits on."""
    await credit.use(ctx, id, amount_cents=body.given().get("amount_cents"))
    return await invoices.get(ctx, id)
