"""Payments against invoices: what disagrees, what waits, what is held, each with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Date, String, Uuid, column, select

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.income import ARRIVES_WITHIN
from cleaning_app.domain.local_time import day_start, offsets
from cleaning_app.errors import Invalid
from cleaning_app.services import audit, listing, live
from cleaning_app.services.finance.behind import COLUMNS, Behind, Entry
from cleaning_app.services.finance.loose_ends import QUERIES
from cleaning_app.services.finance.pyformat import bound
from cleaning_app.services.invoices import state

MOST_SHOWN = 5
MOST_AT_ONCE = 200
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """A kind of loose end: `tone` is "wrong" (should never be), "open" (somebody decides) or "known"
    (fine as it is); `words` say what it means, `next` what to do, "" for nothing."""

    key: str
    tone: str
    title: str
    words: str
    next: str


KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(
            "disagree", "wrong", "Invoices that disagree with their payments",
            "What an invoice shows as paid, credited or owed is not what its payments and credit "
            "notes come to.",
            "Put them right: the payments and credit notes decide.",
        ),
        Kind(
            "void", "wrong", "Money on void invoices",
            "Somebody paid an invoice that was taken back, so the money belongs to no sale.",
            "Open the invoice and give the money back, or put it to another invoice.",
        ),
        Kind(
            "twice", "open", "Invoices that look paid twice",
            "Two payments of the same size came to more than was owed.",
            "Open the invoice. Take back the one that was a slip of the hand, or refund it.",
        ),
        Kind(
            "refund-failed", "open", "Refunds that failed",
            "The card refused the money, so it is still here and still owed to the client.",
            "Open it and give the money back another way.",
        ),
        Kind(
            "pending", "open", "Payments under way for over a week",
            "The bank has said neither yes nor no. Until then they count for nothing.",
            "Look the payment up in Stripe; what it says arrives here by itself.",
        ),
        Kind(
            "called-off", "open", "Deposits held for visits that were called off",
            "The visit will not happen, and the client's money is still here.",
            "Open the booking: give the deposit back, or keep it as the policy says.",
        ),
        Kind(
            "bank", "open", "Bank lines whose expense has changed",
            "The bank says one amount, the expense another, or the expense is in the bin.",
            "Open the expense and set its amount, or bring it back from the bin.",
        ),
        Kind(
            "bank-in", "open", "Money in the bank without its payment",
            "It came in, and nobody has said yet which payment it is.",
            "Open it and confirm its match, or set it aside. A payment that is missing is recorded first.",
        ),
        Kind(
            "never-came", "open", "Payments that never reached the bank",
            f"After {ARRIVES_WITHIN} days no line of your bank files is theirs.",
            "Ask your bank or the client; open the invoice and take back what was never paid.",
        ),
        Kind(
            "credit", "known", "Paid beyond what is owed: clients' credit",
            "What came in above the invoice is kept for the client.",
            "Use it for their next invoice, or give it back, on the invoice's page.",
        ),
        Kind(
            "held", "known", "Deposits held for visits to come",
            "No sale yet and no GST: each goes to its invoice when that is sent.",
            "",
        ),
        Kind(
            "several", "known", "Invoices paid in several payments",
            "Part payments that came to the whole.",
            "",
        ),
        Kind(
            "no-fee", "known", "Card payments without a fee yet",
            "Stripe has not said yet what it kept, so card fees in the profit and loss are too low. It "
            "comes by itself.",
            "",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """One kind with how many rows there are, what they come to, and the newest few."""

    kind: Kind
    rows: int
    cents: int
    newest: list[Entry] = field(default_factory=list[Entry])


async def groups(ctx: Ctx) -> list[Group]:
    """Every kind in order, also those with nothing in them: one statement."""
    ctx.require("finance.view")
    found: dict[str, list[Any]] = {key: [] for key in KINDS}
    for row in await ctx.session.execute(bound(_GROUPS, _values(ctx))):
        found[row.key].append(row)
    return [
        Group(
            kind,
            found[key][0].many if found[key] else 0,
            int(found[key][0].sum) if found[key] else 0,
            [Entry(*row[1 : len(COLUMNS) + 1]) for row in found[key]],
        )
        for key, kind in KINDS.items()
    ]


_TYPES: Final[dict[str, Any]] = {"day": Date(), "thing": Uuid(), "cents": BigInteger()}
_COLUMNS = ", ".join(COLUMNS)
_EVERY = " UNION ALL ".join(
    f"SELECT '{key}' AS key, {_COLUMNS} FROM ({sql}) q" for key, sql in QUERIES.items()
)
_GROUPS = f"""
    SELECT * FROM (
        SELECT e.*, count(*) OVER kinds AS many, sum(cents) OVER kinds AS sum,
               row_number() OVER (PARTITION BY key ORDER BY day DESC, id) AS place
        FROM ({_EVERY}) e WINDOW kinds AS (PARTITION BY key)
    ) e WHERE place <= {MOST_SHOWN} ORDER BY key, place
"""


@dataclass(frozen=True)
class LooseEnd(Entry):
    """A row with the kind it is of."""

    group: str

    @property
    def title(self) -> str:
        """The kind in words."""
        return KINDS[self.group].title


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[LooseEnd]:
    """One page of all rows, the newest first. Filter: `group`. Sort: `day`.

    Raises:
        Invalid: a group, sort or cursor that means nothing.
    """
    ctx.require("finance.view")
    chosen = query.filters.get("group", "")
    if chosen and chosen not in KINDS:
        raise _unknown("group")
    found = (
        bound(_EVERY, _values(ctx))
        .columns(*(column(name, _TYPES.get(name, String())) for name in ("key", *COLUMNS)))
        .subquery("found")
    )
    statement: Any = select(*(found.c[name] for name in COLUMNS), found.c.key)
    if chosen:
        statement = statement.where(found.c.key == chosen)
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where((found.c.number + " " + found.c.who).ilike(wanted))
    place = found.c.key + " " + found.c.id
    page = await listing.fetch(
        ctx, statement, query, {"day": found.c.day}, default="-day", id=place
    )
    return page.map(lambda row: LooseEnd(*row))


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """The rows of a kind; `line` is its key. Raises Invalid: there is no such kind."""
    ctx.require("finance.view")
    kind = KINDS.get(arguments.get("line", ""))
    if kind is None:
        raise _unknown("line")
    sql = f"SELECT {_COLUMNS} FROM ({QUERIES[kind.key]}) q"
    return Behind(kind.title, f"{kind.words} {kind.next}".strip(), sql, _values(ctx))


async def put_right(ctx: Ctx) -> int:
    """Bring invoices that disagree in line with their payments and credit notes, up to MOST_AT_ONCE;
    returns how many. Nothing is lost: what is changed follows from those rows."""
    ctx.require("invoices.edit")
    sql = f"SELECT thing FROM ({QUERIES['disagree']}) q ORDER BY thing LIMIT {MOST_AT_ONCE}"
    wrong: list[UUID] = list(await ctx.session.scalars(bound(sql, _values(ctx))))
    for invoice_id in wrong:
        invoice = await state.locked(ctx, invoice_id)
        before = (invoice.status, invoice.paid_cents, invoice.credited_cents)
        await state.refresh(ctx, invoice)
        audit.record(
            ctx, "invoice.restate", "invoice", invoice_id,
            status=[before[0], invoice.status], paid_cents=[before[1], invoice.paid_cents],
            credited_cents=[before[2], invoice.credited_cents],
        )  # fmt: skip
    if wrong:
        await live.announce(ctx, "invoices", "", "changed")
    return len(wrong)


def _unknown(name: str) -> Invalid:
    return Invalid.field(name, "There is no such group.")


def _values(ctx: Ctx) -> dict[str, Any]:
    clocks = _clocks(ctx.zone, ctx.today() + timedelta(days=2))
    return {
        "org": ctx.org.id,
        "today": ctx.today(),
        "week_ago": ctx.now() - timedelta(days=7),
        "since": [since for since, _ in clocks],
        "ahead": [ahead for _, ahead in clocks],
    }


@lru_cache(maxsize=64)
def _clocks(zone: ZoneInfo, until: date) -> list[tuple[datetime, timedelta]]:
    """What clocks were ahead of UTC since any books of ours begin; looking takes a while."""
    return offsets(_FIRST, day_start(until, zone), zone)
