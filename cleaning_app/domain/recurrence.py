"""How often a visit comes back: rules by week or month, as RFC 5545 and in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from dateutil import rrule

from cleaning_app.domain.spans import day_words
from cleaning_app.errors import Invalid

WEEKDAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
POSITIONS: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
MOST_TIMES: Final = 520
_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_EVERY: Final = {"weeks": 52, "months": 24}


@dataclass(frozen=True)
class Rule:
    """A rule of recurrence; `weekly`, `on_day` and `on_weekday` make one.

    `every` counts `unit`s ("weeks" or "months"). `weekdays` (Monday is 0) are the days of a weekly
    rule, or the one of a monthly rule with a `position` (1–4, -1 for the last). `month_day` is the
    day of a monthly rule without; in a shorter month it means the last day. It goes on until a day
    (included), for `times` visits, or for good.

    Raises Invalid, naming the field, when it makes no sense.
    """

    unit: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 0
    position: int = 0
    until: date | None = None
    times: int | None = None

    @classmethod
    def weekly(cls, weekdays: Iterable[int], every: int = 1) -> Rule:
        """On some days of every (second, third, …) week; weeks begin on Monday."""
        return cls("weeks", every, tuple(sorted(set(weekdays))))

    @classmethod
    def on_day(cls, month_day: int, every: int = 1) -> Rule:
        """On a day of the month; in a shorter month on its last."""
        return cls("months", every, month_day=month_day)

    @classmethod
    def on_weekday(cls, position: int, weekday: int, every: int = 1) -> Rule:
        """On the first, second, third, fourth or last (-1) of a weekday in the month."""
        return cls("months", every, (weekday,), position=position)

    def __post_init__(self) -> None:
        if self.unit not in _MOST_EVERY:
            raise Invalid.field("repeats", "Visits come back every few weeks or months.")
        most = _MOST_EVERY[self.unit]
        if not 1 <= self.every <= most:
            raise Invalid.field("every", f"Every 1 to {most} {self.unit}.")
        if any(not 0 <= day <= 6 for day in self.weekdays):
            raise Invalid.field("weekdays", "A weekday is one of seven.")
        if self.unit == "weeks" and not self.weekdays:
            raise Invalid.field("weekdays", "Choose at least one weekday.")
        if self.unit == "weeks" and (self.month_day or self.position):
            raise Invalid.field("repeats", "A weekly rule has weekdays only.")
        if self.unit == "months":
            self._check_month()
        if self.until and self.times:
            raise Invalid.field("ends", "It ends on a day or after a number of visits, not both.")
        if self.times is not None and not 1 <= self.times <= MOST_TIMES:
            raise Invalid.field("times", f"Between 1 and {MOST_TIMES} visits.")

    def _check_month(self) -> None:
        if self.position:
            if self.position not in POSITIONS or len(self.weekdays) != 1 or self.month_day:
                raise Invalid.field("repeats", "Choose which weekday of the month.")
        elif self.weekdays or not 1 <= self.month_day <= 31:
            raise Invalid.field("month_day", "A day of the month is 1 to 31.")

    def ending(self, *, until: date | None = None, times: int | None = None) -> Rule:
        """The same days with another end; without arguments for good."""
        return replace(self, until=until, times=times)

    def dates(self, starts_on: date, first: date, last: date) -> list[date]:
        """The days it falls on from `first` to `last`, both included, counted from `starts_on`.

        `starts_on` is where counting begins; it is a day of the rule only when the rule says so.
        """
        if last < first:
            return []
        found = self._expanded(starts_on).between(_midnight(first), _midnight(last), inc=True)
        return [moment.date() for moment in found]

    def next_dates(self, starts_on: date, first: date, count: int) -> list[date]:
        """The next `count` days from `first` on; fewer when the rule ends."""
        found = self._expanded(starts_on).xafter(_midnight(first), count=count, inc=True)
        return [moment.date() for moment in found]

    def last_date(self, starts_on: date) -> date | None:
        """The last day it falls on; None when it goes on for good. `starts_on` when there is none."""
        if self.until is None and self.times is None:
            return None
        *_, last = [starts_on, *(moment.date() for moment in self._expanded(starts_on))]
        return last

    def left_after(self, starts_on: date, day: date) -> Rule:
        """The rule for what remains from `day` on: a number of visits shrinks by those before."""
        if self.times is None:
            return self
        gone = sum(1 for moment in self._expanded(starts_on) if moment.date() < day)
        return self.ending(times=max(1, self.times - gone))

    def moved(self, before: date, after: date) -> Rule:
        """The rule when its visit of the day `before` goes to the day `after`: Tuesdays become
        Wednesdays, the 3rd becomes the 5th, the second Tuesday the second Wednesday."""
        if before == after:
            return self
        if self.unit == "weeks":
            kept = {day for day in self.weekdays if day != before.weekday()}
            return replace(self, weekdays=tuple(sorted(kept | {after.weekday()})))
        if not self.position:
            return replace(self, month_day=after.day)
        return replace(self, weekdays=(after.weekday(),), position=position_of(after))

    def aligned(self, day: date, reach: date) -> date:
        """A start that keeps the beat of `day` (the same weeks or months) and lies at or before
        `reach`. A rule for a number of visits begins on `day` itself, or it would count others."""
        if self.times is not None:
            return day
        if self.unit == "weeks":
            monday, beat = day - timedelta(days=day.weekday()), timedelta(weeks=self.every)
            return monday if monday <= reach else monday - beat * -((reach - monday) // beat)
        months = day.year * 12 + day.month - 1
        months -= self.every * max(0, -((reach.year * 12 + reach.month - 1 - months) // self.every))
        return date(months // 12, months % 12 + 1, 1)

    @property
    def rrule(self) -> str:
        """The rule as RFC 5545 writes it, without a start."""
        parts = [f"FREQ={'WEEKLY' if self.unit == 'weeks' else 'MONTHLY'}"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.unit == "weeks":
            parts.append("BYDAY=" + ",".join(_CODES[day] for day in self.weekdays))
        elif self.position:
            parts.append(f"BYDAY={self.position}{_CODES[self.weekdays[0]]}")
        elif self.month_day <= 28:
            parts.append(f"BYMONTHDAY={self.month_day}")
        else:
            days = ",".join(str(day) for day in range(28, self.month_day + 1))
            parts.append(f"BYMONTHDAY={days};BYSETPOS=-1")
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.times:
            parts.append(f"COUNT={self.times}")
        return ";".join(parts)

    @property
    def words(self) -> str:
        """Every 2 weeks on Tuesday and Friday, until 12 March 2027"""
        return f"{self.how_often}{self._until_words}"

    def words_at(self, clock: time) -> str:
        """Every 2 weeks on Tuesday at 9:00, 10 times"""
        return f"{self.how_often} at {clock.hour}:{clock:%M}{self._until_words}"

    @property
    def how_often(self) -> str:
        """The rule without its end: Every month on the second Tuesday."""
        if self.unit == "weeks" and len(self.weekdays) == 7:
            return "Every day" if self.every == 1 else f"Every {self.every} weeks on all days"
        unit = self.unit[:-1] if self.every == 1 else f"{self.every} {self.unit}"
        return f"Every {unit} {self._day_words}"

    @property
    def _day_words(self) -> str:
        if self.position:
            return f"on the {POSITIONS[self.position]} {WEEKDAY_NAMES[self.weekdays[0]]}"
        if self.unit == "weeks":
            if self.weekdays == (0, 1, 2, 3, 4):
                return "from Monday to Friday"
            return "on " + _listed([WEEKDAY_NAMES[day] for day in self.weekdays])
        if self.month_day == 31:
            return "on the last day"
        shorter = " (or the last day)" if self.month_day > 28 else ""
        return f"on the {ordinal(self.month_day)}{shorter}"

    @property
    def _until_words(self) -> str:
        if self.until:
            return f", until {day_words(self.until)}"
        if self.times:
            return ", once" if self.times == 1 else f", {self.times} times"
        return ""

    def _expanded(self, starts_on: date) -> rrule.rrule:
        days = [rrule.weekday(day, self.position or None) for day in self.weekdays]
        by_month_day = list(range(min(28, self.month_day), self.month_day + 1))
        return rrule.rrule(
            rrule.WEEKLY if self.unit == "weeks" else rrule.MONTHLY,
            dtstart=_midnight(starts_on),
            interval=self.every,
            wkst=rrule.MO,
            byweekday=days or None,
            bymonthday=by_month_day if self.month_day else None,
            bysetpos=-1 if self.month_day > 28 else None,
            until=_midnight(self.until) if self.until else None,
            count=self.times,
        )


def read(text: str) -> Rule:
    """A rule from RFC 5545's writing: what `rrule` gives, and the same with parts in any order.

    Raises Invalid for anything this product has no words for (daily rules, hours, several positions).
    """
    try:
        parts = dict(part.split("=", 1) for part in text.upper().removeprefix("RRULE:").split(";"))
        rule = _read(parts)
    except (ValueError, KeyError, IndexError):
        raise Invalid.field("rrule", "That is no rule this product knows.") from None
    if parts:
        raise Invalid.field("rrule", f"Not known here: {', '.join(sorted(parts))}.")
    return rule


def _read(parts: dict[str, str]) -> Rule:
    """Takes what it understands out of `parts`."""
    frequency, every = parts.pop("FREQ"), int(parts.pop("INTERVAL", "1"))
    until, times = parts.pop("UNTIL", ""), parts.pop("COUNT", "")
    parts.pop("WKST", "")
    if frequency == "WEEKLY":
        days = [_CODES.index(code) for code in parts.pop("BYDAY").split(",")]
        rule = Rule.weekly(days, every)
    elif frequency != "MONTHLY":
        raise ValueError(frequency)
    elif "BYDAY" in parts:
        code = parts.pop("BYDAY")
        rule = Rule.on_weekday(int(code[:-2]), _CODES.index(code[-2:]), every)
    else:
        days = [int(day) for day in parts.pop("BYMONTHDAY").split(",")]
        if len(days) > 1 and (parts.pop("BYSETPOS") != "-1" or days != [*range(28, max(days) + 1)]):
            raise ValueError("several days of a month")
        rule = Rule.on_day(max(days), every)
    return rule.ending(
        until=date.fromisoformat(until[:8]) if until else None, times=int(times) if times else None
    )


def position_of(day: date) -> int:
    """Which of its weekday in the month a day is: 1–4, or -1 for a fifth one, which is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth <= 4 else -1


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th, 31st"""
    ending = (
        "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def _listed(words: list[str]) -> str:
    """Tuesday; Tuesday and Friday; Monday, Wednesday and Friday"""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
