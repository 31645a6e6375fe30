"""An invoice under lock, and the status that follows from its payments and dates."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import credit_from, derive_status
from cleaning_app.errors import NotFound, PreconditionFailed
from cleaning_app.models import CreditNote, Invoice, Payment
from cleaning_app.services import audit, live, open_pages

MISSING = "There is no such invoice."


async def locked(ctx: Ctx, invoice_id: UUID, version: int | None = None) -> Invoice:
    """The invoice, held against other writers until the transaction ends.

    Raises:
        NotFound: no such invoice here.
        PreconditionFailed: it has changed since the caller read `version`.
    """
    invoice = await ctx.session.scalar(
        select(Invoice)
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == invoice_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if invoice is None:
        raise NotFound(MISSING)
    if version is not None and version != invoice.version:
        raise PreconditionFailed("This invoice has changed since you opened it. Look again.")
    return invoice


async def refresh(ctx: Ctx, invoice: Invoice) -> None:
    """Bring `paid_cents`, `credited_cents`, `status` and `version` of a locked invoice in line with
    its payments and credit notes."""
    await ctx.session.flush()
    invoice.paid_cents = await net_received(ctx, invoice.id)
    invoice.credited_cents = await _credited(ctx, invoice.id)
    invoice.status = derive_status(
        invoice.status, invoice.payable_cents, invoice.paid_cents, invoice.due_on, ctx.today()
    ).value
    invoice.version += 1
    await ctx.session.flush()
    await open_pages.close_unwanted(ctx, invoice)


async def net_received(ctx: Ctx, invoice_id: UUID, *, status: str = "succeeded") -> int:
    """Σ of an invoice's payments with one status, refunds negative, in cents."""
    total = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == invoice_id)
        .where(col(Payment.status) == status)
    )
    return int(total or 0)


async def leaving(ctx: Ctx, invoice_id: UUID) -> int:
    """What of an invoice's money is on its way back to a card, in cents: it still counts as paid, but
    nothing else is done with it."""
    total = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == invoice_id)
        .where(col(Payment.status) == "pending", col(Payment.amount_cents) < 0)
    )
    return -int(total or 0)


async def credit_on(ctx: Ctx, invoice: Invoice) -> int:
    """The client's credit that sits on a locked invoice, in cents."""
    there = invoice.paid_cents - await leaving(ctx, invoice.id)
    return credit_from(invoice.payable_cents, there)


async def _credited(ctx: Ctx, invoice_id: UUID) -> int:
    total = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(CreditNote.total_cents)), 0)).where(
            col(CreditNote.org_id) == ctx.org.id, col(CreditNote.invoice_id) == invoice_id
        )
    )
    return int(total or 0)


# The same rule as domain.invoices.derive_status, for many invoices at once; a test holds both
# against each other.
_RESTATE = text(
    """
    UPDATE invoices i SET paid_cents = s.paid, status = s.status, version = i.version + 1
    FROM (
        SELECT j.id, p.paid,
               CASE WHEN p.paid >= j.total_cents - j.credited_cents THEN 'paid'
                    WHEN j.due_on < :today THEN 'overdue'
                    WHEN p.paid > 0 THEN 'partial'
                    ELSE 'sent' END AS status
        FROM invoices j
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(amount_cents), 0)::int AS paid FROM payments
            WHERE org_id = j.org_id AND invoice_id = j.id AND status = 'succeeded'
        ) p
        WHERE j.org_id = :org AND j.status NOT IN ('draft', 'void')
          AND (CAST(:ids AS uuid[]) IS NULL OR j.id = ANY(:ids))
    ) s
    WHERE i.org_id = :org AND i.id = s.id
      AND (i.paid_cents, i.status) IS DISTINCT FROM (s.paid, s.status)
    """
)


async def restate(ctx: Ctx, invoice_ids: list[UUID] | None = None) -> int:
    """Bring many invoices in line with their payments, e.g. after an import; returns how many changed.

    Without `invoice_ids` all of the organisation's. Drafts and voids stay what they are.
    """
    ctx.require("invoices.edit")
    result = await ctx.session.execute(
        _RESTATE, {"org": ctx.org.id, "today": ctx.today(), "ids": invoice_ids}
    )
    return int(getattr(result, "rowcount", 0))


_FLIP = text(
    """
    UPDATE invoices SET status = 'overdue', version = version + 1
    WHERE org_id = :org AND status IN ('sent', 'partial') AND due_on < :today
      AND paid_cents < total_cents - credited_cents
    RETURNING id
    """
)


async def flip_overdue(ctx: Ctx) -> int:
    """Mark what has become overdue by the organisation's today; returns how many. For the nightly job.

    Running it twice changes nothing more.
    """
    ctx.require("invoices.edit")
    flipped = list(await ctx.session.scalars(_FLIP, {"org": ctx.org.id, "today": ctx.today()}))
    if flipped:
        audit.record(ctx, "invoice.overdue", "invoice", count=len(flipped))
        await live.announce(ctx, "invoices", "", "overdue")
    return len(flipped)
