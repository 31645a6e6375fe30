"""Which view of which days, narrowed down to whom: all of it stands in the address."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from cleaning_app.components import format
from cleaning_app.services.schedule import BoardEntry

VIEWS: Final = {
    "board": "Board",
    "week": "Week",
    "month": "Month",
    "teams": "Teams",
    "worker": "Worker",
    "list": "List",
}
"""View → its word on the switch."""

NARROWED: Final = ("team", "skill", "worker")
"""What the schedule can be narrowed down by, as the address names it."""

_DAYS: Final = {"board": 1, "week": 7, "teams": 7, "worker": 14, "list": 7}


@dataclass(frozen=True)
class Shown:
    """What the address asks for. `kept` are the other parts of it that stay from view to view."""

    view: str
    day: date
    today: date
    kept: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def first(self) -> date:
        """The day itself, its week's Monday, or the Monday a month's sheet begins with."""
        if self.view == "board":
            return self.day
        begins = self.day.replace(day=1) if self.view == "month" else self.day
        return begins - timedelta(days=begins.weekday())

    @property
    def days(self) -> int:
        """How many days are shown; a month is shown in whole weeks."""
        if self.view != "month":
            return _DAYS[self.view]
        length = (self.day.replace(day=1) - self.first).days
        length += monthrange(self.day.year, self.day.month)[1]
        return -(-length // 7) * 7

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    def address(self, **changes: str) -> str:
        """The address of the same, with other parts; an empty one is left out."""
        parts = {"view": self.view, "day": self.day.isoformat(), **self.kept, **changes}
        return "/schedule?" + urlencode({name: value for name, value in parts.items() if value})

    def on(self, day: date) -> str:
        """The address of the same view around another day."""
        return self.address(day=day.isoformat())

    @property
    def before(self) -> date:
        """The day ‹ goes to."""
        if self.view == "month":
            return (self.day.replace(day=1) - timedelta(days=1)).replace(day=1)
        return self.day - timedelta(days=self._step)

    @property
    def after(self) -> date:
        """The day › goes to."""
        if self.view == "month":
            return (self.day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return self.day + timedelta(days=self._step)

    @property
    def _step(self) -> int:
        return 1 if self.view == "board" else 7

    @property
    def title(self) -> str:
        """Monday, 23 November; November 2026; 23–29 November; 28 December – 3 January; with the year
        when no day of it is in this one."""
        if self.view == "month":
            return f"{self.day:%B} {self.day.year}"
        elsewhen = self.today.year not in (self.first.year, self.last.year)
        return self._days_named + (f" {self.last.year}" if elsewhen else "")

    @property
    def _days_named(self) -> str:
        if self.view == "board":
            return format.long_day(self.day)
        if self.first.month == self.last.month:
            return f"{self.first.day}–{self.last.day} {self.last:%B}"
        return f"{self.first.day} {self.first:%B} – {self.last.day} {self.last:%B}"

    @property
    def team(self) -> UUID | None:
        """The team it is narrowed down to."""
        return UUID(self.kept["team"]) if "team" in self.kept else None

    @property
    def skill(self) -> str:
        """The key of the skill it is narrowed down to, or ""."""
        return self.kept.get("skill", "")

    @property
    def worker(self) -> UUID | None:
        """The worker it is narrowed down to."""
        return UUID(self.kept["worker"]) if "worker" in self.kept else None

    @property
    def whose(self) -> dict[str, Any]:
        """Whom it is narrowed down to, as the schedule's services take it."""
        return {
            "worker_ids": [self.worker] if self.worker else [],
            "team_id": self.team,
            "skill": self.skill,
        }

    @property
    def rows_query(self) -> str:
        """The same days and people as the bookings list, its CSV and the job sheets ask for them."""
        first, last = self.first, self.last
        if self.view == "month":
            first = self.day.replace(day=1)
            last = self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        whose = {f"{name}_id": self.kept[name] for name in ("team", "worker") if name in self.kept}
        skill = {"skill": self.skill} if self.skill else {}
        return urlencode({"from": first.isoformat(), "to": last.isoformat(), **whose, **skill})

    @property
    def has_map(self) -> bool:
        """Whether the map stands beside the board."""
        return self.view == "board" and "map" in self.kept

    def holds(self, entry: BoardEntry) -> bool:
        """Whether a booking touches the shown days."""
        start = datetime.fromisoformat(entry.start)
        end = start + timedelta(minutes=entry.minutes - 1)
        return start.date() <= self.last and end.date() >= self.first


def read(asked: Mapping[str, str], today: date) -> Shown:
    """What the address asks for; today's board for anything unreadable."""
    try:
        on = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        on = today
    view = asked.get("view", "")
    return Shown(
        view if view in VIEWS else "board",
        on if 2000 <= on.year <= 2198 else today,
        today,
        _kept(asked),
    )


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    kept = {name: asked[name] for name in ("team", "worker") if _is_id(asked.get(name, ""))}
    if skill := asked.get("skill", "")[:60]:
        kept["skill"] = skill
    if asked.get("map"):
        kept["map"] = "yes"
    if saved := asked.get("saved", ""):
        kept["saved"] = saved if _is_id(saved) else "none"
    return kept


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
