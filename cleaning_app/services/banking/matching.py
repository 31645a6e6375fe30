"""Saying what a line of money in is: these payments, or none of ours. Each can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exc, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.income import fee_between
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import BankLine, BankMatch, Payment
from cleaning_app.models.banking import ASIDE, IN
from cleaning_app.money import dollars
from cleaning_app.services import audit, live, rows
from cleaning_app.services.banking import money_in

MOST_TOGETHER = 100
_MISSING = "There is no such line."
_TAKEN = "One of these payments stands on another line by now."


@dataclass(frozen=True)
class Was:
    """What a line was said to be before it was opened again, to say so once more."""

    line_id: UUID
    payment_ids: tuple[UUID, ...]
    aside_as: str


async def match(ctx: Ctx, line_id: UUID, payment_ids: Sequence[UUID]) -> None:
    """Say that a line is these payments. They come to its amount, as they are or less card fees.

    Raises:
        NotFound: no such line of money in.
        Invalid: no payments or too many, or they come to something else.
        Conflict: the line is not open, or a payment stands on another line.
    """
    ctx.require("finance.manage")
    wanted = list(dict.fromkeys(payment_ids))
    if not 1 <= len(wanted) <= MOST_TOGETHER:
        raise _wrong(f"Choose one payment, up to {MOST_TOGETHER}.")
    line = await _open(ctx, line_id)
    await ctx.session.execute(
        select(col(Payment.id))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.id).in_(wanted))
        .order_by(col(Payment.id))
        .with_for_update(key_share=True)
    )
    found = await money_in.receipts(ctx, wanted)
    if len(found) < len(wanted):
        raise Conflict(_TAKEN)
    if fee_between(line.amount_cents, found, guessed=True) is None:
        whole = dollars(sum(one.cents for one in found))
        raise _wrong(f"They come to {whole}, and the line says {dollars(line.amount_cents)}.")
    line.outcome = "matched"
    ctx.session.add_all(
        BankMatch(org_id=ctx.org.id, line_id=line.id, payment_id=one.id) for one in found
    )
    try:
        await _changed(ctx, line, "match", payment_ids=[str(one.id) for one in found])
    except exc.IntegrityError as refused:
        raise Conflict(_TAKEN) from refused


async def set_aside(ctx: Ctx, line_id: UUID, as_: str) -> None:
    """Say that a line is no client's money: the owner's or a loan, a transfer, a refund, other.

    Raises:
        NotFound: no such line of money in. Invalid: no such reason. Conflict: the line is not open.
    """
    ctx.require("finance.manage")
    if as_ not in ASIDE:
        raise Invalid.field("as", "Choose one of the reasons.")
    line = await _open(ctx, line_id)
    line.outcome, line.aside_as = "aside", as_
    await _changed(ctx, line, "set_aside", reason=as_)


async def reopen(ctx: Ctx, line_id: UUID) -> Was:
    """Take back what was said of a line; what that was, to say it again.

    Raises:
        NotFound: no such line of money in. Conflict: nothing was said of it.
    """
    ctx.require("finance.manage")
    line = await _locked(ctx, line_id)
    if line.outcome == "open":
        raise Conflict("This line is open already.")
    payment_ids = await ctx.session.scalars(
        delete(BankMatch)
        .where(col(BankMatch.org_id) == ctx.org.id, col(BankMatch.line_id) == line.id)
        .returning(col(BankMatch.payment_id))
    )
    was = Was(line.id, tuple(payment_ids), line.aside_as)
    line.outcome, line.aside_as = "open", ""
    await _changed(ctx, line, "reopen")
    return was


async def say_again(ctx: Ctx, was: Was) -> None:
    """Undo of `reopen`. Raises as `match` and `set_aside`."""
    ctx.require("finance.manage")
    if was.aside_as:
        await set_aside(ctx, was.line_id, was.aside_as)
    else:
        await match(ctx, was.line_id, was.payment_ids)


async def _open(ctx: Ctx, line_id: UUID) -> BankLine:
    line = await _locked(ctx, line_id)
    if line.outcome != "open":
        raise Conflict("Somebody has said already what this line is. Look at it again.")
    return line


async def _locked(ctx: Ctx, line_id: UUID) -> BankLine:
    line = await rows.locked(ctx, BankLine, line_id, _MISSING)
    if line.outcome not in IN:
        raise NotFound(_MISSING)
    return line


async def _changed(ctx: Ctx, line: BankLine, verb: str, **told: object) -> None:
    await ctx.session.flush()
    # Not as a bank_line: a file can be taken back when its matches were taken back before.
    audit.record(
        ctx, f"money_in.{verb}", "money_in", line.id, amount_cents=line.amount_cents, **told
    )
    await live.announce(ctx, "expenses", line.id, f"money_in_{verb}")


def _wrong(message: str) -> Invalid:
    return Invalid.field("payment_ids", message)
