"""Money that came into an account: which payments it is, as far as that can be told.

A line is one payment, a deposit of a few cheques, or a card company's payout: several card payments
one after the other, less fees. Amounts agree to the cent; what a line says and how near its day is
only rank what fits. Where two are equally good nothing is proposed: people decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations, groupby
from typing import Final
from uuid import UUID

from cleaning_app.domain.banking.names import alike, plain

# By how a payment was made: how many days the bank may be ahead of the books, and behind them.
_DAYS: Final = {
    "etransfer": (3, 5),
    "cheque": (2, 14),
    "cash": (1, 14),
    "card": (1, 9),
    "other": (3, 9),
}
ARRIVES_WITHIN: Final = 14
"""After so many days every payment stands in the bank, or something is wrong."""
_SAYS: Final = (
    ("E-TRANSFER|E-TFR|ETRANSFER|E TRANSFER|INTERAC|VIREMENT", {"etransfer"}),
    ("STRIPE|SQUARE|MONERIS|PAYOUT|MERCHANT|CARD DEP|VISA DEP|MC DEP", {"card"}),
    ("CHEQUE|CHQ|MOBILE DEP", {"cheque"}),
    ("BRANCH DEP|ATM DEP|COUNTER DEP|DEPOT", {"cheque", "cash"}),
)
_TOGETHER: Final = 4
_NEAREST: Final = 20
_MOST_FEE_PERCENT: Final = 5


@dataclass(frozen=True)
class Income:
    """A line of money in, in cents."""

    id: UUID
    posted_on: date
    description: str
    cents: int


@dataclass(frozen=True)
class Receipt:
    """A payment as the books have it: `day` is local, `number` its invoice's; a refund is negative.
    `fee_cents` is what the card company is known to have kept."""

    id: UUID
    at: datetime
    day: date
    method: str
    cents: int
    fee_cents: int = 0
    client: str = ""
    number: str = ""


@dataclass(frozen=True)
class Match:
    """Payments that a line is; `fee_cents` is what they come to beyond it."""

    receipts: tuple[Receipt, ...]
    fee_cents: int

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset(one.id for one in self.receipts)


@dataclass(frozen=True)
class Proposal:
    """What is thought of a line: a match, or None where `rivals` fit equally well."""

    match: Match | None
    rivals: int = 0


_Rank = tuple[bool, int, bool, int]


def fee_between(cents: int, receipts: Sequence[Receipt], *, guessed: bool = False) -> int | None:
    """What was kept of payments that came in as `cents`; None when they are not that line.

    They come to it as they are, or less the fees that are known. With `guessed`, card payments may
    also come to up to five percent more, for fees nobody has told us.
    """
    whole = sum(one.cents for one in receipts)
    fees = sum(one.fee_cents for one in receipts)
    if receipts and cents in (whole, whole - fees):
        return whole - cents
    is_card = bool(receipts) and all(one.method == "card" for one in receipts)
    kept = whole - cents
    if guessed and is_card and kept > 0 and 100 * kept <= _MOST_FEE_PERCENT * whole:
        return kept
    return None


def propose(lines: Iterable[Income], receipts: Sequence[Receipt]) -> dict[UUID, Proposal]:
    """What each line probably is, for those that something fits. A payment is proposed once.

    The best are given away first. Where several of the same rank want one line or one payment, none
    of them is proposed, nor anything worse that would take what they might need.
    """
    pairs = [(_rank(line, one), line, one) for line in lines for one in candidates(line, receipts)]
    found: dict[UUID, Proposal] = {}
    given: set[UUID] = set()
    wanted: set[UUID] = set()
    for _, same in groupby(sorted(pairs, key=_by_rank), key=_by_rank):
        here = [
            (line, one) for _, line, one in same if line.id not in found and not one.ids & given
        ]
        of_line = Counter(line.id for line, _ in here)
        of_receipt = Counter(id for _, one in here for id in one.ids)
        disputed = {id for id, many in of_receipt.items() if many > 1} | wanted
        for line, one in here:
            if of_line[line.id] == 1 and not one.ids & disputed:
                found[line.id] = Proposal(one)
                given |= one.ids
            else:
                found[line.id] = Proposal(None, of_line[line.id])
                wanted |= one.ids
    return found


def candidates(line: Income, receipts: Sequence[Receipt]) -> list[Match]:
    """Every set of payments that the line could be."""
    near = sorted((one for one in receipts if _is_near(line, one)), key=lambda x: (x.at, x.id))
    whole = [one for one in near if one.cents > 0]
    sets: list[tuple[Receipt, ...]] = [(one,) for one in whole]
    sets += _payouts(line, [one for one in near if one.method == "card"])
    sets += _deposits(line, [one for one in whole if one.method in ("cheque", "cash")])
    fitting = ((one, fee_between(line.cents, one)) for one in sets)
    return [Match(one, fee) for one, fee in fitting if fee is not None]


def _is_near(line: Income, one: Receipt) -> bool:
    ahead, behind = _DAYS.get(one.method, _DAYS["other"])
    return -ahead <= (line.posted_on - one.day).days <= behind


def _payouts(line: Income, cards: list[Receipt]) -> list[tuple[Receipt, ...]]:
    """Card payments and refunds as payouts bundle them: one after the other, none left out."""
    found: list[tuple[Receipt, ...]] = []
    for first in range(len(cards)):
        whole = net = 0
        for last, one in enumerate(cards[first:], first):
            whole, net = whole + one.cents, net + one.cents - one.fee_cents
            if last > first and line.cents in (whole, net):
                found.append(tuple(cards[first : last + 1]))
    return found


def _deposits(line: Income, papers: list[Receipt]) -> list[tuple[Receipt, ...]]:
    """Cheques and cash taken to the bank together, of those nearest in days."""
    by_days = sorted(papers, key=lambda one: (abs((line.posted_on - one.day).days), one.at, one.id))
    nearest = sorted(by_days[:_NEAREST], key=lambda one: (one.at, one.id))
    return [
        some
        for many in range(2, _TOGETHER + 1)
        for some in combinations(nearest, many)
        if sum(one.cents for one in some) == line.cents
    ]


def _rank(line: Income, match: Match) -> _Rank:
    """Smaller is better: a name it says, how it says it was paid, one payment rather than several,
    how many days apart."""
    said = plain(line.description)
    named = any(
        (one.client and alike(line.description, one.client))
        or (one.number and plain(one.number) in said)
        for one in match.receipts
    )
    days = max(abs((line.posted_on - one.day).days) for one in match.receipts)
    return (not named, _method_fit(said, match), len(match.receipts) > 1, days)


def _method_fit(said: str, match: Match) -> int:
    """0: the line says it came that way. 1: it does not say. 2: it says otherwise."""
    ways: set[str] = set()
    for words, methods in _SAYS:
        if any(word in said for word in words.split("|")):
            ways |= methods
    if not ways:
        return 1
    return 0 if all(one.method in ways for one in match.receipts) else 2


def _by_rank(pair: tuple[_Rank, Income, Match]) -> _Rank:
    return pair[0]
