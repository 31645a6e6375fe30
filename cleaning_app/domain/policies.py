"""Deposits and cancellation: what a booking's terms are, frozen when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, cast

from cleaning_app.errors import Invalid
from cleaning_app.money import share

HEAVY_SERVICES = frozenset({"deep", "move_in", "move_out", "move_in_empty", "move_out_empty"})
SNAPSHOT_VERSION = 1


class Risk(StrEnum):
    """How risky the booking looks; medium and high ask for a deposit of their own."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class BookingFacts:
    """What the terms of a booking depend on; `total_cents` is None while no price is known."""

    service: str
    total_cents: int | None
    hours_ahead: float
    first_time: bool = False
    risk: Risk = Risk.LOW


@dataclass(frozen=True)
class Policy:
    """An organisation's terms; the defaults are the product's. Amounts in cents, shares in percent.

    A deposit is asked for when there is a reason for one, or always with `deposit_always`.
    `late_fee_cents` is the least a cancellation after the free time costs.
    """

    deposit_enabled: bool = True
    deposit_always: bool = False
    deposit_percent: int = 25
    deposit_percent_high_value: int = 30
    deposit_percent_heavy: int = 35
    deposit_percent_under_48h: int = 40
    deposit_percent_under_24h: int = 50
    deposit_minimum_cents: int = 50_00
    deposit_maximum_cents: int = 200_00
    high_value_from_cents: int = 300_00
    heavy_services: frozenset[str] = HEAVY_SERVICES
    free_hours: int = 48
    partial_hours: int = 24
    free_hours_heavy: int = 72
    partial_hours_heavy: int = 48
    refund_percent: int = 50
    refund_percent_first_time: int = 40
    refund_percent_high_value: int = 25
    refund_percent_short_notice: int = 25
    late_fee_cents: int = 0


DEFAULT_POLICY = Policy()


@dataclass(frozen=True)
class DepositDecision:
    """Whether a deposit is asked for, how many cents, at which percent, and every reason why."""

    required: bool
    amount_cents: int = 0
    percent: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class CancellationTerms:
    """Free until `free_hours` before the start, then `refund_percent` back until `partial_hours`
    before, then nothing back. `rules` name what shaped them."""

    free_hours: int
    partial_hours: int
    refund_percent: int
    late_fee_cents: int
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicySnapshot:
    """The terms of one booking as they were when it was made; later changes never touch them."""

    deposit: DepositDecision
    cancellation: CancellationTerms
    version: int = field(default=SNAPSHOT_VERSION)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the booking's row."""
        stored = asdict(self)
        stored["deposit"]["reasons"] = list(self.deposit.reasons)
        stored["cancellation"]["rules"] = list(self.cancellation.rules)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PolicySnapshot:
        """Read a stored snapshot; raises Invalid when it is not one this version understands."""
        if stored.get("version") != SNAPSHOT_VERSION:
            raise Invalid("This booking carries terms of an unknown form.")
        try:
            deposit = dict(stored["deposit"])
            terms = dict(stored["cancellation"])
            deposit["reasons"] = tuple(deposit["reasons"])
            terms["rules"] = tuple(terms["rules"])
            return cls(DepositDecision(**deposit), CancellationTerms(**terms))
        except (KeyError, TypeError, ValueError):
            raise Invalid("This booking's terms are damaged.") from None


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


def snapshot(facts: BookingFacts, policy: Policy = DEFAULT_POLICY) -> PolicySnapshot:
    """Freeze the terms of a booking when it is made."""
    return PolicySnapshot(decide_deposit(facts, policy), cancellation_terms(facts, policy))


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


def cancellation_terms(facts: BookingFacts, policy: Policy = DEFAULT_POLICY) -> CancellationTerms:
    """The cancellation terms for a booking: heavy services need more notice, and the part given
    back is the lowest that any rule leaves."""
    heavy = facts.service in policy.heavy_services
    percents = {
        "first_time_client": (facts.first_time, policy.refund_percent_first_time),
        "high_value_booking": (_is_high_value(facts, policy), policy.refund_percent_high_value),
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


def policy_from_json(stored: Mapping[str, Any]) -> Policy:
    """An organisation's policy from its settings: what it names replaces the default.

    Raises Invalid for names the product does not know and for values of the wrong type or range.
    """
    known = {entry.name: entry for entry in fields(Policy)}
    changes: dict[str, Any] = {}
    for name, value in stored.items():
        if name not in known:
            raise Invalid(f"“{name[:40]}” is not a policy setting.")
        changes[name] = _policy_value(name, value)
    return Policy(**changes)


def _policy_value(name: str, value: Any) -> Any:
    if name == "heavy_services" and isinstance(value, list):
        return frozenset(str(entry) for entry in cast("list[object]", value))
    if type(value) is not type(getattr(DEFAULT_POLICY, name)):
        raise Invalid(f"{name.replace('_', ' ')} has the wrong type of value.")
    if isinstance(value, int) and (value < 0 or ("percent" in name and value > 100)):
        raise Invalid(f"{name.replace('_', ' ')} is out of range.")
    return value


def _is_high_value(facts: BookingFacts, policy: Policy) -> bool:
    return facts.total_cents is not None and facts.total_cents >= policy.high_value_from_cents


def _deposit_reasons(facts: BookingFacts, policy: Policy) -> tuple[str, ...]:
    reasons = {
        "first_time_client": facts.first_time,
        f"service_type_{facts.service}": facts.service in policy.heavy_services,
        "short_notice": facts.hours_ahead < 24,
        "late_booking": 24 <= facts.hours_ahead < 48,
        "high_value_booking": _is_high_value(facts, policy),
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
    if _is_high_value(facts, policy):
        percents.append(policy.deposit_percent_high_value)
    return max(percents)
