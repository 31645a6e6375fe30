"""Invoices for other programs: drafted, changed while drafts, sent, voided."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Cents, Day, ListQuery, SignedAmount, unset
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import invoices, listing
from cleaning_app.services.invoices import InvoiceRow, InvoiceView, NewLine

MODULE = "module.invoices"
_Percent = Annotated[Decimal, Field(strict=False, gt=0, le=100, decimal_places=2)]
_Notes = Annotated[str, Field(max_length=1000)]
_Status = Literal["draft", "sent", "partial", "paid", "overdue", "void", "open"]


class InvoiceFilters(ListQuery):
    """Sorts: `issued_on`, `due_on`, `number`, `total_cents`. `open`: sent, partial or overdue.

    `from` and `to` are issue dates, both included; `age` is a bucket of days past due.
    """

    status: _Status | None = None
    age: str | None = Field(default=None, max_length=20)
    client_id: UUID | None = None
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")


class LineNew(Body):
    """One line. The tax code is a key of the organisation's, valid on the issue date."""

    description: str = Field(min_length=1, max_length=255)
    unit_price_cents: SignedAmount
    quantity: Annotated[Decimal, Field(strict=False, gt=0, le=1_000_000, decimal_places=3)] = (
        Decimal(1)
    )
    tax_code: str = Field(default="gst", max_length=60)

    def as_line(self) -> NewLine:
        """The line as the service takes it."""
        return NewLine(self.description, self.unit_price_cents, self.quantity, self.tax_code)


_Lines = Annotated[list[LineNew], Field(min_length=1, max_length=200)]


class InvoiceNew(Body):
    """A draft: for a client with lines, or for a booking at its price (`booking_id` alone)."""

    client_id: UUID = unset()
    booking_id: UUID = unset()
    lines: _Lines = unset()
    discount_cents: Cents = unset()
    discount_percent: _Percent = unset()
    issued_on: Day = unset()
    due_on: Day = unset()
    notes: _Notes = unset()


class InvoicePatch(Body):
    """What may change. Everything but `status` only while it is a draft.

    `status`: `sent` sends it (without an e-mail if `without_email`), `void` takes it back, with a
    `reason`. Partial, paid and overdue follow from payments and dates.
    """

    lines: _Lines = unset()
    discount_cents: Cents = unset()
    discount_percent: _Percent = unset()
    issued_on: Day = unset()
    due_on: Day = unset()
    notes: _Notes = unset()
    status: Literal["sent", "void"] = unset()
    without_email: bool = False
    reason: Annotated[str, Field(max_length=500)] = ""


@endpoint(
    "GET", "/v1/admin/invoices", module=MODULE, needs="invoices.view", answer=Listing[InvoiceRow]
)
async def find(ctx: Ctx, query: InvoiceFilters) -> listing.Page[InvoiceRow]:
    """List invoices, newest first."""
    return await invoices.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/invoices",
    module=MODULE,
    needs="invoices.edit",
    answer=InvoiceView,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: InvoiceNew) -> InvoiceView:
    """Draft an invoice. It gets its number here; drafts are voided, never deleted."""
    given = body.given()
    if "lines" in given and "client_id" in given:
        lines = [line.as_line() for line in given.pop("lines")]
        return await invoices.get(ctx, await invoices.create(ctx, lines=lines, **given))
    booking_id, issued_on = given.pop("booking_id", None), given.pop("issued_on", None)
    if booking_id is None or given:
        raise Invalid.field(
            "client_id", "Send client_id and lines, or a booking_id (and issued_on) alone."
        )
    made = await invoices.create_from_booking(ctx, booking_id, issued_on=issued_on)
    return await invoices.get(ctx, made)


@endpoint(
    "GET", "/v1/admin/invoices/{id}", module=MODULE, needs="invoices.view", answer=InvoiceView
)
async def get(ctx: Ctx, id: UUID) -> InvoiceView:
    """One invoice with lines, payments and history."""
    return await invoices.get(ctx, id)


@endpoint(
    "PATCH", "/v1/admin/invoices/{id}", module=MODULE, needs="invoices.edit", answer=InvoiceView
)
async def update(ctx: Ctx, id: UUID, body: InvoicePatch, version: int | None) -> InvoiceView:
    """Change a draft, send it, or void an invoice; all of it happens or none."""
    edits = {
        name: value
        for name, value in body.given().items()
        if name not in {"status", "without_email", "reason"}
    }
    if edits:
        before = await invoices.get(ctx, id)
        lines = [line.as_line() for line in body.lines] if "lines" in edits else _lines_of(before)
        edits |= {"lines": lines}
        if "discount_cents" not in edits:
            edits.setdefault("discount_percent", before.discount_percent)
            edits["discount_cents"] = before.discount_cents
        await invoices.edit(ctx, id, version=version, **edits)
        version = None
    if body.status == "sent":
        await invoices.send(ctx, id, without_email=body.without_email, version=version)
    elif body.status == "void":
        await invoices.void(ctx, id, body.reason, version=version)
    return await invoices.get(ctx, id)


def _lines_of(invoice: InvoiceView) -> list[NewLine]:
    return [
        NewLine(line.description, line.unit_price_cents, line.quantity, line.tax_code)
        for line in invoice.lines
    ]
