"""What cancelling costs, by the terms frozen into the booking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cleaning_app.domain.policies.policy import (
    DEFAULT_POLICY,
    BookingFacts,
    Policy,
    is_high_value,
)
from cleaning_app.money import share


@dataclass(frozen=True)
class CancellationTerms:
    """Free until `free_hours` before the start, then `refund_percent` back until `partial_hours`
    before, then nothing back. `rules` name what shaped them."""

    free_hours: int
    partial_hours: int
    refund_percent: int
    late_fee_cents: int
    rules: tuple[str, ...] = ()


class Tier(StrEnum):
    """When a booking was cancelled, as its terms see it."""

    FREE = "free"
    PARTIAL = "partial"
    LATE = "late"


@dataclass(frozen=True)
class Cancellation:
    """What cancelling comes to, in cents: refund + fee = paid + owed, always."""

    tier: Tier
    refund_cents: int
    fee_cents: int
    owed_cents: int


def cancellation_terms(facts: BookingFacts, policy: Policy = DEFAULT_POLICY) -> CancellationTerms:
    """The cancellation terms for a booking: heavy services need more notice, and the part given
    back is the lowest that any rule leaves."""
    heavy = facts.service in policy.heavy_services
    percents = {
        "first_time_client": (facts.first_time, policy.refund_percent_first_time),
        "high_value_booking": (is_high_value(facts, policy), policy.refund_percent_high_value),
        "late_booking": (24 <= facts.hours_ahead < 48, policy.refund_percent),
        "short_notice": (facts.hours_ahead < 24, policy.refund_percent_short_notice),
    }
    applying = {rule: percent for rule, (applies, percent) in percents.items() if applies}
    return CancellationTerms(
        free_hours=policy.free_hours_heavy if heavy else policy.free_hours,
        partial_hours=policy.partial_hours_heavy if heavy else policy.partial_hours,
        refund_percent=min([policy.refund_percent, *applying.values()]),
        late_fee_cents=policy.late_fee_cents,
        rules=(("heavy_service",) if heavy else ()) + tuple(applying),
    )


def cancel(terms: CancellationTerms, paid_cents: int, hours_before: float) -> Cancellation:
    """What the client gets back and pays for cancelling `hours_before` the start.

    `paid_cents` is what was paid so far (usually the deposit). What is not given back is the fee;
    a late fee above it is taken from what was paid first, and the rest is owed.
    """
    if hours_before >= terms.free_hours:
        return Cancellation(Tier.FREE, paid_cents, 0, 0)
    tier = Tier.PARTIAL if hours_before >= terms.partial_hours else Tier.LATE
    given_back = share(paid_cents, terms.refund_percent, 100) if tier is Tier.PARTIAL else 0
    fee = max(paid_cents - given_back, terms.late_fee_cents)
    return Cancellation(tier, max(0, paid_cents - fee), fee, max(0, fee - paid_cents))
