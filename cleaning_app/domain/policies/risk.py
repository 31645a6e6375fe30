"""How risky a new booking looks: points for what has gone wrong with such bookings before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cleaning_app.domain.policies.policy import (
    DEFAULT_POLICY,
    BookingFacts,
    Policy,
    Risk,
    is_high_value,
)

MOST_POINTS = 100


@dataclass(frozen=True)
class RiskAssessment:
    """Points from 0 to 100, the band they fall into, and every reason that brought some."""

    score: int = 0
    band: Risk = Risk.LOW
    reasons: tuple[str, ...] = ()


def assess_risk(facts: BookingFacts, policy: Policy = DEFAULT_POLICY) -> RiskAssessment:
    """Add up the points of a booking and name its band."""
    short_notice = facts.hours_ahead < 24
    repeated = policy.risk_cancel_repeated_points if facts.cancelled > 1 else 0
    points = {
        "new_client": (facts.first_time, policy.risk_new_client_points),
        "high_total": (is_high_value(facts, policy), policy.risk_high_total_points),
        "short_notice": (short_notice, policy.risk_short_notice_points),
        "area_flagged": (_is_flagged(facts.area, policy), policy.risk_area_flagged_points),
        "cancel_history": (facts.cancelled > 0, policy.risk_cancel_history_points + repeated),
    }
    applying = {reason: worth for reason, (applies, worth) in points.items() if applies}
    score = min(MOST_POINTS, sum(applying.values()))
    return RiskAssessment(score, _band(score, policy), tuple(applying))


def _band(score: int, policy: Policy) -> Risk:
    if score >= policy.risk_high_from:
        return Risk.HIGH
    return Risk.MEDIUM if score >= policy.risk_medium_from else Risk.LOW


def _is_flagged(area: str, policy: Policy) -> bool:
    code = area.replace(" ", "").upper()
    return any(code.startswith(prefix) for prefix in policy.flagged_areas if prefix)


def risk_words(reasons: Iterable[str]) -> str:
    """ "new client, cancelled before" """
    return ", ".join(_WORDS.get(reason, reason.replace("_", " ")) for reason in reasons)


_WORDS = {
    "high_total": "a large booking",
    "short_notice": "less than a day ahead",
    "area_flagged": "a flagged area",
    "cancel_history": "cancelled before",
}
