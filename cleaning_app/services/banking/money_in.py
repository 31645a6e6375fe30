"""Lines of money in as the office looks at them: what each probably is, what it was matched with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.income import ARRIVES_WITHIN, Income, Match, Receipt, propose
from cleaning_app.domain.local_time import day_start
from cleaning_app.models import BankLine, BankMatch, Booking, Client, Deposit, Invoice, Payment
from cleaning_app.models.banking import IN
from cleaning_app.services import listing

MOST_LINES: Final = 60
_MOST_THOUGHT_ABOUT: Final = 200
_MOST_OFFERED: Final = 40


@dataclass(frozen=True)
class Line:
    """A line of money in. `matched` are its payments; while it is open, `proposed` says which they
    probably are, and `rivals` how many sets of payments fit equally well, so that none is proposed."""

    id: UUID
    posted_on: date
    description: str
    cents: int
    outcome: str
    aside_as: str
    matched: tuple[Receipt, ...] = ()
    proposed: Match | None = None
    rivals: int = 0


async def counts(ctx: Ctx) -> dict[str, int]:
    """How many lines are open, matched and set aside."""
    ctx.require("finance.view")
    found = await ctx.session.execute(
        select(col(BankLine.outcome), func.count())
        .where(col(BankLine.org_id) == ctx.org.id, col(BankLine.outcome).in_(IN))
        .group_by(col(BankLine.outcome))
    )
    return dict.fromkeys(IN, 0) | {row[0]: row[1] for row in found}


async def lines(ctx: Ctx, outcome: str, most: int = MOST_LINES) -> list[Line]:
    """The newest lines of an outcome; open ones with what they probably are."""
    ctx.require("finance.view")
    thought_about = max(most, _MOST_THOUGHT_ABOUT) if outcome == "open" else most
    rows = await ctx.session.scalars(
        select(BankLine)
        .where(col(BankLine.org_id) == ctx.org.id, col(BankLine.outcome) == outcome)
        .where(col(BankLine.amount_cents) > 0)
        .order_by(col(BankLine.posted_on).desc(), col(BankLine.id).desc())
        .limit(thought_about)
    )
    every = list(rows)
    if outcome == "open":
        return (await _with_proposals(ctx, every))[:most]
    of_line = await matched(ctx, [row.id for row in every])
    return [_line(row, matched=tuple(of_line.get(row.id, ()))) for row in every]


async def _with_proposals(ctx: Ctx, rows: Sequence[BankLine]) -> list[Line]:
    if not rows:
        return []
    days = [row.posted_on for row in rows]
    first = min(days) - timedelta(days=ARRIVES_WITHIN)
    waiting = await received(ctx, first, max(days) + timedelta(days=7))
    incomes = [Income(r.id, r.posted_on, r.description, r.amount_cents) for r in rows]
    found = propose(incomes, waiting)
    return [
        _line(row, proposed=said.match, rivals=said.rivals)
        if (said := found.get(row.id))
        else _line(row)
        for row in rows
    ]


async def offered(ctx: Ctx, line: Line, search: str = "") -> list[Receipt]:
    """Payments that no line stands for, to choose from: around the line's day, those nearest to its
    amount and day first; or by their client's name or invoice, whenever they were."""
    ctx.require("finance.view")
    wanted: list[ColumnElement[bool]] = _unmatched(ctx)
    if search.strip():
        words = listing.contains(search.strip()[:80])
        wanted.append(or_(col(Client.name).ilike(words), col(Invoice.number).ilike(words)))
    else:
        month = timedelta(days=31)
        wanted += _between(ctx, line.posted_on - month, line.posted_on + timedelta(days=7))
    noon = day_start(line.posted_on, ctx.zone) + timedelta(hours=12)
    apart = (
        func.abs(col(Payment.amount_cents) - line.cents),
        func.abs(func.extract("epoch", col(Payment.received_at) - noon)),
    )
    return await _receipts(ctx, *wanted, nearest=apart, most=_MOST_OFFERED)


async def one(ctx: Ctx, line_id: UUID) -> Line | None:
    """A line of money in, without its proposal; None when there is none."""
    ctx.require("finance.view")
    row = await ctx.session.scalar(
        select(BankLine)
        .where(col(BankLine.org_id) == ctx.org.id, col(BankLine.id) == line_id)
        .where(col(BankLine.amount_cents) > 0)
    )
    return _line(row) if row else None


async def matched(ctx: Ctx, line_ids: Sequence[UUID]) -> dict[UUID, list[Receipt]]:
    """Line → the payments it was matched with."""
    ctx.require("finance.view")
    found = await ctx.session.execute(
        select(col(BankMatch.line_id), col(BankMatch.payment_id))
        .where(col(BankMatch.org_id) == ctx.org.id, col(BankMatch.line_id).in_(line_ids))
    )  # fmt: skip
    of_payment = {payment_id: line_id for line_id, payment_id in found}
    of_line: dict[UUID, list[Receipt]] = {}
    for receipt in await _receipts(ctx, col(Payment.id).in_(list(of_payment))):
        of_line.setdefault(of_payment[receipt.id], []).append(receipt)
    return of_line


async def receipts(ctx: Ctx, payment_ids: Sequence[UUID]) -> list[Receipt]:
    """Payments that a line could be matched with: those that came in and are on no line yet."""
    ctx.require("finance.view")
    return await _receipts(ctx, col(Payment.id).in_(payment_ids), *_unmatched(ctx))


async def received(ctx: Ctx, first: date, last: date) -> list[Receipt]:
    """What came in on these local days and stands on no line, refunds to cards too, oldest first."""
    ctx.require("finance.view")
    return await _receipts(ctx, *_unmatched(ctx), *_between(ctx, first, last))


def _unmatched(ctx: Ctx) -> list[ColumnElement[bool]]:
    """What moved money and stands on no line. Of cards refunds too, as payouts are less by them;
    otherwise not what was given back whole, such as a slip of the hand."""
    given_back = aliased(Payment)
    return [
        col(Payment.status) == "succeeded",
        col(Payment.kind) != "transfer",
        or_(
            col(Payment.method) == "card",
            (col(Payment.amount_cents) > 0)
            & ~exists().where(
                col(given_back.org_id) == ctx.org.id,
                col(given_back.refund_of_id) == col(Payment.id),
                col(given_back.status) == "succeeded",
                col(given_back.amount_cents) == -col(Payment.amount_cents),
            ),
        ),
        ~exists().where(
            col(BankMatch.org_id) == ctx.org.id, col(BankMatch.payment_id) == col(Payment.id)
        ),
    ]


def _between(ctx: Ctx, first: date, last: date) -> list[ColumnElement[bool]]:
    start, end = day_start(first, ctx.zone), day_start(last + timedelta(days=1), ctx.zone)
    return [col(Payment.received_at) >= start, col(Payment.received_at) < end]


async def _receipts(
    ctx: Ctx, *wanted: ColumnElement[bool], nearest: Sequence[Any] = (), most: int = 2_000
) -> list[Receipt]:
    found = await ctx.session.execute(
        select(Payment, col(Client.name), col(Invoice.number), col(Booking.number))
        .outerjoin(Invoice, col(Invoice.id) == col(Payment.invoice_id))
        .outerjoin(Deposit, col(Deposit.id) == col(Payment.deposit_id))
        .outerjoin(Booking, col(Booking.id) == col(Deposit.booking_id))
        .join(
            Client,
            col(Client.id) == func.coalesce(col(Invoice.client_id), col(Deposit.client_id)),
        )
        .where(col(Payment.org_id) == ctx.org.id, *wanted)
        .order_by(*nearest, col(Payment.received_at), col(Payment.id))
        .limit(most)
    )
    return [
        Receipt(
            payment.id,
            payment.received_at,
            payment.received_at.astimezone(ctx.zone).date(),
            payment.method,
            payment.amount_cents,
            payment.fee_cents,
            client,
            invoice or f"Deposit #{booking}",
        )
        for payment, client, invoice, booking in found
    ]


def _line(row: BankLine, **more: Any) -> Line:
    return Line(
        row.id, row.posted_on, row.description, row.amount_cents, row.outcome, row.aside_as, **more
    )
