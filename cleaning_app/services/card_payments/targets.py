"""What is paid by card: an invoice or a deposit, under lock, as one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.domain.invoices import ISSUED, InvoiceStatus
from cleaning_app.errors import NotFound
from cleaning_app.models import Booking, CardPayment, Deposit, Invoice, Payment
from cleaning_app.services import live
from cleaning_app.services.card_links import MISSING, Kind, Link
from cleaning_app.services.deposits import applying
from cleaning_app.services.invoices import state
from cleaning_app.services.owed import is_awaited


@dataclass(frozen=True)
class Target:
    """An invoice or a deposit, held against other writers until the transaction ends."""

    invoice: Invoice | None
    deposit: Deposit | None
    number: str
    around: Sequence[Invoice] = ()
    """The invoices a deposit may go to or went to."""

    @property
    def kind(self) -> Kind:
        return "invoice" if self.invoice is not None else "deposit"

    @property
    def row(self) -> Invoice | Deposit:
        """Whichever of the two it is."""
        found = self.invoice or self.deposit
        assert found is not None  # one of both, by construction
        return found

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def about(self) -> tuple[UUID, str]:
        """What the audit log tells of: the invoice, or the deposit's booking; id and kind."""
        if self.deposit is not None:
            return self.deposit.booking_id, "booking"
        return self.id, "invoice"

    @property
    def link(self) -> Link:
        """Where it is paid by card."""
        return Link(self.kind, self.row.org_id, self.id)

    @property
    def keys(self) -> dict[str, Any]:
        """The columns by which rows belong to it."""
        return {
            "invoice_id": self.invoice.id if self.invoice else None,
            "deposit_id": self.deposit.id if self.deposit else None,
        }

    @property
    def asked_cents(self) -> int:
        """What is to be paid in all."""
        if self.invoice is not None:
            return self.invoice.payable_cents
        assert self.deposit is not None
        return self.deposit.amount_cents

    @property
    def is_open(self) -> bool:
        """Whether money may be asked for."""
        if self.invoice is not None:
            return InvoiceStatus(self.invoice.status) in ISSUED
        return self.row.status == "asked"


async def locked(ctx: Ctx, kind: Kind, id: UUID) -> Target:
    """An invoice or a deposit under lock.

    Raises:
        NotFound: there is none.
    """
    if kind == "client":
        raise NotFound(MISSING)
    if kind == "invoice":
        try:
            invoice = await state.locked(ctx, id)
        except NotFound:
            raise NotFound(MISSING) from None
        return Target(invoice, None, invoice.number)
    found = (
        await ctx.session.execute(
            select(Deposit, col(Booking.number))
            .join(Booking, col(Booking.id) == col(Deposit.booking_id))
            .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.id) == id)
            .with_for_update(of=Deposit, key_share=True)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return Target(None, found[0], f"B-{found[1]:05}")


async def of(ctx: Ctx, card: CardPayment) -> Target:
    """What a try at paying is for, under lock, with the invoices that its money may change."""
    if card.invoice_id is not None:
        return await locked(ctx, "invoice", card.invoice_id)
    assert card.deposit_id is not None  # a CHECK of the table
    _, around = await applying.with_invoices(ctx, card.deposit_id)
    return replace(await locked(ctx, "deposit", card.deposit_id), around=around)


def belongs(model: type[Payment] | type[CardPayment], target: Target) -> Any:
    """The condition for rows of a target."""
    if target.invoice is not None:
        return col(model.invoice_id) == target.id
    return col(model.deposit_id) == target.id


async def owed(ctx: Ctx, target: Target) -> int:
    """What may still be asked for, in cents: what is on its way already isn't asked for twice."""
    if not target.is_open:
        return 0
    if target.deposit is not None and not await is_awaited(ctx, target.deposit):
        return 0
    total = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .where(col(Payment.org_id) == ctx.org.id, belongs(Payment, target))
        .where(col(Payment.status) != "failed")
    )
    return max(0, target.asked_cents - int(total or 0))


async def refresh(ctx: Ctx, target: Target) -> None:
    """Bring a target's sums and status in line with its payments, and tell open screens. For one
    that `of` has locked."""
    if target.invoice is not None:
        await state.refresh(ctx, target.invoice)
        await live.announce(ctx, "invoices", target.id, "paid")
        return
    assert target.deposit is not None
    status = DepositStatus(target.deposit.status)
    gone = DepositStatus.RETURNED if status is DepositStatus.PAID else status
    await applying.follow(ctx, target.deposit, target.around, gone)
    await live.announce(ctx, "deposits", target.id, "paid")
    await live.announce(ctx, "bookings", target.deposit.booking_id, "paid")
