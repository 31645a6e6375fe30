"""Pay: which days a period holds, which hours are overtime, and what they come to in cents."""

from cleaning_app.domain.payroll.overtime import RULES, DaySplit, OvertimeRule, split_week
from cleaning_app.domain.payroll.periods import (
    PERIOD_KINDS,
    PayPeriod,
    containing,
    following,
    preceding,
    week_of,
)
from cleaning_app.domain.payroll.wages import Wages, minutes_of, wages

__all__ = [
    "PERIOD_KINDS",
    "RULES",
    "DaySplit",
    "OvertimeRule",
    "PayPeriod",
    "Wages",
    "containing",
    "following",
    "minutes_of",
    "preceding",
    "split_week",
    "wages",
    "week_of",
]
