"""A client's account over a period: what it began with, what happened, what is owed and how old it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from cleaning_app.domain.invoices import AgeingBucket, ageing_bucket

Key = TypeVar("Key")


@dataclass(frozen=True)
class Movement(Generic[Key]):
    """One thing that happened to the account, in cents: an invoice adds, a payment takes away.

    `invoice` is the one it belongs to. Refunds add, credit notes take away.
    """

    on: date
    invoice: Key
    amount: int
    about: str


@dataclass(frozen=True)
class Entry(Generic[Key]):
    """A movement and the balance after it."""

    movement: Movement[Key]
    balance: int


@dataclass(frozen=True)
class Account(Generic[Key]):
    """`opening` + `charged` − `paid` = `closing` = Σ `ageing` − `credit`, all in cents.

    `ageing` has every bucket in order; `credit` is what invoices were paid beyond their totals.
    """

    opening: int
    entries: tuple[Entry[Key], ...]
    charged: int
    paid: int
    closing: int
    ageing: dict[AgeingBucket, int]
    credit: int


def account(
    movements: Sequence[Movement[Key]], due: Mapping[Key, date], first: date, last: date
) -> Account[Key]:
    """Add up an account from `first` to `last`, both included; its age is that of the last day.

    `movements` are in the order in which they are to be shown within a day.
    """
    ordered = sorted((one for one in movements if one.on <= last), key=lambda one: one.on)
    opening = sum(one.amount for one in ordered if one.on < first)
    inside = [one for one in ordered if one.on >= first]
    running, entries = opening, list[Entry[Key]]()
    for one in inside:
        running += one.amount
        entries.append(Entry(one, running))
    left: dict[Key, int] = defaultdict(int)
    for one in ordered:
        left[one.invoice] += one.amount
    ageing = dict.fromkeys(AgeingBucket, 0)
    for key, owed in left.items():
        if owed > 0:
            ageing[ageing_bucket(due[key], last)] += owed
    return Account(
        opening=opening,
        entries=tuple(entries),
        charged=sum(one.amount for one in inside if one.amount > 0),
        paid=-sum(one.amount for one in inside if one.amount < 0),
        closing=running,
        ageing=ageing,
        credit=-sum(owed for owed in left.values() if owed < 0),
    )
