"""How long something lasts, in words."""

from __future__ import annotations


def hours_and_minutes(minutes: int) -> str:
    """2h 30m, 45m, 3h"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h {rest}m" if rest else f"{hours}h"
