"""Lines of money in as the page shows them, and the payments to choose from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cleaning_app.components import format
from cleaning_app.domain.banking.income import Receipt, fee_between
from cleaning_app.domain.banking.names import payee_of, written
from cleaning_app.services.banking.money_in import Line

ASIDE = {
    "owner": "Owner's money or a loan",
    "transfer": "Transfer between own accounts",
    "refund": "Refund from a supplier",
    "other": "Something else",
}
_NAMED = 2


@dataclass
class PaidRow:
    """A payment; `on`: whether it is chosen."""

    id: str
    who: str
    said: str
    amount: str
    on: bool = False


@dataclass
class LineRow:
    """A line with the payments it is, or probably is. `state`: clear, unclear, none, matched, aside."""

    id: str
    day: str
    payee: str
    said: str
    amount: str
    state: str
    payments: list[PaidRow]
    words: str


def line_row(one: Line, today: date) -> LineRow:
    """A line with what is known of it."""
    found = one.proposed.receipts if one.proposed else one.matched
    return LineRow(
        str(one.id),
        format.short_day(one.posted_on, today),
        written(payee_of(one.description)),
        one.description,
        format.money(one.cents),
        _state(one),
        [paid_row(receipt, today) for receipt in found[:_NAMED]],
        _words(one, found),
    )


def paid_row(one: Receipt, today: date, chosen: Collection[UUID] = ()) -> PaidRow:
    """A payment as it is told from others."""
    how = "Refund" if one.cents < 0 else format.words(one.method)
    return PaidRow(
        str(one.id),
        one.client,
        f"{one.number} · {how}, {format.short_day(one.day, today)}",
        format.money(one.cents),
        one.id in chosen,
    )


def _state(one: Line) -> str:
    if one.outcome != "open":
        return one.outcome
    if one.proposed:
        return "clear"
    return "unclear" if one.rivals else "none"


def _words(one: Line, found: Sequence[Receipt]) -> str:
    if one.outcome == "aside":
        return ASIDE[one.aside_as]
    if found:
        kept = sum(receipt.cents for receipt in found) - one.cents
        left = len(found) - _NAMED
        parts = [f"and {format.count(left, 'more payment')}" if left > 0 else ""]
        parts.append(f"less {format.money(kept)} of fees" if kept else "")
        return ", ".join(part for part in parts if part)
    if one.rivals > 1:
        return f"{one.rivals} fit equally well"
    return "Fits another line as well" if one.rivals else "No payment fits"


def sum_words(cents: int, chosen: Sequence[Receipt]) -> tuple[str, bool]:
    """What the chosen payments come to beside a line, and whether they are it."""
    if not chosen:
        return "Choose the payments it is.", False
    whole = sum(one.cents for one in chosen)
    kept = fee_between(cents, chosen, guessed=True)
    said = f"{format.count(len(chosen), 'payment')} of {format.money(whole)}"
    if kept is None:
        apart = format.money(abs(whole - cents))
        return f"{said}: {apart} too {'much' if whole > cents else 'little'}.", False
    return (f"{said}, less {format.money(kept)} of fees." if kept else f"{said}: it fits."), True
