"""When the company works and how it pays: business hours, buffer, holidays, pay period, overtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from pydantic_core import to_jsonable_python

from cleaning_app.context import Ctx
from cleaning_app.domain import public_holidays
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.payroll import PERIOD_KINDS, RULES
from cleaning_app.domain.public_holidays import PROVINCES, Closures
from cleaning_app.domain.working_hours import WEEKDAYS, WeeklyHours
from cleaning_app.errors import Invalid
from cleaning_app.services import audit, live, organisations

_MOST_OWN_DAYS = 60


@dataclass(frozen=True)
class WorkingRules:
    """What Settings → Hours & holidays holds. `weekly_hours`: {"mon": ["08:00", "18:00"], …}, days
    off absent; `open_on` are names of public holidays the company works on; `own_days` its own days
    off by date."""

    weekly_hours: Mapping[str, Sequence[str]]
    buffer_minutes: int
    province: str
    open_on: frozenset[str]
    own_days: Mapping[date, str]
    pay_period: str
    pay_anchor: date
    overtime_rule: str


async def current(ctx: Ctx) -> WorkingRules:
    """The rules as they stand."""
    ctx.require("settings.manage")
    row = await organisations.settings(ctx)
    closures = Closures.from_json(row.closures)
    return WorkingRules(
        weekly_hours=dict(row.weekly_hours),
        buffer_minutes=row.buffer_minutes,
        province=row.province,
        open_on=closures.open_on,
        own_days=dict(closures.extra),
        pay_period=row.pay_period,
        pay_anchor=row.pay_anchor,
        overtime_rule=row.overtime_rule,
    )


async def change(ctx: Ctx, wanted: WorkingRules) -> WorkingRules:
    """Change the rules; returns what they were, which undoes it when given again.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    ctx.require("settings.manage")
    before = await current(ctx)
    checked = _checked(wanted)
    if checked == before:
        return before
    row = await organisations.settings(ctx)
    row.weekly_hours = {day: list(pair) for day, pair in checked.weekly_hours.items()}
    row.buffer_minutes, row.province = checked.buffer_minutes, checked.province
    row.closures = Closures(checked.open_on, checked.own_days).as_json()
    row.pay_period, row.pay_anchor = checked.pay_period, checked.pay_anchor
    row.overtime_rule, row.updated_at = checked.overtime_rule, ctx.now()
    await ctx.session.flush()
    audit.record(
        ctx, "settings.working_rules", "organisation", ctx.org.id, **_differences(before, checked)
    )
    await live.announce(ctx, "services", ctx.org.id, "changed")
    return before


def holidays_of(province: str, first: date, last: date) -> dict[date, str]:
    """The public holidays of a province, for choosing among them."""
    return public_holidays.between(province, first, last)


def _checked(wanted: WorkingRules) -> WorkingRules:
    form = Fields()
    hours: dict[str, list[str]] = {}
    try:
        read = WeeklyHours.from_json(wanted.weekly_hours)
        hours = {
            WEEKDAYS[day]: [f"{shifts[0].start:%H:%M}", f"{shifts[0].end:%H:%M}"]
            for day, shifts in sorted(read.shifts.items())
        }
    except Invalid as refused:
        form.refuse("weekly_hours", refused.detail)
    if not hours and not form.errors:
        form.refuse("weekly_hours", "Somebody has to work some day.")
    form.number("buffer_minutes", wanted.buffer_minutes, 0, 240)
    if wanted.province not in PROVINCES:
        form.refuse("province", "Choose a province or territory.")
    if wanted.pay_period not in PERIOD_KINDS:
        form.refuse("pay_period", "Choose how often you pay.")
    if not 2000 <= wanted.pay_anchor.year <= 2199:
        form.refuse("pay_anchor", "Check the year.")
    if wanted.overtime_rule not in RULES:
        form.refuse("overtime_rule", "Choose a rule.")
    if len(wanted.own_days) > _MOST_OWN_DAYS:
        form.refuse("own_days", f"At most {_MOST_OWN_DAYS} days of your own.")
    own = {
        day: form.text("own_days", name, 60, required=True)
        for day, name in sorted(wanted.own_days.items())
    }
    form.finish("These rules can't be saved.")
    known = frozenset(name[:80] for name in sorted(wanted.open_on)[:40])
    return replace(wanted, weekly_hours=hours, own_days=own, open_on=known)


def _differences(before: WorkingRules, after: WorkingRules) -> dict[str, Any]:
    """What changed, as {name: [before, after]}."""
    was, is_ = (to_jsonable_python(asdict(one)) for one in (before, after))
    for one in (was, is_):
        one["open_on"] = sorted(one["open_on"])
    return {name: [was[name], is_[name]] for name in is_ if was[name] != is_[name]}
