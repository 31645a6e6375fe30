"""A booking's terms, frozen when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cleaning_app.domain.policies.cancellation import CancellationTerms, cancellation_terms
from cleaning_app.domain.policies.deposit import DepositDecision, decide_deposit
from cleaning_app.domain.policies.policy import DEFAULT_POLICY, BookingFacts, Policy, Risk
from cleaning_app.domain.policies.rescheduling import RescheduleTerms, reschedule_terms
from cleaning_app.domain.policies.risk import RiskAssessment, assess_risk
from cleaning_app.errors import Invalid

SNAPSHOT_VERSION = 1


@dataclass(frozen=True)
class PolicySnapshot:
    """The terms of one booking as they were when it was made; later changes never touch them.

    Bookings of an earlier release carry no `reschedule` and no `risk`; they read as the product's
    defaults, and as low.
    """

    deposit: DepositDecision
    cancellation: CancellationTerms
    reschedule: RescheduleTerms = field(default_factory=RescheduleTerms)
    risk: RiskAssessment = field(default_factory=RiskAssessment)
    version: int = field(default=SNAPSHOT_VERSION)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the booking's row."""
        stored = asdict(self)
        stored["deposit"]["reasons"] = list(self.deposit.reasons)
        stored["cancellation"]["rules"] = list(self.cancellation.rules)
        stored["risk"] = {
            "score": self.risk.score,
            "band": self.risk.band.value,
            "reasons": list(self.risk.reasons),
        }
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
            return cls(
                DepositDecision(**deposit),
                CancellationTerms(**terms),
                RescheduleTerms(**stored.get("reschedule", {})),
                _risk(stored.get("risk", {})),
            )
        except (KeyError, TypeError, ValueError):
            raise Invalid("This booking's terms are damaged.") from None


def snapshot(facts: BookingFacts, policy: Policy = DEFAULT_POLICY) -> PolicySnapshot:
    """Freeze the terms of a booking when it is made. The risk is worked out first, as it may ask
    for a deposit of its own."""
    risk = assess_risk(facts, policy)
    known = replace(facts, risk=risk.band)
    return PolicySnapshot(
        deposit=decide_deposit(known, policy),
        cancellation=cancellation_terms(known, policy),
        reschedule=reschedule_terms(policy),
        risk=risk,
    )


def _risk(stored: Mapping[str, Any]) -> RiskAssessment:
    if not stored:
        return RiskAssessment()
    return RiskAssessment(stored["score"], Risk(stored["band"]), tuple(stored["reasons"]))
