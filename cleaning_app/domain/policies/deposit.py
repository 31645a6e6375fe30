"""Whether a booking needs a deposit, of how much, and why."""

from __future__ import annotations

from dataclasses import dataclass

from cleaning_app.domain.policies.policy import (
    DEFAULT_POLICY,
    BookingFacts,
    Policy,
    Risk,
    is_high_value,
)


@dataclass(frozen=True)
class DepositDecision:
    """Whether a deposit is asked for, how many cents, at which percent, and every reason why."""

    required: bool
    amount_cents: int = 0
    percent: int = 0
    reasons: tuple[str, ...] = ()


def decide_deposit(facts: BookingFacts, policy: Policy = DEFAULT_POLICY) -> DepositDecision:
    """Whether this booking needs a deposit, and of how much.

    The highest percent that applies, of the total, rounded up to the cent, within the policy's
    bounds and never more than the total; the minimum while no price is known.
    """
    reasons = _deposit_reasons(facts, policy)
    if not policy.deposit_enabled or not (reasons or policy.deposit_always):
        return DepositDecision(required=False)
    percent = _deposit_percent(facts, policy)
    if facts.total_cents is None:
        return DepositDecision(True, policy.deposit_minimum_cents, percent, reasons)
    wanted = -(-facts.total_cents * percent // 100)
    bounded = min(max(wanted, policy.deposit_minimum_cents), policy.deposit_maximum_cents)
    amount = min(bounded, facts.total_cents)
    return DepositDecision(amount > 0, amount, percent, reasons)


def _deposit_reasons(facts: BookingFacts, policy: Policy) -> tuple[str, ...]:
    reasons = {
        "first_time_client": facts.first_time,
        f"service_type_{facts.service}": facts.service in policy.heavy_services,
        "short_notice": facts.hours_ahead < 24,
        "late_booking": 24 <= facts.hours_ahead < 48,
        "high_value_booking": is_high_value(facts, policy),
        f"risk_{facts.risk.value}": facts.risk is not Risk.LOW,
    }
    return tuple(reason for reason, applies in reasons.items() if applies)


def _deposit_percent(facts: BookingFacts, policy: Policy) -> int:
    percents = [policy.deposit_percent]
    if facts.service in policy.heavy_services:
        percents.append(policy.deposit_percent_heavy)
    if facts.hours_ahead < 24:
        percents.append(policy.deposit_percent_under_24h)
    elif facts.hours_ahead < 48:
        percents.append(policy.deposit_percent_under_48h)
    if is_high_value(facts, policy):
        percents.append(policy.deposit_percent_high_value)
    return max(percents)
