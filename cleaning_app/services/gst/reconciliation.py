"""Why the two bases differ: from the tax on invoices to the tax in receipts, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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
_STEPS = f"""
    SELECT sum(collectible)::bigint AS accrual, sum(until - before)::bigint AS cash,
           sum(paid_before)::bigint AS paid_before,
           count(*) FILTER (WHERE paid_before <> 0) AS paid_before_rows,
           sum(paid_since)::bigint AS paid_since,
           count(*) FILTER (WHERE paid_since <> 0) AS paid_since_rows,
           sum(refunded)::bigint AS refunded,
           count(*) FILTER (WHERE refunded <> 0) AS refunded_rows,
           sum(noted)::bigint AS noted, count(*) FILTER (WHERE noted <> 0) AS noted_rows,
           sum(unpaid)::bigint AS unpaid, count(*) FILTER (WHERE unpaid <> 0) AS unpaid_rows,
           sum(elsewhere) FILTER (WHERE earlier)::bigint AS earlier,
           count(*) FILTER (WHERE earlier AND elsewhere <> 0) AS earlier_rows,
           sum(elsewhere) FILTER (WHERE earlier_back)::bigint AS earlier_back,
           count(*) FILTER (WHERE earlier_back) AS earlier_back_rows,
           sum(elsewhere) FILTER (WHERE later)::bigint AS later,
           count(*) FILTER (WHERE later AND elsewhere <> 0) AS later_rows,
           sum(elsewhere) FILTER (WHERE NOT counts)::bigint AS void,
           count(*) FILTER (WHERE NOT counts AND elsewhere <> 0) AS void_rows
    FROM (
        SELECT s.*,
               least(left_open - paid_since, -given_back_until) AS refunded,
               left_open - paid_since
                   - least(left_open - paid_since, -given_back_until) AS unpaid,
               counts AND NOT issued_within AND issued_on < %(first)s AND elsewhere >= 0 AS earlier,
               counts AND NOT issued_within AND issued_on < %(first)s
                   AND elsewhere < 0 AS earlier_back,
               counts AND NOT issued_within AND issued_on > %(last)s AS later
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
    ) t
"""


async def reconciliation(ctx: Ctx, first: date, last: date) -> Reconciliation:
    """Lead from the accrual figure of `first` … `last` to the cash figure. Steps of zero are left out.

    Raises:
        Forbidden, Invalid: as `summary`.
    """
    asked = await ask(ctx, first, last, Basis.CASH)
    row = await one(ctx, _STEPS, asked)
    steps = [
        _step(row, "paid_before", f"Paid before {first:%B}", -1),
        _step(row, "paid_since", f"Paid after {last:%B}", -1),
        _step(row, "unpaid", "Unpaid", -1),
        _step(row, "refunded", "Refunded", -1),
        _step(row, "noted", "Credit notes", 1),
        _step(row, "earlier", "Earlier invoices, paid in this period", 1),
        _step(row, "earlier_back", "Refunds on earlier invoices", 1),
        _step(row, "later", "Later invoices, paid ahead", 1),
        _step(row, "void", "Voided invoices", 1),
    ]
    return Reconciliation(
        accrual_cents=row.accrual or 0,
        cash_cents=row.cash or 0,
        steps=[step for step in steps if step.invoices],
    )


def _step(row: Any, key: str, label: str, sign: int) -> Step:
    amount = getattr(row, key) or 0
    return Step(key, label, sign * amount, getattr(row, f"{key}_rows"))
