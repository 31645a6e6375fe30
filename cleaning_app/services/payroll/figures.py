"""From what was loaded to rows of a sheet: overtime by the week, cents by the minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.payroll import (
    RULES,
    DaySplit,
    PayPeriod,
    Rate,
    rate_on,
    split_week,
    wages_by_day,
    week_of,
    within,
)
from cleaning_app.services.payroll import loading
from cleaning_app.services.payroll.loading import Person, Rules
from cleaning_app.services.payroll.views import Adjustment, Item, PayDay, PayRow, Visit

_NONE = "none"


async def rows(
    ctx: Ctx,
    period: PayPeriod,
    rules: Rules,
    *,
    worker_id: UUID | None = None,
    rates: Mapping[UUID, list[Rate]] | None = None,
    adjustments: Mapping[UUID, list[Adjustment]] | None = None,
) -> tuple[list[PayRow], list[tuple[UUID, Visit]]]:
    """A period's rows by name, and the clocked visits behind them. `rates` are paid instead of
    those on file, for whoever is in it. The caller has checked permission."""
    begins = week_of(rules.kind, rules.anchor, period.first)
    clocked = await loading.visits(ctx, begins, period.last, worker_id)
    found = await loading.items(ctx, period, worker_id)
    extra = adjustments or {}
    inside = [(id, visit) for id, visit in clocked if period.holds(visit.day)]
    ids = sorted({id for id, _ in [*inside, *found]} | set(extra))
    people = await loading.people(ctx, ids)
    splits = _splits(clocked, rules)
    made = [
        _row(
            people[id],
            within((rates or {}).get(id, people[id].rates), period.first, period.last),
            period,
            {day: one for day, one in splits[id].items() if period.holds(day)},
            [item for whose, item in found if whose == id],
            extra.get(id, []),
        )
        for id in ids
    ]
    return sorted(made, key=lambda row: (row.worker.casefold(), str(row.worker_id))), inside


def _splits(
    clocked: Sequence[tuple[UUID, Visit]], rules: Rules
) -> dict[UUID, dict[date, DaySplit]]:
    """Each worker's days, split week by week. A clock that still runs counts what is finished."""
    minutes: dict[UUID, dict[date, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for id, visit in clocked:
        week = minutes[id][week_of(rules.kind, rules.anchor, visit.day)]
        week[visit.day] = week.get(visit.day, 0) + visit.minutes
    rule = RULES.get(rules.overtime, RULES[_NONE])
    found: dict[UUID, dict[date, DaySplit]] = defaultdict(dict)
    for id, weeks in minutes.items():
        for week in weeks.values():
            found[id] |= split_week(week, rule)
    return found


def _row(
    person: Person,
    rates: list[Rate],
    period: PayPeriod,
    days: Mapping[date, DaySplit],
    items: list[Item],
    adjustments: list[Adjustment],
) -> PayRow:
    paid = wages_by_day(days, rates)

    def of(*kinds: str) -> int:
        return sum(item.amount_cents for item in items if item.kind in kinds)

    return PayRow(
        worker_id=person.id,
        worker=person.name,
        rate_cents=rate_on(rates, period.last),
        regular=paid.regular,
        overtime=paid.overtime,
        double=paid.double,
        wages_cents=paid.cents,
        tips_cents=of("tip"),
        reimbursed_cents=of("reimbursement"),
        other_cents=of("bonus", "deduction", "other"),
        adjusted_cents=sum(one.cents for one in adjustments),
        days=[
            PayDay(day, one.regular, one.overtime, one.double) for day, one in sorted(days.items())
        ],
        items=items,
        adjustments=adjustments,
        rates=rates,
    )
