"""What the exports page shows, in display text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaning_app.components import format
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain import accounting as rules
from cleaning_app.domain import spans
from cleaning_app.domain.accounting import System, Use
from cleaning_app.services import accounting
from cleaning_app.services.accounting import Asking, Doubt, Downloaded, Figures, Kind, Name, Names


@dataclass
class Holding:
    """What a download has of one thing."""

    what: str
    count: str


@dataclass
class ProgramRow:
    """A program the books can be taken to."""

    kind: str
    name: str
    missing: str
    holds: list[Holding] = field(default_factory=list[Holding])


@dataclass
class BookRow:
    """One file of the books."""

    kind: str
    name: str
    says: str
    rows: str


@dataclass
class SumRow:
    """A line of what the days come to; the first and last are balances."""

    label: str
    amount: str
    is_balance: bool = False


@dataclass
class DownloadRow:
    """One of the last downloads."""

    what: str
    days: str
    rows: str
    when: str
    who: str
    mark: str


@dataclass
class NameRow:
    """One thing to name; `head` begins a group. `choices` are what it may be, if not free."""

    field: str
    head: str
    label: str
    proposed: str
    chosen: str
    missing: bool
    choices: list[Option] = field(default_factory=list[Option])


_WORDS = {
    Kind.QUICKBOOKS: "QuickBooks",
    Kind.XERO: "Xero",
    Kind.SALES_LEDGER: "Sales ledger",
    Kind.PAYMENTS: "Payments",
    Kind.DEPOSITS: "Deposits",
}
_GROUPS = {
    Use.DATES: "How it is written",
    Use.ACCOUNT: "Accounts",
    Use.INCOME: "What is sold",
    Use.EXPENSE: "What is bought",
    Use.SALES_TAX: "Tax on sales",
    Use.PURCHASE_TAX: "Tax on purchases",
}


def program(of: Figures, named: Names) -> ProgramRow:
    """A program with what would go to it."""
    credits = of.credit_notes + of.write_offs + of.deposits_used
    holds = [
        Holding("Invoices", f"{of.invoices:,}"),
        Holding("Credits", f"{credits:,}"),
        Holding("Bills", f"{of.expenses:,}"),
        Holding("Bank lines", f"{of.payment_rows + of.fees:,}"),
    ]
    return ProgramRow(
        named.system.value, named.system.label, _and([one.label for one in named.missing]), holds
    )


def _and(parts: Sequence[str]) -> str:
    """The first few of them as a person lists them."""
    if len(parts) > 3:
        return f"{', '.join(parts[:2])} and {len(parts) - 2} more"
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def books(of: Figures) -> list[BookRow]:
    """The files of the books."""
    says = {
        Kind.SALES_LEDGER: "Every event that changed what clients owe, with the running balance",
        Kind.PAYMENTS: "Money received and given back, with the provider's fees",
        Kind.DEPOSITS: "Deposits that came, went to invoices or back, with what is held",
    }
    return [
        BookRow(kind.value, _WORDS[kind], words, format.count(kind.rows(of), "row"))
        for kind, words in says.items()
    ]


def sums(of: Figures) -> list[SumRow]:
    """From what clients owed to what they owe."""
    moved = [
        SumRow("Invoices", format.money(of.invoiced_cents)),
        SumRow("Credit notes", format.money(-of.credited_cents)),
        SumRow("Written off", format.money(-of.written_off_cents)),
        SumRow("Received, less given back", format.money(-of.received_cents)),
        SumRow("Deposits used", format.money(-of.deposits_used_cents)),
    ]
    return [
        SumRow("Clients owed before", format.money(of.opening_cents), is_balance=True),
        *(one for one in moved if one.amount != format.money(0)),
        SumRow("Clients owe after", format.money(of.closing_cents), is_balance=True),
    ]


def doubts(asked: Sequence[Asking]) -> list[str]:
    """What an accountant would ask, in sentences."""
    same = [one.subject for one in asked if one.doubt is Doubt.SAME_NAME]
    below = [one.subject for one in asked if one.doubt is Doubt.BELOW_ZERO]
    told: list[str] = []
    if same:
        told.append(
            f"More than one client is called {_and(same)}. Other programs tell clients apart by"
            " name, and would put them together."
        )
    if below:
        told.append(
            f"{_and(below)} {'has' if len(below) == 1 else 'have'} a line below zero, which"
            " QuickBooks doesn't import. Enter that by hand there."
        )
    return told


def download(ctx: Ctx, one: Downloaded) -> DownloadRow:
    """One of the last downloads."""
    mark = f"{one.sha256[:8]}…" if one.is_whole else "Not finished"
    return DownloadRow(
        _WORDS[Kind(one.kind)],
        spans.words(one.first, one.last),
        format.count(one.rows, "row"),
        format.moment(one.at, ctx.zone),
        one.by,
        mark,
    )


def names(named: Names) -> list[NameRow]:
    """Everything to name in one program, in groups."""
    found: list[NameRow] = []
    before: Use | None = None
    for one in sorted(named.entries, key=lambda entry: list(_GROUPS).index(entry.use)):
        found.append(_name(named.system, one, "" if one.use is before else _GROUPS[one.use]))
        before = one.use
    return found


def _name(system: System, one: Name, head: str) -> NameRow:
    label = one.label
    if head and system is System.XERO and one.use in (Use.INCOME, Use.EXPENSE):
        head += ": account codes"
    elif head and one.use is Use.INCOME:
        head += ": products and services"
    choices = [Option(form, form) for form in rules.DATE_FORMATS] if one.use is Use.DATES else []
    return NameRow(
        f"{one.use.value}.{one.key}",
        head,
        label,
        one.proposed,
        one.name if choices else one.chosen,
        not one.name,
        choices,
    )


def given(form: dict[str, object]) -> dict[accounting.Key, str]:
    """Names as a form sends them: "use.key" → name. Fields that name no use are left out."""
    found: dict[accounting.Key, str] = {}
    for field_name, value in form.items():
        use, dot, key = field_name.partition(".")
        if dot and use in set(Use):
            found[Use(use), key] = str(value)
    return found
