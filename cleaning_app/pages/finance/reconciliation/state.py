"""What the reconciliation page holds: each kind of loose end with its newest rows."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import format, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.pages.finance.rows import href_of, rows_of
from cleaning_app.services import finance
from cleaning_app.services.finance import reconciliation
from cleaning_app.services.finance.reconciliation import Group

_COLOURS = {"wrong": "red", "open": "amber", "known": "grey"}


@dataclass
class Line:
    """One of the newest rows of a kind."""

    day: str
    number: str
    href: str
    who: str
    what: str
    amount: str


@dataclass
class Card:
    """A kind with something in it."""

    key: str
    title: str
    colour: str
    count: str
    amount: str
    words: str
    next: str
    lines: list[Line]
    href: str
    more: str
    mends: bool


@dataclass
class Check:
    """A kind with nothing in it."""

    title: str


class ReconciliationState(LoadState, rx.State):
    """What does not fit, now."""

    cards: list[Card] = []
    checks: list[Check] = []
    wrong: str = ""
    open: str = ""
    may_mend: bool = False
    may_export: bool = False

    @handler("finance.view", module="module.finance", fills=True)
    async def load(self, ctx: Ctx):
        """Look everything through."""
        found = await reconciliation.groups(ctx)
        today = ctx.today()
        self.cards = [_card(ctx, one, str(today)) for one in found if one.rows]
        self.checks = [Check(one.kind.title) for one in found if not one.rows]
        by_tone = {
            tone: sum(one.rows for one in found if one.kind.tone == tone) for tone in _COLOURS
        }
        self.wrong = format.count(by_tone["wrong"], "row") if by_tone["wrong"] else ""
        self.open = format.count(by_tone["open"], "row") if by_tone["open"] else ""
        self.may_mend, self.may_export = ctx.can("invoices.edit"), ctx.can("exports.run")
        self.ready = True

    @handler("invoices.edit", module="module.finance")
    async def put_right(self, ctx: Ctx):
        """Bring invoices in line with their payments and credit notes."""
        many = await reconciliation.put_right(ctx)
        said = f"{format.count(many, 'invoice')} put right." if many else "They agree already."
        return [toast.done(said), ReconciliationState.load]


def _card(ctx: Ctx, group: Group, day: str) -> Card:
    kind = group.kind
    left = group.rows - len(group.newest)
    today = ctx.today()
    return Card(
        key=kind.key,
        title=kind.title,
        colour=_COLOURS[kind.tone],
        count=str(group.rows),
        amount=format.money(group.cents),
        words=kind.words,
        next=kind.next,
        lines=[
            Line(
                format.day(row.day),
                row.number or row.who,
                href_of(row),
                row.who if row.number else "",
                format.words(row.what) if row.what.islower() else row.what,
                format.money(row.cents),
            )
            for row in group.newest
        ],
        href=rows_of(finance.address("reconciliation", kind.key, "", today, today)),
        more=f"Show all {group.rows}" if left > 0 else "",
        mends=kind.key == "disagree",
    )
