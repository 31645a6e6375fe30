"""What the receivables page holds: a day, its buckets, and a page of the clients who owe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import StringConstraints

from cleaning_app.components import format, toast
from cleaning_app.components.choices import Choice
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import AgeingBucket
from cleaning_app.domain.spans import months_later, words
from cleaning_app.errors import Conflict
from cleaning_app.pages.finance.rows import rows_of
from cleaning_app.services import finance, listing
from cleaning_app.services.finance import ageing
from cleaning_app.services.finance.ageing import ClientAgeing, Receivables
from cleaning_app.services.invoices import many
from cleaning_app.services.listing_filters import day_filter, ids_filter

ROUTE = "/finance/receivables"
_LETTERS = 25
Reminders = Annotated[str, StringConstraints(max_length=37 * _LETTERS)]


@dataclass
class Bucket:
    """One age of the strip, with its share of all that is owed."""

    label: str
    amount: str
    under: str
    href: str
    width: str
    tone: str


@dataclass
class Cell:
    """An amount that opens its invoices; empty for nothing."""

    text: str
    href: str


@dataclass
class Row:
    """A client who owes."""

    id: str
    client: str
    usual: str
    usual_css: str
    current: Cell
    days_1_30: Cell
    days_31_60: Cell
    days_61_90: Cell
    over_90: Cell
    total: Cell
    late: str
    statement: str


class ReceivablesState(ListState, rx.State):
    """What is owed at the end of a day; the day is in the address."""

    _permission = "finance.view"
    _things = ("client", "clients")
    _default_sort = "-total_cents"

    rows: list[Row] = []
    buckets: list[Bucket] = []
    owed: str = ""
    owed_under: str = ""
    owed_href: str = ""
    late: str = ""
    late_under: str = ""
    late_href: str = ""
    as_of: str = ""
    as_of_words: str = ""
    days: list[Choice] = []
    is_today: bool = True
    may_remind: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        today = ctx.today()
        day = day_filter(query.filters, "as_of") or today
        # The day stays apart from what narrows the list down: that can be cleared.
        self.filters = {}
        self.as_of, self.as_of_words = day.isoformat(), words(day, day)
        self.is_today = day == today
        self.days = _choices(today, day)
        self._show(await ageing.totals(ctx, day))
        page = await ageing.by_client(ctx, day, query)
        self.rows = [_row(one, day) for one in page.rows]
        self.may_remind = self.is_today and ctx.can("invoices.edit")
        return page

    def _show(self, found: Receivables) -> None:
        whole = found.total.cents
        self.owed = format.money(whole)
        self.owed_under = format.count(found.total.invoices, "invoice")
        self.owed_href = _href("all", found.as_of)
        self.late = format.money(found.overdue.cents)
        self.late_under = f"{_percent(found.overdue.cents, whole)} of it"
        self.late_href = _href("late", found.as_of)
        self.buckets = [
            Bucket(
                bucket.label,
                format.money(part.cents),
                f"{_percent(part.cents, whole)} · {format.count(part.invoices, 'invoice')}",
                _href(bucket.value, found.as_of),
                f"{100 * part.cents / whole:.2f}%" if whole else "0%",
                f"age-{place}",
            )
            for place, (bucket, part) in enumerate(found.buckets.items())
        ]

    def _address_parts(self) -> dict[str, str]:
        asked = {} if self.is_today else {"as_of": self.as_of}
        return super()._address_parts() | asked

    @handler("finance.view", module="module.finance")
    async def show_day(self, ctx: Ctx, day: str):
        """Go to another day."""
        chosen = day_filter({"as_of": day[:10]}, "as_of") or ctx.today()
        self.as_of, self.is_today = chosen.isoformat(), chosen == ctx.today()
        return self._go()

    @handler("invoices.edit", module="module.invoices")
    async def remind(self, ctx: Ctx, client_id: UUID):
        """Remind a client of every invoice that is past due."""
        late = await ageing.late_invoices(ctx, client_id)
        if not late:
            raise Conflict("Nothing of theirs is past due.")
        outcome = await many.remind(ctx, late[:_LETTERS])
        if not outcome.done:
            raise Conflict(outcome.refused[0].reason)
        said = f"Reminded of {format.count(len(outcome.done), 'invoice')}."
        if outcome.refused:
            said += (
                f" {format.count(len(outcome.refused), 'other')} left: {outcome.refused[0].reason}"
            )
        ids = ",".join(str(one.id) for one in outcome.done)
        return toast.done(said, undo=ReceivablesState.take_back(ids))

    @handler("invoices.edit", module="module.invoices")
    async def take_back(self, ctx: Ctx, reminders: Reminders):
        """Take reminders back that have not left."""
        wanted = ids_filter({"reminders": reminders}, "reminders", _LETTERS)
        back = await many.withdraw(ctx, wanted)
        if not back:
            raise Conflict("It's too late to undo this: the reminders are on their way.")
        return toast.done(f"{format.count(back, 'reminder')} taken back.")


def _choices(today: date, chosen: date) -> list[Choice]:
    month = today.replace(day=1) - timedelta(days=1)
    quarter = months_later(today.replace(day=1), -((today.month - 1) % 3)) - timedelta(days=1)
    year = date(today.year, 1, 1) - timedelta(days=1)
    # The end of a month may be that of the quarter and the year too: then it has one name.
    named = {
        year: "End of last year",
        quarter: "End of last quarter",
        month: "End of last month",
        today: "Today",
    }
    return [
        Choice(label, f"{ROUTE}?as_of={day}" if day != today else ROUTE, day == chosen)
        for day, label in reversed(named.items())
    ]


def _row(one: ClientAgeing, day: date) -> Row:
    client = str(one.client_id)

    def cell(cents: int, age: str) -> Cell:
        return Cell(format.money(cents), _href(f"{age}.{client}", day)) if cents else Cell("", "")

    late = one.total_cents - one.current_cents
    return Row(
        client,
        one.client,
        f"{one.usual_days} days" if one.usual_days is not None else "–",
        "warn-text" if (one.usual_days or 0) > 30 else "muted",
        *(cell(cents, bucket.value) for cents, bucket in zip(one.cents, AgeingBucket, strict=True)),
        total=cell(one.total_cents, "all"),
        late=format.money(late) if late else "",
        statement=f"/v1/admin/clients/{client}/statement"
        f"?from={months_later(day, -12) + timedelta(days=1)}&to={day}",
    )


def _href(line: str, day: date) -> str:
    return rows_of(finance.address("receivables", line, "", day, day))


def _percent(part: int, whole: int) -> str:
    if not part:
        return "0%"
    return f"{100 * part / whole:.0f}%" if 100 * part >= whole else "under 1%"
