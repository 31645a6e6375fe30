"""Why the two bases differ: from the tax on invoices to the tax in receipts, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cleaning_app.context import Ctx
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import Basis, ask
from cleaning_app.services.gst.fetching import one


@dataclass(frozen=True)
class Step:
    """One line between the two figures: signed cents, and how many invoices stand behind it."""

    key: str
    label: str
    amount_cents: int
    invoices: int


@dataclass(frozen=True)
class Reconciliation:
    """`accrual_cents` plus all steps is `cash_cents`, to the cent."""

    accrual_cents: int
    cash_cents: int
    steps: list[Step]


# Of the tax still outstanding when the period ended, what was credited is not owed at all; of the
# rest what was paid since comes first, then what refunds explain; what remains is unpaid. A credit
# of tax that had been received, or of an invoice of another period, is a step of its own.
_BY_INVOICE = f"""
    SELECT s.*,
           least(left_open - paid_since, -given_back_until) AS refunded,
           left_open - paid_since - least(left_open - paid_since, -given_back_until) AS unpaid,
           counts AND NOT issued_within AND issued_on < %(first)s AS is_earlier,
           counts AND NOT issued_within AND issued_on > %(last)s AS is_later
    FROM (
        SELECT o.*,
               CASE WHEN issued_within THEN before ELSE 0 END AS paid_before,
               least(left_open, CASE WHEN issued_within THEN greatest(now - until, 0)
                                     ELSE 0 END) AS paid_since,
               CASE WHEN issued_within THEN 0 ELSE until - before END AS elsewhere
        FROM (
            SELECT c.*,
                   CASE WHEN issued_within THEN greatest(credited - (tax_cents - until), 0)
                        ELSE credited END AS noted,
                   CASE WHEN issued_within THEN greatest(tax_cents - until - credited, 0)
                        ELSE 0 END AS left_open
            FROM ({queries.COMPARED}) c
        ) o
    ) s
"""

LABELS: Final = {
    "paid_before": "Paid before {first:%B}",
    "paid_since": "Paid after {last:%B}",
    "unpaid": "Unpaid",
    "refunded": "Refunded",
    "noted": "Credit notes",
    "earlier": "Earlier invoices, paid in this period",
    "earlier_back": "Refunds on earlier invoices",
    "later": "Later invoices, paid ahead",
    "void": "Voided invoices",
}
"""Every step that there may be, in order."""

_CENTS: Final = {
    "paid_before": "-paid_before",
    "paid_since": "-paid_since",
    "unpaid": "-unpaid",
    "refunded": "-refunded",
    "noted": "noted",
    "earlier": "CASE WHEN is_earlier THEN greatest(elsewhere, 0) ELSE 0 END",
    "earlier_back": "CASE WHEN is_earlier THEN least(elsewhere, 0) ELSE 0 END",
    "later": "CASE WHEN is_later THEN elsewhere ELSE 0 END",
    "void": "CASE WHEN counts THEN 0 ELSE elsewhere END",
}
"""What an invoice adds to a step, in cents."""

_SUMS = ", ".join(
    f"sum({cents})::bigint AS {key}, count(*) FILTER (WHERE ({cents}) <> 0) AS {key}_rows"
    for key, cents in _CENTS.items()
)
_STEPS = f"""
    SELECT sum(collectible)::bigint AS accrual, sum(until - before)::bigint AS cash, {_SUMS}
    FROM ({_BY_INVOICE}) t
"""


def rows_of(key: str) -> str:
    """SQL for the invoices of a step: `id`, and the `cents` each adds to it."""
    cents = _CENTS[key]
    return f"SELECT id, ({cents})::bigint AS cents FROM ({_BY_INVOICE}) t WHERE ({cents}) <> 0"


def label(key: str, first: date, last: date) -> str:
    """A step in words."""
    return LABELS[key].format(first=first, last=last)


async def reconciliation(ctx: Ctx, first: date, last: date) -> Reconciliation:
    """Lead from the accrual figure of `first` … `last` to the cash figure. Steps of zero are left out.

    Raises:
        Forbidden, Invalid: as `summary`.
    """
    asked = await ask(ctx, first, last, Basis.CASH)
    row = await one(ctx, _STEPS, asked)
    steps = [
        Step(key, label(key, first, last), getattr(row, key) or 0, getattr(row, f"{key}_rows"))
        for key in LABELS
    ]
    return Reconciliation(
        accrual_cents=row.accrual or 0,
        cash_cents=row.cash or 0,
        steps=[step for step in steps if step.invoices],
    )
