"""Receipts: a photo or PDF beside an expense, kept in storage, shown to whoever may see finance.

An expense has one receipt at a time; one that was replaced or removed can come back. A receipt
taken while its expense is still being typed waits for it, for a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain import papers
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.ids import new_id
from cleaning_app.models import Expense, ExpenseReceipt
from cleaning_app.services import audit, kept_files, live, rows

WAITS = timedelta(days=1)
_MISSING = "There is no such receipt."
_NO_EXPENSE = "There is no such expense."
_PDF = ".pdf"
_KIND = "Send a photo (JPEG, PNG, WebP) or a PDF."


@dataclass(frozen=True)
class Receipt:
    """A receipt; its bytes come from `open_file`."""

    id: UUID
    expense_id: UUID | None
    kind: str
    filename: str
    bytes: int


@dataclass(frozen=True)
class Paper:
    """What somebody sent, checked and made ready: files by what stands behind their key."""

    kind: papers.Kind
    files: dict[str, bytes]


@dataclass(frozen=True)
class Stored:
    """A paper whose files lie in storage, before a row tells of them."""

    id: UUID
    kind: papers.Kind
    key: str
    bytes: int
    sha256: bytes


@dataclass(frozen=True)
class Taken:
    """A receipt that was taken, and the id of the one it replaced."""

    receipt: Receipt
    replaced: UUID | None


@dataclass(frozen=True)
class ReceiptFile:
    """A receipt's file on its way out."""

    filename: str
    media_type: str
    pieces: AsyncGenerator[bytes, None]


async def take(
    identity: Identity,
    data: bytes,
    filename: str,
    *,
    expense_id: UUID | None = None,
    clock: Clock | None = None,
    request_id: str = "-",
) -> Taken:
    """Keep a photo or PDF as the receipt of an expense, or of one that is still being typed.

    Opens its own units of work: none is held while the picture is decoded and stored.

    Raises:
        NotFound: no such expense. Invalid: nothing we take. Unavailable: storage is away.
    """
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        ctx.require("finance.manage")
        if expense_id is not None:
            await rows.one(ctx, Expense, expense_id, _NO_EXPENSE)
    stored = await store(identity.org.id, await prepare(data))
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        kept = await keep(ctx, stored, filename)
        if expense_id is None:
            return Taken(kept, None)
        replaced = await attach(ctx, expense_id, kept.id)
        return Taken(await get(ctx, kept.id), replaced)


async def prepare(data: bytes) -> Paper:
    """Check a photo or PDF by its content and make it ready; pictures are written anew. Call it
    outside of a unit of work.

    Raises:
        Invalid: too large, neither a picture nor a PDF, broken, or a PDF that does things.
    """
    if papers.kind_of(data) == "pdf":
        papers.expect_plain_pdf(data)
        return Paper("pdf", {_PDF: data})
    try:
        made = await kept_files.picture(data)
    except Invalid as refused:
        raise Invalid.field(
            "receipt",
            _KIND if refused.extra.get("said") == "refused_photo_kind" else refused.detail,
        ) from None
    return Paper("picture", {kept_files.SMALL: made.small, kept_files.FULL: made.full})


async def store(org_id: UUID, paper: Paper) -> Stored:
    """Put a paper's files into storage, where they are found without a row for a day. Call it outside
    of a unit of work. Raises Unavailable: storage is away."""
    receipt_id = new_id()
    key = f"receipts/{org_id}/{receipt_id}"
    await kept_files.put({f"{key}{ending}": data for ending, data in paper.files.items()})
    whole = paper.files[_PDF if paper.kind == "pdf" else kept_files.FULL]
    return Stored(receipt_id, paper.kind, key, len(whole), hashlib.sha256(whole).digest())


async def keep(ctx: Ctx, stored: Stored, filename: str) -> Receipt:
    """Write down a stored receipt that belongs to no expense yet."""
    ctx.require("finance.manage")
    row = ExpenseReceipt(
        id=stored.id,
        created_at=ctx.now(),
        org_id=ctx.org.id,
        kind=stored.kind,
        filename=_named(filename, stored.kind),
        storage_key=stored.key,
        bytes=stored.bytes,
        sha256=stored.sha256,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(ctx, "receipt.keep", "receipt", row.id, filename=row.filename)
    return _receipt(row)


async def attach(ctx: Ctx, expense_id: UUID, receipt_id: UUID) -> UUID | None:
    """Put a waiting receipt to an expense; the id of the one it replaces, if it does.

    Raises:
        NotFound: no such expense or receipt. Conflict: the receipt belongs to another expense.
    """
    ctx.require("finance.manage")
    await rows.locked(ctx, Expense, expense_id, _NO_EXPENSE)
    receipt = await rows.locked(ctx, ExpenseReceipt, receipt_id, _MISSING)
    if receipt.deleted_at is not None or receipt.expense_id not in (None, expense_id):
        raise Conflict("This receipt belongs to another expense.")
    if receipt.expense_id == expense_id:
        return None
    replaced = await _put_away(ctx, expense_id)
    receipt.expense_id = expense_id
    await _changed(ctx, receipt, "attach")
    return replaced


async def remove(ctx: Ctx, receipt_id: UUID) -> None:
    """Take a receipt away from its expense; `restore` brings it back.

    Raises:
        NotFound: no such receipt.
    """
    ctx.require("finance.manage")
    receipt = await rows.locked(ctx, ExpenseReceipt, receipt_id, _MISSING)
    if receipt.deleted_at is None:
        receipt.deleted_at = ctx.now()
        await _changed(ctx, receipt, "remove")


async def restore(ctx: Ctx, receipt_id: UUID) -> None:
    """Bring a removed or replaced receipt back; the one in its place goes.

    Raises:
        NotFound: no such receipt.
    """
    ctx.require("finance.manage")
    receipt = await rows.locked(ctx, ExpenseReceipt, receipt_id, _MISSING)
    if receipt.deleted_at is None:
        return
    if receipt.expense_id is not None:
        await rows.locked(ctx, Expense, receipt.expense_id, _NO_EXPENSE)
        await _put_away(ctx, receipt.expense_id)
    receipt.deleted_at = None
    await _changed(ctx, receipt, "restore")


async def of_expense(ctx: Ctx, expense_id: UUID) -> Receipt | None:
    """The current receipt of an expense."""
    ctx.require("finance.view")
    row = await _current(ctx, expense_id)
    return _receipt(row) if row is not None else None


async def get(ctx: Ctx, receipt_id: UUID) -> Receipt:
    """A receipt that was not removed. Raises NotFound."""
    ctx.require("finance.view")
    row = await rows.one(ctx, ExpenseReceipt, receipt_id, _MISSING)
    if row.deleted_at is not None:
        raise NotFound(_MISSING)
    return _receipt(row)


async def open_file(ctx: Ctx, receipt_id: UUID, *, small: bool) -> ReceiptFile:
    """A receipt's file, or the small picture of it.

    Raises:
        NotFound: no such receipt, removed, or a PDF that has no small picture.
    """
    ctx.require("finance.view")
    row = await rows.one(ctx, ExpenseReceipt, receipt_id, _MISSING)
    if row.deleted_at is not None or (small and row.kind == "pdf"):
        raise NotFound(_MISSING)
    if row.kind == "pdf":
        ending, media_type = _PDF, "application/pdf"
    else:
        ending, media_type = kept_files.SMALL if small else kept_files.FULL, "image/jpeg"
    pieces = kept_files.pieces(f"{row.storage_key}{ending}", _MISSING)
    return ReceiptFile(row.filename, media_type, pieces)


async def forget_waiting(ctx: Ctx) -> int:
    """Throw away what was taken for expenses that were never saved; for the nightly job, which
    sweeps their files afterwards (`services/orphans.py`)."""
    ctx.require("admin.manage")
    found = await ctx.session.scalars(
        select(ExpenseReceipt)
        .where(col(ExpenseReceipt.org_id) == ctx.org.id)
        .where(col(ExpenseReceipt.expense_id).is_(None))
        .where(col(ExpenseReceipt.created_at) < ctx.now() - WAITS)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    waiting = list(found)
    for row in waiting:
        await ctx.session.delete(row)
    await ctx.session.flush()
    return len(waiting)


async def _current(ctx: Ctx, expense_id: UUID) -> ExpenseReceipt | None:
    return await ctx.session.scalar(
        select(ExpenseReceipt).where(
            col(ExpenseReceipt.org_id) == ctx.org.id,
            col(ExpenseReceipt.expense_id) == expense_id,
            col(ExpenseReceipt.deleted_at).is_(None),
        )
    )


async def _put_away(ctx: Ctx, expense_id: UUID) -> UUID | None:
    """Make room for another receipt of a locked expense."""
    row = await _current(ctx, expense_id)
    if row is None:
        return None
    row.deleted_at = ctx.now()
    await ctx.session.flush()
    return row.id


async def _changed(ctx: Ctx, receipt: ExpenseReceipt, verb: str) -> None:
    await ctx.session.flush()
    about = receipt.expense_id or receipt.id
    thing = "expense" if receipt.expense_id else "receipt"
    audit.record(ctx, f"receipt.{verb}", thing, about, filename=receipt.filename)
    if receipt.expense_id:
        await live.announce(ctx, "expenses", receipt.expense_id, "changed")


def _named(filename: str, kind: str) -> str:
    """The name people gave the file, ending as what it is now."""
    stem = filename.replace("\\", "/").rpartition("/")[2]
    stem = "".join(c for c in stem if c.isprintable()).strip()
    stem = stem.rpartition(".")[0] or stem or "receipt"
    return f"{stem[:190]}{'.pdf' if kind == 'pdf' else '.jpg'}"


def _receipt(row: ExpenseReceipt) -> Receipt:
    return Receipt(row.id, row.expense_id, row.kind, row.filename, row.bytes)
