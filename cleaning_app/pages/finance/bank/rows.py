"""Lines of a bank's file as the screen shows them, and what the office says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.components import format
from cleaning_app.components.options import Option
from cleaning_app.domain.banking.names import written
from cleaning_app.domain.importing.datasets.bank import BANK
from cleaning_app.services.banking import Choice, Line, Statement, tax_in
from cleaning_app.services.banking.rules import RuleView
from cleaning_app.services.imports import Batch

SHOWN = 40
KINDS = ("new", "linked", "in", "other", "before")
_WHY = {"rule": "Your rule", "before": "As last time", "word": "Guess", "": ""}


@dataclass
class LineRow:
    """A line. `on`: whether it is taken; `said` is what the bank wrote."""

    row: int
    day: str
    vendor: str
    said: str
    amount: str
    tax: str
    category_id: str
    has_gst: bool
    always: bool
    on: bool
    why: str
    match: str


@dataclass
class ColumnRow:
    """A field, and the column that feeds it."""

    field: str
    label: str
    help: str
    header: str


@dataclass
class RuleRow:
    """A rule in words."""

    id: str
    words: str
    filed: str


@dataclass
class BatchRow:
    """A file that was taken over."""

    id: str
    name: str
    when: str
    did: str
    undone: bool


@dataclass
class Said:
    """What the office said of one line, or of a payee; None where it said nothing."""

    on: bool | None = None
    category_id: str | None = None
    has_gst: bool | None = None
    always: bool | None = None
    as_new: bool | None = None

    def over(self, other: Said) -> Said:
        """This, and the other's word where this says nothing."""
        pairs = ((getattr(self, n), getattr(other, n)) for n in self.__dataclass_fields__)
        return Said(*(own if own is not None else theirs for own, theirs in pairs))


def vendor_of(one: Line) -> str:
    """Who was paid, as it will be entered."""
    return one.guess.vendor or written(one.line.payee)


def line_row(one: Line, said: Said, today: date) -> LineRow:
    """A line with what is said of it over what was guessed."""
    guessed = str(one.guess.category_id) if one.guess.category_id else ""
    category = guessed if said.category_id is None else said.category_id
    has_gst = one.guess.has_gst if said.has_gst is None else said.has_gst
    wanted = bool(category) if one.kind == "new" else one.kind in ("linked", "in")
    tax = tax_in(one.paid_cents, has_gst=has_gst)
    match = ""
    if one.expense is not None:
        match = f"{one.expense.vendor}, {format.short_day(one.expense.occurred_on, today)}"
    return LineRow(
        one.line.row,
        format.short_day(one.line.posted_on, today),
        vendor_of(one),
        one.line.description,
        format.money(abs(one.line.amount_cents)),
        format.money(tax) if has_gst else "",
        category,
        has_gst,
        bool(said.always),
        wanted if said.on is None else said.on,
        _WHY[one.guess.why] if said.category_id is None else "",
        match,
    )


def choices(
    found: Statement, said: Mapping[int, Said], today: date
) -> tuple[dict[int, Choice], list[int], list[int]]:
    """The lines to be entered with how to file them, those to be linked, those to be kept as money in."""
    entering: dict[int, Choice] = {}
    linking: list[int] = []
    keeping: list[int] = []
    for one in found.of("new", "other", "linked", "in"):
        word = said.get(one.line.row, Said())
        row = line_row(one, word, today)
        as_new = bool(word.as_new)
        if not row.on:
            continue
        if one.kind == "in":
            keeping.append(row.row)
        elif one.kind == "linked" and not as_new:
            linking.append(row.row)
        elif row.category_id:
            entering[row.row] = Choice(
                UUID(row.category_id), row.vendor, row.has_gst, row.always, as_new
            )
    return entering, linking, keeping


def columns(found: Statement) -> list[ColumnRow]:
    """Every field with the column that feeds it."""
    return [ColumnRow(f.name, f.label, f.help, found.columns.get(f.name, "")) for f in BANK.fields]


def headers(header: tuple[str, ...]) -> list[Option]:
    """What a field may be fed from."""
    return [Option("", "None"), *(Option(name, name) for name in header)]


def rule_row(rule: RuleView) -> RuleRow:
    """A rule in words."""
    filed = rule.category if rule.has_gst else f"{rule.category}, no GST"
    return RuleRow(str(rule.id), rule.contains, filed)


def batch_row(batch: Batch, zone: ZoneInfo, today: date) -> BatchRow:
    """An earlier file in words."""
    return BatchRow(
        str(batch.id),
        batch.filename,
        format.short_day(batch.at.astimezone(zone).date(), today),
        format.count(batch.counts.created, "line"),
        batch.undone_at is not None,
    )
