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
from cleaning_app.domain.payroll.rates import Rate, in_order, rate_on, within
from cleaning_app.domain.payroll.wages import Wages, minutes_of, wages, wages_by_day

__all__ = [
    "PERIOD_KINDS",
    "RULES",
    "DaySplit",
    "OvertimeRule",
    "PayPeriod",
    "Rate",
    "Wages",
    "containing",
    "following",
    "in_order",
    "minutes_of",
    "preceding",
    "rate_on",
    "split_week",
    "wages",
    "wages_by_day",
    "week_of",
    "within",
]
