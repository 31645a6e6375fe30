"""Approved periods: the copy that was kept, and what it would say differently by now."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.payroll import PayPeriod
from cleaning_app.models import ApprovedPay
from cleaning_app.services.payroll import figures
from cleaning_app.services.payroll.loading import Rules
from cleaning_app.services.payroll.views import Adjustment, PayRow

_LOOK_BACK = 8
"""How many approved periods are compared with what the clocks say now."""

_ROWS = TypeAdapter(list[PayRow])


def as_json(period: PayPeriod, rules: Rules, rows: Sequence[PayRow]) -> dict[str, Any]:
    """A sheet as it is kept."""
    return to_jsonable_python({"period": period, "rules": rules, "rows": list(rows)})


def digest(sheet: dict[str, Any]) -> str:
    """The fingerprint of a kept sheet: the same whatever the order of its keys."""
    plain = json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def rows_of(kept: ApprovedPay) -> list[PayRow]:
    """The rows of a kept sheet."""
    return _ROWS.validate_python(kept.sheet["rows"])


def rules_of(kept: ApprovedPay) -> Rules:
    """The rules a kept sheet was made by."""
    return TypeAdapter(Rules).validate_python(kept.sheet["rules"])


async def latest(ctx: Ctx, count: int = _LOOK_BACK) -> list[ApprovedPay]:
    """The approved periods, the latest first."""
    found = await ctx.session.scalars(
        select(ApprovedPay)
        .where(col(ApprovedPay.status) == "approved")
        .order_by(col(ApprovedPay.starts_on).desc())
        .limit(count)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def holding(ctx: Ctx, day: date) -> ApprovedPay | None:
    """The approved period a day lies in."""
    return await ctx.session.scalar(
        select(ApprovedPay)
        .where(
            col(ApprovedPay.status) == "approved",
            col(ApprovedPay.starts_on) <= day,
            col(ApprovedPay.ends_on) >= day,
        )
        .execution_options(populate_existing=True)
    )


async def adjustments(ctx: Ctx, approved: Sequence[ApprovedPay]) -> dict[UUID, list[Adjustment]]:
    """What corrections since then change about approved periods, by worker: reckoned again by the
    rules and rates they were approved with, less what later periods have adjusted already."""
    found: dict[UUID, list[Adjustment]] = defaultdict(list)
    made = _already_made(approved)
    for kept in sorted(approved, key=lambda one: one.starts_on):
        period = PayPeriod(kept.starts_on, kept.ends_on)
        before = {row.worker_id: row for row in rows_of(kept)}
        rates = {id: row.rates_paid for id, row in before.items()}
        now, _ = await figures.rows(ctx, period, rules_of(kept), rates=rates)
        after = {row.worker_id: row.own_cents for row in now}
        for id in sorted(before.keys() | after.keys()):
            was = before[id].own_cents if id in before else 0
            cents = after.get(id, 0) - was - made[period.key, id]
            if cents:
                found[id].append(Adjustment(period.key, period.label, cents))
    return found


def _already_made(approved: Sequence[ApprovedPay]) -> dict[tuple[str, UUID], int]:
    made: dict[tuple[str, UUID], int] = defaultdict(int)
    for kept in approved:
        for row in rows_of(kept):
            for one in row.adjustments:
                made[one.period, row.worker_id] += one.cents
    return made
