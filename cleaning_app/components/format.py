"""How people read it: money, days and times in the organisation's zone, statuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cleaning_app.domain.durations import hours_and_minutes
from cleaning_app.money import dollars

MINUS: Final = "−"

STATUS_COLOURS: Final[dict[str, str]] = {
    "pending": "amber",
    "confirmed": "blue",
    "in_progress": "violet",
    "completed": "green",
    "cancelled": "grey",
    "no_show": "red",
    "draft": "grey",
    "sent": "blue",
    "partial": "amber",
    "paid": "green",
    "overdue": "red",
    "void": "grey",
    "succeeded": "green",
    "failed": "red",
    "sending": "violet",
    "skipped": "grey",
    "uncertain": "amber",
    "dead": "red",
    "done": "green",
    "undone": "grey",
    "running": "violet",
    "filed": "green",
    "due": "amber",
    "open": "blue",
}

STATUS_WORDS: Final[dict[str, str]] = {
    "in_progress": "In progress",
    "no_show": "No-show",
    "partial": "Part paid",
    "etransfer": "E-transfer",
}


def words(key: str) -> str:
    """A key as people say it: in_progress → In progress."""
    return STATUS_WORDS.get(key, key.replace("_", " ").capitalize())


def colour(status: str) -> str:
    """The badge colour of a status."""
    return STATUS_COLOURS.get(status, "grey")


money = dollars


def short_money(cents: int) -> str:
    """$1,234: whole dollars, for figures that are read at a glance."""
    sign = MINUS if cents < 0 else ""
    return f"{sign}${(abs(cents) + 50) // 100:,}"


def day(value: date) -> str:
    """4 Jan 2026"""
    return f"{value.day} {value:%b} {value.year}"


def short_day(value: date, today: date) -> str:
    """Today, Tomorrow, Mon 23 Nov, or with the year when it isn't this one."""
    if value == today:
        return "Today"
    if value == today + timedelta(days=1):
        return "Tomorrow"
    if value == today - timedelta(days=1):
        return "Yesterday"
    if value.year == today.year:
        return f"{value:%a} {value.day} {value:%b}"
    return day(value)


def long_day(value: date) -> str:
    """Monday, 23 November"""
    return f"{value:%A}, {value.day} {value:%B}"


def time(value: datetime, zone: ZoneInfo) -> str:
    """8:30, on a 24-hour clock in the organisation's zone."""
    local = value.astimezone(zone)
    return f"{local.hour}:{local:%M}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """4 Jan 13:32"""
    local = value.astimezone(zone)
    return f"{local.day} {local:%b} {local.hour}:{local:%M}"


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """11:00–15:00"""
    return f"{time(start, zone)}–{time(end, zone)}"


duration = hours_and_minutes


def ago(value: datetime, now: datetime) -> str:
    """just now, 5 min ago, 3 h ago, 2 days ago"""
    seconds = int((now - value).total_seconds())
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600} h ago"
    days = seconds // 86_400
    return "1 day ago" if days == 1 else f"{days} days ago"


def phone(number: str) -> str:
    """+1 780 555 0123 for numbers of North America; others as they are."""
    if number.startswith("+1") and len(number) == 12 and number[1:].isdigit():
        return f"+1 {number[2:5]} {number[5:8]} {number[8:]}"
    return number


def initials(name: str) -> str:
    """Priya MacNeil → PM"""
    parts = [part for part in name.split() if part]
    if not parts:
        return "?"
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


def count(number: int, one: str, many: str | None = None, *, capped: bool = False) -> str:
    """1 job, 3 jobs, 10,000+ jobs"""
    plus = "+" if capped else ""
    return f"{number:,}{plus} {one if number == 1 and not capped else many or one + 's'}"
