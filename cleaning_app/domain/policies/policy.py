"""An organisation's terms, as numbers. The defaults are the product's starting policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, cast

from cleaning_app.errors import FieldError, Invalid

HEAVY_SERVICES = frozenset({"deep", "move_in", "move_out", "move_in_empty", "move_out_empty"})
_MOST = {"hours": 24 * 365, "points": 100, "percent": 100, "cents": 1_000_000_00}
_LISTS = ("heavy_services", "flagged_areas")


class Risk(StrEnum):
    """How risky the booking looks; medium and high ask for a deposit of their own."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class BookingFacts:
    """What the terms of a booking depend on; `total_cents` is None while no price is known.

    `first_time`: the client has no visit that was confirmed or done. `cancelled` counts visits
    they called off before. `area` is the postal code of the address, "" when unknown.
    """

    service: str
    total_cents: int | None
    hours_ahead: float
    first_time: bool = False
    risk: Risk = Risk.LOW
    cancelled: int = 0
    area: str = ""


@dataclass(frozen=True)
class Policy:
    """An organisation's terms. Amounts in cents, shares in percent, notice in hours.

    A deposit is asked for when there is a reason for one, or always with `deposit_always`.
    `late_fee_cents` is the least a cancellation after the free time costs. The `reschedule_…`
    terms concern moves that the client asks for; what the office moves of its own costs nobody.
    `risk_…_points` add up to a score; from `risk_medium_from` on a deposit is asked for, from
    `risk_high_from` on somebody has to confirm by hand. `flagged_areas` are beginnings of postal
    codes. Bookings closer than `lead_time_hours` warn.
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
    reschedule_allowed: bool = True
    reschedule_notice_hours: int = 24
    reschedule_fee_cents: int = 0
    reschedule_most: int = 1
    risk_new_client_points: int = 20
    risk_high_total_points: int = 25
    risk_short_notice_points: int = 20
    risk_area_flagged_points: int = 15
    risk_cancel_history_points: int = 45
    risk_cancel_repeated_points: int = 10
    risk_medium_from: int = 45
    risk_high_from: int = 75
    flagged_areas: frozenset[str] = frozenset()
    lead_time_hours: int = 0


DEFAULT_POLICY = Policy()


def is_high_value(facts: BookingFacts, policy: Policy) -> bool:
    """Whether a booking is worth enough for the rules of large ones."""
    return facts.total_cents is not None and facts.total_cents >= policy.high_value_from_cents


def policy_from_json(stored: Mapping[str, Any]) -> Policy:
    """An organisation's policy from its settings: what it names replaces the default.

    Raises Invalid, naming each field, for names the product does not know and for values of the
    wrong type or range.
    """
    known = {entry.name for entry in fields(Policy)}
    changes: dict[str, Any] = {}
    problems: list[FieldError] = []
    for name, value in stored.items():
        if name not in known:
            raise Invalid(f"“{name[:40]}” is not a policy setting.")
        try:
            changes[name] = _policy_value(name, value)
        except Invalid as refused:
            problems.append(FieldError(name, refused.detail))
    policy = Policy(**changes)
    problems += _contradictions(policy) if not problems else []
    if problems:
        raise Invalid("These terms don't work together yet.", problems)
    return policy


def policy_to_json(policy: Policy) -> dict[str, Any]:
    """Only what differs from the product's defaults, so that better defaults reach everybody."""
    default, chosen = asdict(DEFAULT_POLICY), asdict(policy)
    return {
        name: sorted(cast("frozenset[str]", value)) if isinstance(value, frozenset) else value
        for name, value in chosen.items()
        if value != default[name]
    }


def _policy_value(name: str, value: Any) -> Any:
    if name in _LISTS and isinstance(value, list):
        return frozenset(str(entry) for entry in cast("list[object]", value))
    if type(value) is not type(getattr(DEFAULT_POLICY, name)):
        raise Invalid(f"{name.replace('_', ' ')} has the wrong type of value.")
    if isinstance(value, int) and not isinstance(value, bool):
        most = next((limit for word, limit in _MOST.items() if word in name), 1000)
        if not 0 <= value <= most:
            raise Invalid(f"Between 0 and {most // 100 if 'cents' in name else most:,}.")
    return value


def _contradictions(policy: Policy) -> list[FieldError]:
    """Pairs of numbers that only make sense in one order."""
    pairs = (
        ("deposit_minimum_cents", "deposit_maximum_cents", "The most is below the least."),
        ("partial_hours", "free_hours", "Free cancellation ends before the partial refund does."),
        ("partial_hours_heavy", "free_hours_heavy", "Free cancellation ends before the partial refund does."),
        ("risk_medium_from", "risk_high_from", "High begins below medium."),
    )  # fmt: skip
    return [
        FieldError(larger, words)
        for smaller, larger, words in pairs
        if getattr(policy, smaller) > getattr(policy, larger)
    ]
