"""Lines of a bank account: known again by what they say, and matched with expenses."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from cleaning_app.domain.banking.names import alike, payee_of, plain

NEAR: Final = timedelta(days=3)
"""A purchase is posted up to so many days after it, or entered so many days late."""


@dataclass(frozen=True)
class BankLine:
    """One line; money out is negative. `fingerprint` is the same whenever this line is read again."""

    row: int
    posted_on: date
    description: str
    amount_cents: int
    fingerprint: bytes

    @property
    def payee(self) -> str:
        return payee_of(self.description)


@dataclass(frozen=True)
class Known:
    """An expense that a line could be; a purchase is positive."""

    id: UUID
    occurred_on: date
    vendor: str
    total_cents: int


@dataclass(frozen=True)
class Said:
    """What a row of a file says, before it is told from others that say the same."""

    row: int
    posted_on: date
    description: str
    amount_cents: int
    account: str = ""


def lines_of(said: Iterable[Said]) -> list[BankLine]:
    """Rows as lines. Two that say the same are the first and second of that day, however the files
    they come in are cut, as long as each holds whole days."""
    seen: Counter[tuple[str, ...]] = Counter()
    found: list[BankLine] = []
    for one in said:
        what = (
            one.account[-4:], one.posted_on.isoformat(), str(one.amount_cents),
            plain(one.description),
        )  # fmt: skip
        seen[what] += 1
        digest = hashlib.blake2b(repr((*what, seen[what])).encode(), digest_size=16).digest()
        found.append(BankLine(one.row, one.posted_on, one.description, one.amount_cents, digest))
    return found


def duplicates(lines: Sequence[BankLine], known: Sequence[Known]) -> dict[int, Known]:
    """Row → the expense that line is: the same amount to the cent, at most three days apart, a payee
    that sounds alike. Each expense is one line at most, the one nearest in days."""
    pairs = [
        (abs((line.posted_on - one.occurred_on).days), line.row, line, one)
        for line in lines
        for one in known
        if -line.amount_cents == one.total_cents
        and abs(line.posted_on - one.occurred_on) <= NEAR
        and alike(line.description, one.vendor)
    ]
    found: dict[int, Known] = {}
    taken: set[UUID] = set()
    for _, row, _, one in sorted(pairs, key=lambda pair: (pair[0], pair[1])):
        if row not in found and one.id not in taken:
            found[row] = one
            taken.add(one.id)
    return found
