"""Pay periods: a week, two weeks, half a month or a month, from an anchor day on."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PERIOD_KINDS: Final[dict[str, str]] = {
    "weekly": "Every week",
    "biweekly": "Every two weeks",
    "semi_monthly": "Twice a month",
    "monthly": "Every month",
}
_SUNDAY: Final = 6
_HALF: Final = 15
_LATEST_START: Final = 28


@dataclass(frozen=True, order=True)
class PayPeriod:
    """Days that are paid together, first and last included."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """How addresses name it: its first day."""
        return self.first.isoformat()

    @property
    def label(self) -> str:
        """8 – 21 Nov 2026, or 28 Dec 2026 – 10 Jan 2027"""
        if self.first.year != self.last.year:
            begin = f"{self.first.day} {self.first:%b %Y}"
        elif self.first.month != self.last.month:
            begin = f"{self.first.day} {self.first:%b}"
        else:
            begin = str(self.first.day)
        return f"{begin} – {self.last.day} {self.last:%b %Y}"

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def containing(kind: str, anchor: date, day: date) -> PayPeriod:
    """The period a day belongs to.

    Weeks and fortnights begin on the anchor and every 7 or 14 days from it. Half months are the 1st
    to the 15th and the rest. Months begin on the anchor's day of the month, the 28th at the latest.
    """
    if kind in ("weekly", "biweekly"):
        length = 7 if kind == "weekly" else 14
        first = day - timedelta(days=(day - anchor).days % length)
        return PayPeriod(first, first + timedelta(days=length - 1))
    if kind == "semi_monthly":
        if day.day <= _HALF:
            return PayPeriod(day.replace(day=1), day.replace(day=_HALF))
        last = monthrange(day.year, day.month)[1]
        return PayPeriod(day.replace(day=_HALF + 1), day.replace(day=last))
    begins = min(anchor.day, _LATEST_START)
    first = day.replace(day=begins)
    if day.day < begins:
        first = (day.replace(day=1) - timedelta(days=1)).replace(day=begins)
    after = (first.replace(day=_LATEST_START) + timedelta(days=4)).replace(day=begins)
    return PayPeriod(first, after - timedelta(days=1))


def preceding(kind: str, anchor: date, period: PayPeriod) -> PayPeriod:
    """The period before."""
    return containing(kind, anchor, period.first - timedelta(days=1))


def following(kind: str, anchor: date, period: PayPeriod) -> PayPeriod:
    """The period after."""
    return containing(kind, anchor, period.last + timedelta(days=1))


def week_of(kind: str, anchor: date, day: date) -> date:
    """The first day of the work week overtime is counted in: it begins where paid weeks begin, on a
    Sunday where pay goes by the month."""
    begins = anchor.weekday() if kind in ("weekly", "biweekly") else _SUNDAY
    return day - timedelta(days=(day.weekday() - begins) % 7)
