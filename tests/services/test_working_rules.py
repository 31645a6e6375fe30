"""Hours, holidays and pay rules: kept, undone, refused by field, and what follows from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import audit, rota, working_rules
from cleaning_app.services.listing import Query
from tests.factories import Office, Town

CHRISTMAS = datetime(2026, 12, 25, 17, 0, tzinfo=UTC)
FAMILY_DAY = date(2027, 2, 15)


async def test_changed_and_put_back(office: Office):
    async with office.unit() as ctx:
        rules = await working_rules.current(ctx)
        wanted = replace(
            rules, weekly_hours={"mon": ["07:30", "16:00"]}, buffer_minutes=20,
            province="BC", overtime_rule="BC", pay_period="semi_monthly",
        )  # fmt: skip
        before = await working_rules.change(ctx, wanted)
        assert before == rules
        assert await working_rules.current(ctx) == wanted
        await working_rules.change(ctx, before)
        assert await working_rules.current(ctx) == rules
    async with office.unit() as ctx:
        asked = Query(filters={"action": "settings.working_rules"})
        undone, changed = (await audit.entries(ctx, asked)).rows
    assert changed.details["buffer_minutes"] == [0, 20]
    assert "pay_anchor" not in changed.details
    assert undone.details["buffer_minutes"] == [20, 0]


async def test_a_holiday_the_company_works_on_is_named_and_does_not_warn(office, town: Town):
    async with office.unit() as ctx:
        saved = await town.book(ctx, 0, starts_at=CHRISTMAS)
        assert [w.message for w in saved.warnings] == ["Christmas Day is a holiday."]
        rules = await working_rules.current(ctx)
        party = date(2026, 12, 24)
        await working_rules.change(
            ctx, replace(rules, open_on=frozenset({"Christmas Day"}), own_days={party: "Party"})
        )
        again = await town.book(ctx, 3, starts_at=CHRISTMAS)
        assert again.warnings == []
        plan = await rota.load(ctx, Interval(datetime(2026, 12, 24, 8, tzinfo=UTC), CHRISTMAS))
    assert plan.holidays == {party: "Party"}
    assert plan.named_days == {party: "Party", date(2026, 12, 25): "Christmas Day"}


async def test_another_province_has_other_holidays():
    alberta = working_rules.holidays_of("AB", FAMILY_DAY, FAMILY_DAY)
    quebec = working_rules.holidays_of("QC", FAMILY_DAY, FAMILY_DAY)
    assert (alberta, quebec) == ({FAMILY_DAY: "Family Day"}, {})


async def test_wrong_rules_are_refused_by_field(office: Office):
    async with office.unit() as ctx:
        rules = await working_rules.current(ctx)
        for wrong, field in (
            ({"weekly_hours": {}}, "weekly_hours"),
            ({"weekly_hours": {"mon": ["8", "9"]}}, "weekly_hours"),
            ({"weekly_hours": {"someday": ["08:00", "09:00"]}}, "weekly_hours"),
            ({"buffer_minutes": 241}, "buffer_minutes"),
            ({"province": "XX"}, "province"),
            ({"pay_period": "daily"}, "pay_period"),
            ({"pay_anchor": date(1066, 1, 1)}, "pay_anchor"),
            ({"overtime_rule": "XX"}, "overtime_rule"),
            ({"own_days": {date(2026, 12, 24): " "}}, "own_days"),
            ({"own_days": {date(2026, 12, 24): "x" * 61}}, "own_days"),
        ):
            with pytest.raises(Invalid) as refused:
                await working_rules.change(ctx, replace(rules, **wrong))
            assert [error.field for error in refused.value.errors] == [field], wrong
        assert await working_rules.current(ctx) == rules


async def test_only_who_manages_settings_changes_them(office: Office):
    async with office.unit() as ctx:
        rules = await working_rules.current(ctx)
    for role in ("dispatcher", "accountant", "viewer", "worker"):
        async with office.unit(role) as ctx:
            for call in (working_rules.current(ctx), working_rules.change(ctx, rules)):
                with pytest.raises(Forbidden):
                    await call
