"""How often a visit comes back: what is chosen so far, in words, with the next visits it means."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, reading
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.components.series import words
from cleaning_app.context import Ctx
from cleaning_app.domain.recurrence import POSITIONS, WEEKDAY_NAMES, Rule, ordinal, position_of
from cleaning_app.errors import AppError, Invalid
from cleaning_app.services import series
from cleaning_app.services.series import Preview

Weekday = Annotated[int, Field(ge=0, le=6)]
PRESETS = ("week1", "week2", "week4", "month_day", "month_weekday")
_FIXED = "day_"
_NAMED = ("kind", "unit", "every", "monthly", "ends", "until", "times", "holidays")


@dataclass
class RepeatForm:
    """The choices as the form holds them; `kind` "" is a visit that doesn't come back."""

    kind: str = ""
    unit: str = "weeks"
    every: str = "1"
    days: list[int] = field(default_factory=list)
    monthly: str = "day"
    ends: str = "never"
    until: str = ""
    times: str = "10"
    holidays: str = "keep"


@dataclass
class ComingRow:
    """One of the next visits, before it is saved."""

    day: str
    time: str
    note: str
    tone: str


@dataclass(frozen=True)
class Wish:
    """What the host's form says of the first visit; `instead_of` is the visit it is made from."""

    day: date
    at: time
    minutes: int
    crew: tuple[UUID, ...] = ()
    client_id: UUID | None = None
    service_id: UUID | None = None
    instead_of: UUID | None = None


class Repeats(rx.State, mixin=True):
    """Mix in for a form whose visit may come back. The State says in `_wish` what it knows of the
    visit, and calls `_foresee` when that changes."""

    repeat: RepeatForm = RepeatForm()
    repeat_choices: list[Option] = []
    repeat_months: list[Option] = []
    repeat_words: str = ""
    repeat_problem: str = ""
    coming: list[ComingRow] = []

    async def _wish(self, ctx: Ctx) -> Wish | None:
        """The visit as far as it is filled in; None while day, time or length are missing."""
        raise TypeError(f"{type(self).__name__} does not say what is to come back")

    async def _foresee(self, ctx: Ctx) -> None:
        """The choices for this day, the rule in words and the next visits with what clashes."""
        wish = await self._wish(ctx)
        self.repeat_words, self.repeat_problem, self.coming = "", "", []
        self.repeat_choices = choices(wish.day) if wish else [Option("", "Doesn't repeat")]
        self.repeat_months = months(wish.day, self.repeat.monthly) if wish else []
        if wish is None or not self.repeat.kind:
            return
        try:
            rule = rule_from(self.repeat, wish.day)
            shown = await series.preview(
                ctx,
                rule=rule,
                starts_on=wish.day,
                at=wish.at,
                minutes=wish.minutes,
                crew=wish.crew,
                holiday_policy=self.repeat.holidays,
                client_id=wish.client_id,
                service_id=wish.service_id,
                instead_of=wish.instead_of,
            )
        except AppError as refused:
            self.repeat_problem = refused.detail
            return
        self.repeat_words = rule.words
        self.coming = [_coming(ctx, one) for one in shown]
        if not shown:
            self.repeat_problem = "No visit is left by then."

    @handler("bookings.edit", supersedes=True)
    async def set_repeat(self, ctx: Ctx, name: str, value: str):
        """One of the choices; what it comes to follows."""
        if name not in _NAMED:
            raise Invalid("There is no such choice.")
        changed = replace(self.repeat, **{name: value.strip()[:20]})
        if name == "kind" and value == "custom" and not changed.days:
            wish = await self._wish(ctx)
            changed.days = [wish.day.weekday()] if wish else []
        self.repeat = changed
        await self._foresee(ctx)

    @handler("bookings.edit")
    async def toggle_repeat_day(self, ctx: Ctx, day: Weekday):
        """Put a weekday into the rule or take it out."""
        kept = [one for one in self.repeat.days if one != day]
        days = kept if day in self.repeat.days else sorted([*kept, day])
        self.repeat = replace(self.repeat, days=days)
        await self._foresee(ctx)


def rule_from(form: RepeatForm, day: date) -> Rule:
    """The rule that was chosen, for a first visit on `day`. Raises Invalid next to its field."""
    return _days(form, day).ending(
        until=reading.day(form.until, "until") if form.ends == "until" else None,
        times=_number("times", form.times) if form.ends == "times" else None,
    )


def _days(form: RepeatForm, day: date) -> Rule:
    if form.kind.startswith("week"):
        return Rule.weekly([day.weekday()], _number("every", form.kind.removeprefix("week")))
    if form.kind.startswith("month"):
        return _monthly(form.kind.removeprefix("month_"), day, 1)
    if form.kind != "custom":
        raise Invalid.field("repeats", "Choose how often.")
    every = _number("every", form.every)
    if form.unit == "weeks":
        return Rule.weekly(form.days, every)
    return _monthly(form.monthly, day, every)


def _monthly(which: str, day: date, every: int) -> Rule:
    """ "day", "day_30", "last_day", "weekday" (second Tuesday) or "last_weekday" of a month."""
    if which.startswith(_FIXED):
        return Rule.on_day(_number("month_day", which.removeprefix(_FIXED)), every)
    if which == "weekday":
        return Rule.on_weekday(position_of(day), day.weekday(), every)
    if which == "last_weekday":
        return Rule.on_weekday(-1, day.weekday(), every)
    return Rule.on_day(31 if which == "last_day" else day.day, every)


def _number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Invalid.field(name, "A whole number, such as 2.")
    return int(text)


def form_of(rule: Rule, holidays: str) -> RepeatForm:
    """A rule as the form's choices, for changing it."""
    form = RepeatForm(
        kind="custom", unit=rule.unit, every=str(rule.every), days=list(rule.weekdays),
        holidays=holidays,
    )  # fmt: skip
    if rule.unit == "months":
        form.days = []
        # In February, the 30th must not turn into the day it fell on.
        form.monthly = f"{_FIXED}{rule.month_day}" if rule.month_day < 31 else "last_day"
        if rule.position:
            form.monthly = "last_weekday" if rule.position == -1 else "weekday"
    if rule.until:
        form.ends, form.until = "until", rule.until.isoformat()
    if rule.times:
        form.ends, form.times = "times", str(rule.times)
    return form


def choices(day: date) -> list[Option]:
    """What is mostly wanted, in words that follow the day."""
    weekday = WEEKDAY_NAMES[day.weekday()]
    monthly = [Option(f"month_{one.value}", f"Every month {one.label}") for one in months(day)]
    return [
        Option("", "Doesn't repeat"),
        Option("week1", f"Every week on {weekday}"),
        Option("week2", f"Every 2 weeks on {weekday}"),
        Option("week4", f"Every 4 weeks on {weekday}"),
        *monthly[:2],
        Option("custom", "Something else…"),
    ]


def months(day: date, chosen: str = "") -> list[Option]:
    """Where in the month a day can be said to lie; what is `chosen` already is among them."""
    weekday, length = WEEKDAY_NAMES[day.weekday()], monthrange(day.year, day.month)[1]
    position = position_of(day)
    found = [
        Option("day", "on the last day" if day.day == 31 else f"on the {ordinal(day.day)}"),
        Option("weekday", f"on the {POSITIONS[position]} {weekday}"),
    ]
    if day.day + 7 > length and position != -1:
        found.append(Option("last_weekday", f"on the last {weekday}"))
    if day.day == 31 and chosen == "last_day":
        found[0] = Option(chosen, found[0].label)
    elif day.day == length < 31 or chosen == "last_day":
        found.append(Option("last_day", "on the last day"))
    if chosen == "last_weekday" and chosen not in [one.value for one in found]:
        found.append(Option("last_weekday", f"on the last {weekday}"))
    if chosen.startswith(_FIXED):
        fixed = chosen.removeprefix(_FIXED)
        if fixed == str(day.day):
            found[0] = Option(chosen, found[0].label)
        elif fixed.isdigit():
            found.append(Option(chosen, f"on the {ordinal(int(fixed))} (or the last day)"))
    return found


def _coming(ctx: Ctx, one: Preview) -> ComingRow:
    if one.starts_at is None:
        left_out = f"{one.holiday}: left out"
        return ComingRow(words.day(ctx, one.on_day), "", left_out, "muted")
    local: datetime = one.starts_at.astimezone(ctx.zone)
    note, tone = "", ""
    if one.clashes:
        note, tone = " ".join(one.clashes), "warn-text"
    elif one.outside:
        note, tone = f"Outside the hours of {' and '.join(one.outside)}", "warn-text"
    elif one.joins:
        note, tone = "Already booked: joins the series", "muted"
    elif one.moved:
        note, tone = f"Moved: {one.holiday}", "muted"
    elif one.holiday:
        note, tone = one.holiday, "muted"
    return ComingRow(words.day(ctx, local.date()), format.time(one.starts_at, ctx.zone), note, tone)
