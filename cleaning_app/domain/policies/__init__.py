"""A booking's terms: deposit, risk, cancellation, moving. One rule, one file; all of them frozen when
it is made."""

from cleaning_app.domain.policies.cancellation import (
    Cancellation,
    CancellationTerms,
    Tier,
    cancel,
    cancellation_terms,
)
from cleaning_app.domain.policies.deposit import DepositDecision, decide_deposit
from cleaning_app.domain.policies.policy import (
    DEFAULT_POLICY,
    BookingFacts,
    Policy,
    Risk,
    policy_from_json,
    policy_to_json,
)
from cleaning_app.domain.policies.rescheduling import Move, RescheduleTerms, move, reschedule_terms
from cleaning_app.domain.policies.risk import RiskAssessment, assess_risk, risk_words
from cleaning_app.domain.policies.snapshot import PolicySnapshot, snapshot

__all__ = [
    "DEFAULT_POLICY",
    "BookingFacts",
    "Cancellation",
    "CancellationTerms",
    "DepositDecision",
    "Move",
    "Policy",
    "PolicySnapshot",
    "RescheduleTerms",
    "Risk",
    "RiskAssessment",
    "Tier",
    "assess_risk",
    "cancel",
    "cancellation_terms",
    "decide_deposit",
    "move",
    "policy_from_json",
    "policy_to_json",
    "reschedule_terms",
    "risk_words",
    "snapshot",
]
