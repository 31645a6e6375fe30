"""Where a bank's line belongs: the office's own rules first, then what was bought there before,
then a few words everybody in Canada knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cleaning_app.domain.banking.names import alike, plain, written

# Words → (key of a category, whether GST is usually inside). Insurance, interest, bank fees and
# postage to the government bear none (Excise Tax Act, Schedule V, Part VII).
_COMMON: Final = (
    ("PETRO CANADA|PETRO-CANADA|SHELL|ESSO|HUSKY|CO-OP GAS|FAS GAS|CIRCLE K|MOBIL|COSTCO GAS", "fuel", True),
    ("INSURANCE|ASSURANCE|INTACT|AVIVA|WAWANESA|SGI|ICBC|MUTUAL|DESJARDINS GEN", "insurance", False),
    ("MICROSOFT|GOOGLE|ADOBE|INTUIT|XERO|DROPBOX|ZOOM|SHOPIFY|GODADDY|OPENPHONE", "software", True),
    ("STAPLES|BUNZL|UNISOURCE|HOME DEPOT|CANADIAN TIRE|RONA|DOLLARAMA|WAL-MART|WALMART", "supplies", True),
    ("KARCHER|DYSON|PRINCESS AUTO|EQUIPMENT", "equipment", True),
    ("FACEBK|FACEBOOK|META PLATFORMS|GOOGLE ADS|KIJIJI|YELP|VISTAPRINT", "advertising", True),
    ("TIM HORTONS|STARBUCKS|MCDONALD|RESTAURANT|CAFE|SUBWAY|A&W|BOSTON PIZZA", "meals", True),
    ("MONTHLY FEE|SERVICE CHARGE|BANK FEE|OVERDRAFT|INTEREST|NSF|ACCOUNT FEE", "other", False),
)  # fmt: skip
NO_EXPENSE: Final = ("PAYROLL", "CRA ", "RECEIVER GENERAL", "TRANSFER TO", "CREDIT CARD PAYMENT")
"""What leaves an account without being an expense: pay, taxes, money put elsewhere."""


@dataclass(frozen=True)
class Rule:
    """The office's own: a description that contains this is filed so."""

    contains: str
    category_id: UUID
    vendor: str
    has_gst: bool


@dataclass(frozen=True)
class Habit:
    """What the last purchase from a vendor said."""

    vendor: str
    category_id: UUID
    has_gst: bool


@dataclass(frozen=True)
class Guess:
    """Where a line belongs, and why it is thought so: "rule", "before", "word" or ""."""

    category_id: UUID | None
    vendor: str
    has_gst: bool
    why: str


def guess(
    description: str,
    payee: str,
    rules: Sequence[Rule],
    habits: Sequence[Habit],
    categories: Mapping[str, UUID],
) -> Guess:
    """Guess a line's category, vendor and tax. Of several rules the most particular one holds."""
    said = plain(description)
    fitting = [rule for rule in rules if plain(rule.contains) in said]
    if fitting:
        rule = max(fitting, key=lambda one: (len(plain(one.contains)), one.contains))
        return Guess(rule.category_id, rule.vendor or written(payee), rule.has_gst, "rule")
    for habit in habits:
        if alike(payee, habit.vendor):
            return Guess(habit.category_id, habit.vendor, habit.has_gst, "before")
    for words, key, has_gst in _COMMON:
        if key in categories and any(word in said for word in words.split("|")):
            return Guess(categories[key], written(payee), has_gst, "word")
    return Guess(None, written(payee), True, "")


def is_no_expense(description: str) -> bool:
    """Whether a line likely is pay, a tax payment or a transfer, which belong elsewhere."""
    said = plain(description)
    return any(word in said for word in NO_EXPENSE)
