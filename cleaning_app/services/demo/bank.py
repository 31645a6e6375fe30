"""The demo's bank: a file of the last six weeks' money in, worked through but for the latest lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.income import Receipt
from cleaning_app.money import to_decimal_string
from cleaning_app.services import banking
from cleaning_app.services.banking import Settings, matching, money_in

_SPAN = timedelta(days=42)
_WORKED_THROUGH = timedelta(days=9)
"""What came in since waits for whoever looks at the demo."""
_LOST = timedelta(days=28)


@dataclass(frozen=True)
class _Came:
    """A line, and the payments it is; none for money that is no client's."""

    day: date
    words: str
    cents: int
    paid: tuple[Receipt, ...] = ()


async def take_the_file(ctx: Ctx) -> None:
    """Keep what came in, and say of all but the latest lines what they are."""
    yesterday = ctx.today() - timedelta(days=1)
    paid = await money_in.received(ctx, yesterday - _SPAN, yesterday)
    every = [*_transfers(paid, yesterday), *_payouts(paid), *_cheques(paid), *_not_ours(yesterday)]
    lines = sorted((one for one in every if one.day <= yesterday), key=lambda one: one.day)
    rows = [f"{one.day},{one.words},{to_decimal_string(one.cents)}" for one in lines]
    data = "\n".join(["Date,Description,Amount", *rows, ""]).encode()
    into = [one.line.row for one in (await banking.preview(ctx, data)).of("in")]
    await banking.apply(ctx, data, "chequing.csv", Settings(), {}, (), into)
    kept: dict[tuple[date, str, int], list[money_in.Line]] = {}
    for line in await money_in.lines(ctx, "open", most=len(into)):
        kept.setdefault((line.posted_on, line.description, line.cents), []).append(line)
    for one in lines:
        line = kept[one.day, one.words, one.cents].pop()
        if one.day > yesterday - _WORKED_THROUGH:
            continue
        if one.paid:
            await matching.match(ctx, line.id, [paid.id for paid in one.paid])
        elif "OWNER" in one.words:
            await matching.set_aside(ctx, line.id, "owner")


def _transfers(paid: list[Receipt], yesterday: date) -> Iterator[_Came]:
    """E-transfers on their day: one never came, and every ninth says nobody's name."""
    found = [one for one in paid if one.method == "etransfer" and one.cents > 0]
    lost = next((one for one in found if one.day >= yesterday - _LOST), None)
    for n, one in enumerate(found):
        if one is not lost:
            name = f"AUTODEPOSIT {n:04d}" if n % 9 == 4 else one.client.upper()
            words = f"INTERAC E-TRANSFER {name}".replace(",", "")
            yield _Came(one.day, words, one.cents, (one,))


def _payouts(paid: list[Receipt]) -> Iterator[_Came]:
    """A week's card payments on the Tuesday after it."""
    weeks: dict[date, list[Receipt]] = {}
    for one in (one for one in paid if one.method == "card"):
        weeks.setdefault(one.day + timedelta(days=8 - one.day.weekday()), []).append(one)
    for day, some in weeks.items():
        yield _Came(day, "STRIPE PAYOUT", sum(o.cents - o.fee_cents for o in some), tuple(some))


def _cheques(paid: list[Receipt]) -> Iterator[_Came]:
    """Cheques the day after they came; every fifth with the one before it."""
    left: list[Receipt] = []
    for n, one in enumerate(one for one in paid if one.method == "cheque" and one.cents > 0):
        left.append(one)
        if n % 5 != 3:
            cents, some = sum(x.cents for x in left), tuple(left)
            yield _Came(one.day + timedelta(days=1), f"MOBILE DEPOSIT {n:04d}", cents, some)
            left = []


def _not_ours(yesterday: date) -> Iterator[_Came]:
    yield _Came(yesterday - timedelta(days=31), "TRANSFER FROM OWNER M LINDQVIST", 2_500_00)
    yield _Came(yesterday - timedelta(days=8), "TFR FROM SAVINGS 8841", 1_200_00)
    yield _Came(yesterday - timedelta(days=5), "INTERAC E-TRANSFER J OKAFOR", 262_50)
