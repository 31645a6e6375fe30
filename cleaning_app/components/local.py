"""Days, times, lengths and amounts as the worker app says them, in English and in French.

Follows the Government of Canada's writing guides: 24-hour times, `8:30` and `8 h 30`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cleaning_app.components import format, words

_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SHORT_DAYS: Final = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SHORT_MONTHS: Final = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juill.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_NARROW: Final = "\u202f"  # no-break: a number stays with its unit


def long_day(language: str, value: date) -> str:
    """Monday, 23 November · lundi 23 novembre"""
    if language == "fr":
        return f"{_DAYS[value.weekday()]} {_ordinal(value)} {_MONTHS[value.month - 1]}"
    return format.long_day(value)


def day(language: str, value: date) -> str:
    """4 Jan 2026 · 4 janv. 2026"""
    if language == "fr":
        return f"{_ordinal(value)} {_SHORT_MONTHS[value.month - 1]} {value.year}"
    return format.day(value)


def short_day(language: str, value: date, today: date) -> str:
    """Today, Tomorrow, Mon 23 Nov · Aujourd’hui, Demain, lun. 23 nov."""
    for key, near in (("today", 0), ("tomorrow", 1), ("yesterday", -1)):
        if value == today + timedelta(days=near):
            return words.say(language, key)
    if language == "fr":
        if value.year != today.year:
            return day(language, value)
        return f"{_SHORT_DAYS[value.weekday()]} {_ordinal(value)} {_SHORT_MONTHS[value.month - 1]}"
    return format.short_day(value, today)


def ago(language: str, value: datetime, now: datetime) -> str:
    """just now, 5 min ago, 3 h ago · à l’instant, il y a 5 min, il y a 3 h"""
    seconds = int((now - value).total_seconds())
    if seconds < 60:
        return words.say(language, "ago_now")
    if seconds < 3600:
        return words.say(language, "ago_minutes", count=seconds // 60)
    if seconds < 86_400:
        return words.say(language, "ago_hours", count=seconds // 3600)
    return words.count(language, "ago_days", seconds // 86_400)


def time(language: str, value: datetime, zone: ZoneInfo) -> str:
    """8:30 · 8 h 30"""
    local = value.astimezone(zone)
    if language == "fr":
        return f"{local.hour}{_NARROW}h{_NARROW}{local:%M}"
    return format.time(value, zone)


def span(language: str, start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """8:30 – 10:30 · 8 h 30 – 10 h 30"""
    return f"{time(language, start, zone)} – {time(language, end, zone)}"


def duration(language: str, minutes: int) -> str:
    """1h 52m · 1 h 52"""
    if language != "fr":
        return format.duration(minutes)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{_NARROW}min"
    return f"{hours}{_NARROW}h{_NARROW}{rest:02}" if rest else f"{hours}{_NARROW}h"


def money(language: str, cents: int) -> str:
    """$1,234.50 · 1 234,50 $"""
    if language != "fr":
        return format.money(cents)
    sign = format.MINUS if cents < 0 else ""
    whole = f"{abs(cents) // 100:,}".replace(",", _NARROW)
    return f"{sign}{whole},{abs(cents) % 100:02}{_NARROW}$"


def _ordinal(value: date) -> str:
    """1er, 2, 3"""
    return "1er" if value.day == 1 else str(value.day)
