"""Hours, holidays and pay rules while they are being changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import reflex as rx

from cleaning_app.components import forms, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.payroll import RULES, containing
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.settings import hours_form
from cleaning_app.services import working_rules

_NEEDS = "settings.manage"
_YEAR = timedelta(days=365)


@dataclass
class HolidayLine:
    """A public holiday of the coming year, and whether the company closes on it."""

    name: str
    day: str
    closes: bool


@dataclass
class OwnDay:
    """A day off of the company's own."""

    key: str
    day: str
    name: str


class HoursState(forms.FormState, rx.State):
    """The form as it is typed."""

    ready: bool = False
    typed: dict[str, str] = {}
    holidays: list[HolidayLine] = []
    own_days: list[OwnDay] = []
    revision: int = 0
    rule_words: str = ""
    period_words: str = ""
    _saved: dict[str, Any] = {}

    @handler(_NEEDS)
    async def load(self, ctx: Ctx):
        """Show the rules as they are."""
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        rules = await working_rules.current(ctx)
        self.typed, self.problems = hours_form.as_text(rules), {}
        self.own_days = [
            OwnDay(day.isoformat(), hours_form.day_words(day), name)
            for day, name in rules.own_days.items()
        ]
        self._list_holidays(ctx, rules.province, rules.open_on)
        self.revision += 1
        self._say(ctx)

    def _list_holidays(self, ctx: Ctx, province: str, open_on: frozenset[str]) -> None:
        coming = working_rules.holidays_of(province, ctx.today(), ctx.today() + _YEAR)
        self.holidays = [
            HolidayLine(name, hours_form.day_words(day), name not in open_on)
            for day, name in sorted(coming.items())
        ]

    def _open_on(self) -> frozenset[str]:
        return frozenset(one.name for one in self.holidays if not one.closes)

    def _say(self, ctx: Ctx) -> None:
        """What the chosen rule and period mean, in words."""
        rule = RULES.get(self.typed.get("overtime_rule", ""))
        self.rule_words = rule.words if rule else ""
        try:
            anchor = date.fromisoformat(self.typed.get("pay_anchor", ""))
            period = containing(self.typed.get("pay_period", ""), anchor, ctx.today())
            self.period_words = f"Today is in {period.label}."
        except (ValueError, OverflowError):
            self.period_words = ""

    @handler(_NEEDS, supersedes=True)
    async def set_typed(self, ctx: Ctx, name: str, value: str):
        """Something was chosen that other words on the page depend on."""
        if name not in ("province", "pay_period", "pay_anchor", "overtime_rule"):
            return
        self.typed[name] = value[:40]
        if name == "province":
            self._list_holidays(ctx, value, self._open_on())
        self._say(ctx)

    @handler(_NEEDS)
    async def set_closes(self, ctx: Ctx, name: str, closes: bool):
        """Close on a public holiday, or work on it."""
        self.holidays = [
            HolidayLine(one.name, one.day, closes if one.name == name else one.closes)
            for one in self.holidays
        ]

    @handler(_NEEDS)
    async def add_own_day(self, ctx: Ctx, form: dict[str, Any]):
        """Note a day off of the company's own; it is kept with Save."""
        name = str(form.get("own_name", "")).strip()[:60]
        day = reading.day(form.get("own_day", ""), "own_days")
        if not name:
            problem = FieldError("own_days", "Say what it is, such as Company party.")
            raise Invalid("Look at the name.", errors=[problem])
        rest = [one for one in self.own_days if one.key != day.isoformat()]
        added = OwnDay(day.isoformat(), hours_form.day_words(day), name)
        self.own_days = sorted([*rest, added], key=lambda one: one.key)[:60]
        return rx.call_script("document.getElementById('own-day')?.reset()")

    @handler(_NEEDS)
    async def drop_own_day(self, ctx: Ctx, key: str):
        """Work on that day after all."""
        self.own_days = [one for one in self.own_days if one.key != key]

    @handler(_NEEDS)
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Keep the rules."""
        own = {date.fromisoformat(one.key): one.name for one in self.own_days}
        wanted = hours_form.read({**self.typed, **form}, self._open_on(), own)
        self._saved = {"rules": await working_rules.change(ctx, wanted)}
        await self._fill(ctx)
        return toast.done("Saved.", undo=HoursState.put_back)

    @handler(_NEEDS)
    async def put_back(self, ctx: Ctx):
        """Undo the last change."""
        if (before := self._saved.pop("rules", None)) is not None:
            await working_rules.change(ctx, before)
        await self._fill(ctx)
        return toast.done("As it was before.")

    @handler(_NEEDS)
    async def discard(self, ctx: Ctx):
        """Throw away what was typed."""
        await self._fill(ctx)
