"""The public link of an invoice: made from a secret, found again by its hash, changed to end it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.db import set_local, transaction
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Invoice
from cleaning_app.services import audit, identities, live, rows
from cleaning_app.services.invoices import state
from cleaning_app.settings import get_settings

MISSING = "There is nothing at this address."
VISITOR = "link"
"""The kind of actor who came by a link: nobody we know, who may look at one invoice."""


def token_of(invoice: Invoice) -> str:
    """The unguessable token of an invoice's public page.

    It follows from CLIENT_PORTAL_SECRET, the organisation, the invoice and the link's version, so it
    is stored nowhere (the database keeps its hash) and a reminder carries the same link as the first
    message. A new version ends one link, a new secret ends all.
    """
    key = get_settings().secret("client_portal_secret").encode()
    about = invoice.org_id.bytes + invoice.id.bytes + invoice.public_link_version.to_bytes(4, "big")
    digest = hmac.new(key, b"pay link " + about, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def path_of(invoice: Invoice) -> str:
    """Where the invoice's client sees and pays it, below CLIENT_PORTAL_BASE_URL."""
    return f"/pay/{token_of(invoice)}"


def address_of(invoice: Invoice) -> str:
    """The whole link."""
    return get_settings().portal_url + path_of(invoice)


def open_for(invoice: Invoice) -> None:
    """Let the invoice be found by its link. Idempotent: invoices that came from elsewhere, or were
    sent under another secret, get theirs when it is first shown."""
    hashed = crypto.token_hash(token_of(invoice))
    if invoice.public_token_hash != hashed:
        invoice.public_token_hash = hashed


async def new_link(ctx: Ctx, invoice_id: UUID) -> str:
    """A new link for an invoice, in case the old one went astray; the old one ends at once.

    Raises:
        NotFound: no such invoice. Conflict: a draft has no link yet.
    """
    ctx.require("invoices.edit")
    invoice = await state.locked(ctx, invoice_id)
    if invoice.status == InvoiceStatus.DRAFT:
        raise Conflict("A draft has no link yet. It gets one when it is sent.")
    invoice.public_link_version += 1
    invoice.version += 1
    open_for(invoice)
    await ctx.session.flush()
    audit.record(ctx, "invoice.new_link", "invoice", invoice.id)
    await live.announce(ctx, "invoices", invoice.id, "changed")
    return address_of(invoice)


async def link_of(ctx: Ctx, invoice_id: UUID) -> str:
    """The whole link of an invoice that was sent; "" for a draft, which has none yet.

    Raises:
        NotFound: no such invoice.
    """
    ctx.require("invoices.view")
    invoice = await rows.one(ctx, Invoice, invoice_id, state.MISSING)
    if invoice.status == InvoiceStatus.DRAFT:
        return ""
    open_for(invoice)
    await ctx.session.flush()
    return address_of(invoice)


async def by_token(token: str) -> tuple[Identity, UUID]:
    """Whose link this is: a visitor of the organisation who may look at invoices, and which one.

    Doors show a visitor that one invoice and nothing else.

    Raises:
        NotFound: unknown or ended; the answer is always the same.
    """
    hashed = crypto.token_hash(token)
    async with transaction(token_hash=hashed.hex()) as session:
        mine = select(Invoice).where(col(Invoice.public_token_hash) == hashed)
        invoice = await session.scalar(mine)
        # The hash finds it; whether the link still holds is for the secret and the version to say.
        if invoice is None or not crypto.same(token, token_of(invoice)):
            raise NotFound(MISSING)
        await set_local(session, org_id=str(invoice.org_id))
        try:
            org = await identities.organisation(session, invoice.org_id)
        except NotFound:
            raise NotFound(MISSING) from None
    may = frozenset({"invoices.view"})
    return Identity(Actor(VISITOR, None, "Pay link", VISITOR, may), org), invoice.id
