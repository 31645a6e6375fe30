"""What an accountant would ask about before filing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from cleaning_app.domain.invoices import parse_number
from cleaning_app.money import round_half_up, share, to_decimal_string

# CRA, Input Tax Credit Information (GST/HST) Regulations as amended on 20 April 2021: from $100,
# a receipt must show the supplier's GST/HST number for the credit to stand.
NUMBER_NEEDED_FROM_CENTS = 100_00
MEALS_CATEGORIES = frozenset({"meals", "entertainment", "meals_entertainment"})


class Question(StrEnum):
    """The kinds of question."""

    TAX_MISMATCH = "tax_mismatch"
    NUMBER_GAP = "number_gap"
    SUPPLIER_NUMBER = "missing_supplier_number"
    EDITED_AFTER_FILING = "edited_after_filing"
    MEALS = "meals_half_credit"


@dataclass(frozen=True)
class Finding:
    """One question: about what, in which words, and how many cents hang on it."""

    question: Question
    subject: str
    detail: str
    amount: int


@dataclass(frozen=True)
class ClaimedExpense:
    """An expense whose GST is claimed, in cents with tax; `reference` is how people find it."""

    reference: str
    category: str
    total: int
    tax: int
    supplier_number: str | None = None


def tax_mismatch(subject: str, base: int, rate: Decimal, tax: int) -> Finding | None:
    """A finding when tax differs from rate × base by over one cent; `rate` is a fraction of one."""
    expected = round_half_up(Fraction(rate) * base)
    if abs(tax - expected) <= 1:
        return None
    percent = f"{rate * 100:f}".rstrip("0").rstrip(".") if rate else "0"
    detail = (
        f"Tax is {to_decimal_string(tax)}; {percent}% of {to_decimal_string(base)} "
        f"is {to_decimal_string(expected)}."
    )
    return Finding(Question.TAX_MISMATCH, subject, detail, tax - expected)


def number_gaps(numbers: Iterable[str]) -> list[Finding]:
    """Runs of invoice numbers missing between the first and the last of each year.

    Voided invoices keep their numbers and must be among `numbers`; numbers of another make are
    not looked at.
    """
    counters: dict[int, list[int]] = {}
    for number in numbers:
        if parsed := parse_number(number):
            counters.setdefault(parsed[0], []).append(parsed[1])
    found: list[Finding] = []
    for year, used in sorted(counters.items()):
        ordered = sorted(set(used))
        for before, after in pairwise(ordered):
            if after - before > 1:
                found.append(_gap(year, before + 1, after - 1))
    return found


def _gap(year: int, first: int, last: int) -> Finding:
    start, end = f"INV-{year:04d}-{first:05d}", f"INV-{year:04d}-{last:05d}"
    subject = start if first == last else f"{start} … {end}"
    missing = last - first + 1
    noun = "number is" if missing == 1 else "numbers are"
    return Finding(Question.NUMBER_GAP, subject, f"{missing} invoice {noun} missing.", 0)


def expense_findings(expense: ClaimedExpense) -> list[Finding]:
    """Questions about one expense's credit: supplier's number missing, meals claimed in full."""
    if expense.tax == 0:
        return []
    found: list[Finding] = []
    if expense.total >= NUMBER_NEEDED_FROM_CENTS and not (expense.supplier_number or "").strip():
        detail = "A credit of this size needs the supplier's GST/HST number."
        found.append(Finding(Question.SUPPLIER_NUMBER, expense.reference, detail, expense.tax))
    if expense.category.casefold() in MEALS_CATEGORIES:
        # Excise Tax Act s. 236: half of the credit on meals and entertainment is recaptured.
        not_allowed = expense.tax - share(expense.tax, 1, 2)
        detail = f"Only half of {to_decimal_string(expense.tax)} may be claimed on meals."
        found.append(Finding(Question.MEALS, expense.reference, detail, not_allowed))
    return found


def edited_after_filing(
    subject: str, filed_on: date, filed_cents: int, now_cents: int
) -> Finding | None:
    """A finding when the net tax of days that were filed is another by now."""
    if now_cents == filed_cents:
        return None
    detail = (
        f"Filed on {filed_on} with a net tax of {to_decimal_string(filed_cents)}; the same days "
        f"come to {to_decimal_string(now_cents)} now."
    )
    return Finding(Question.EDITED_AFTER_FILING, subject, detail, now_cents - filed_cents)
