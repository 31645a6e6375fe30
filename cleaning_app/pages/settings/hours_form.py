"""Between the hours form, as it is typed, and the rules it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cleaning_app.components import format
from cleaning_app.domain.working_hours import WEEKDAY_NAMES
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services.working_rules import WorkingRules


def as_text(rules: WorkingRules) -> dict[str, str]:
    """The rules as the form shows them; holidays have a part of their own."""
    text = {
        "buffer_minutes": str(rules.buffer_minutes),
        "province": rules.province,
        "pay_period": rules.pay_period,
        "pay_anchor": rules.pay_anchor.isoformat(),
        "overtime_rule": rules.overtime_rule,
    }
    for day, _ in WEEKDAY_NAMES.items():
        opens, closes = rules.weekly_hours.get(day, ("", ""))
        text[f"{day}-from"], text[f"{day}-to"] = opens, closes
    return text


def read(
    typed: Mapping[str, Any], open_on: frozenset[str], own_days: Mapping[date, str]
) -> WorkingRules:
    """What was typed, as rules.

    Raises:
        Invalid: naming the fields that can't be read.
    """
    text = {name: str(value).strip() for name, value in typed.items()}
    problems: list[FieldError] = []
    hours: dict[str, list[str]] = {}
    for day, words in WEEKDAY_NAMES.items():
        opens, closes = text.get(f"{day}-from", ""), text.get(f"{day}-to", "")
        if bool(opens) != bool(closes):
            problems.append(FieldError("weekly_hours", f"{words} needs both times, or none."))
        elif opens:
            hours[day] = [opens, closes]
    buffer = text.get("buffer_minutes", "") or "0"
    if not (buffer.isascii() and buffer.isdigit() and len(buffer) <= 4):
        problems.append(FieldError("buffer_minutes", "Whole minutes."))
    try:
        anchor = date.fromisoformat(text.get("pay_anchor", ""))
    except ValueError:
        anchor = date.min
        problems.append(FieldError("pay_anchor", "Choose a day."))
    if problems:
        raise Invalid("Look at the form.", errors=problems)
    return WorkingRules(
        weekly_hours=hours,
        buffer_minutes=int(buffer),
        province=text.get("province", ""),
        open_on=open_on,
        own_days=own_days,
        pay_period=text.get("pay_period", ""),
        pay_anchor=anchor,
        overtime_rule=text.get("overtime_rule", ""),
    )


def day_words(day: date) -> str:
    """Thu 24 Dec 2026"""
    return f"{day:%a} {format.day(day)}"
