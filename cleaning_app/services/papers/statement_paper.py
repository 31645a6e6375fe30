"""A client's account over a period, as a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import statements
from cleaning_app.errors import Invalid
from cleaning_app.models import Client
from cleaning_app.services import organisations, rows
from cleaning_app.services.papers import letterhead, words
from cleaning_app.services.papers.invoice_paper import Paying, party, paying
from cleaning_app.services.papers.movements import kind_of
from cleaning_app.services.papers.paper import Paper, Party, file_name

MOST_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the account; either a charge or a payment."""

    on: date
    what: str
    charge_cents: int | None
    payment_cents: int | None
    balance_cents: int


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """What is owed of one age; `key` is a word's."""

    key: str
    owed_cents: int


@dataclass(frozen=True, kw_only=True)
class StatementPaper(Paper):
    """`closing_cents` is without its sign: `in_favour` says that the company owes it."""

    template: ClassVar[str] = "statement"

    client: Party
    first: date
    last: date
    opening_cents: int
    entries: tuple[Entry, ...]
    charged_cents: int
    paid_cents: int
    closing_cents: int
    in_favour: bool
    ageing: tuple[Bucket, ...]
    pay: Paying

    @property
    def title(self) -> str:
        return f"{words.in_language(self.language)['statement']} · {self.client.name}"

    @property
    def filename(self) -> str:
        return file_name(f"statement-{self.client.name}-{self.first}-{self.last}")


async def load(ctx: Ctx, client_id: UUID, first: date, last: date) -> StatementPaper:
    """A client's account from `first` to `last`, days in the organisation's zone, both included.

    Raises:
        NotFound: no such client here.
        Invalid: the days are in the wrong order, or too far apart.
        Unavailable: the company's logo can't be reached.
    """
    ctx.require("invoices.view")
    _check(first, last)
    await rows.one(ctx, Client, client_id, "There is no such client.")
    lang, settings = letterhead.language(ctx), await organisations.settings(ctx)
    movements, due = await _movements(ctx, client_id, words.in_language(lang))
    found = statements.account(movements, due, first, last)
    buckets = [Bucket(key=age.value, owed_cents=owed) for age, owed in found.ageing.items()]
    if found.credit:
        buckets.append(Bucket(key="credit", owed_cents=-found.credit))
    return StatementPaper(
        company=await letterhead.of_settings(ctx.org.name, settings),
        language=lang,
        currency=ctx.org.currency,
        made_on=last,
        client=await party(ctx, client_id),
        first=first,
        last=last,
        opening_cents=found.opening,
        entries=tuple(_entry(entry) for entry in found.entries),
        charged_cents=found.charged,
        paid_cents=found.paid,
        closing_cents=abs(found.closing),
        in_favour=found.closing < 0,
        ageing=tuple(buckets),
        pay=await paying(ctx, settings),
    )


def _check(first: date, last: date) -> None:
    problem = ""
    if last < first:
        problem = "The period ends before it begins."
    elif first.year < 2000 or last.year > 2199 or last.year - first.year > MOST_YEARS:
        problem = f"A statement covers up to {MOST_YEARS} years."
    if problem:
        raise Invalid.field("to", problem)


def _entry(entry: statements.Entry[UUID]) -> Entry:
    amount = entry.movement.amount
    return Entry(
        on=entry.movement.on,
        what=entry.movement.about,
        charge_cents=amount if amount > 0 else None,
        payment_cents=-amount if amount < 0 else None,
        balance_cents=entry.balance,
    )


# Void invoices stand on no account, and nothing is net received on them. A deposit comes onto it when
# it is used: until then it is neither charged nor owed.
_INVOICES = text(
    """
    SELECT id, number, issued_on, due_on, total_cents FROM invoices
    WHERE org_id = :org AND client_id = :client AND status NOT IN ('draft', 'void')
    ORDER BY issued_on, number, id
    """
)
_PAYMENTS = text(
    """
    SELECT p.invoice_id, p.kind, p.method, p.amount_cents, p.received_at
    FROM payments p JOIN invoices i ON i.org_id = p.org_id AND i.id = p.invoice_id
    WHERE p.org_id = :org AND i.client_id = :client AND i.status NOT IN ('draft', 'void')
      AND p.status = 'succeeded'
    ORDER BY p.received_at, p.id
    """
)
_CREDITS = text(
    """
    SELECT c.invoice_id, c.number, c.issued_on, c.total_cents
    FROM credit_notes c JOIN invoices i ON i.org_id = c.org_id AND i.id = c.invoice_id
    WHERE c.org_id = :org AND i.client_id = :client AND i.status NOT IN ('draft', 'void')
    ORDER BY c.issued_on, c.number, c.id
    """
)


async def _movements(
    ctx: Ctx, client_id: UUID, said: dict[str, str]
) -> tuple[list[statements.Movement[UUID]], dict[UUID, date]]:
    asked = {"org": ctx.org.id, "client": client_id}
    billed: Any = (await ctx.session.execute(_INVOICES, asked)).all()
    numbers = {row.id: row.number for row in billed}
    moved = [
        statements.Movement(
            row.issued_on, row.id, row.total_cents, f"{said['invoice']} {row.number}"
        )
        for row in billed
    ]
    credited: Any = await ctx.session.execute(_CREDITS, asked)
    for row in credited:
        about = f"{said['credit_note']} {row.number} · {numbers[row.invoice_id]}"
        moved.append(statements.Movement(row.issued_on, row.invoice_id, -row.total_cents, about))
    paid: Any = await ctx.session.execute(_PAYMENTS, asked)
    for row in paid:
        day = row.received_at.astimezone(ctx.zone).date()
        kind = kind_of(row.kind, row.method, row.amount_cents, said)
        about = f"{kind} · {numbers[row.invoice_id]}"
        moved.append(statements.Movement(day, row.invoice_id, -row.amount_cents, about))
    return moved, {row.id: row.due_on for row in billed}
